package modemtest

import (
	"encoding/hex"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"simagent/simcard"
)

// cardCommands are those that concern the card: 27.007, chapters 7 and 8.
func cardCommands(p *Persona) map[string]command {
	t := map[string]command{
		"+CPIN":  {read: readCPIN, set: setCPIN},
		"+CIMI":  {exec: sayIMSI},
		"+CRSM":  {set: restrictedAccess},
		"+CSIM":  {set: genericAccess},
		"+CLCK":  {test: `("SC")`, set: facilityLock},
		"+CPWD":  {test: `("SC",8)`, set: changePassword},
		"+CPINR": {exec: sayTries, set: sayTries},
		"+CNUM":  {exec: func(c *call) error { return c.needCard() }},
	}
	maps.Copy(t, bookCommands())
	maps.Copy(t, extraCommands())
	for _, r := range p.ICCID {
		t[r.Command] = r.command()
	}
	return t
}

// cardState is what the module knows of the card.
type cardState int

const (
	cardAbsent cardState = 0
	cardLocked cardState = 1 // asks for the PIN
	cardPUK    cardState = 2
	cardDead   cardState = 3 // no tries of the PUK left
	cardReady  cardState = 4
)

func (m *Modem) cardState() cardState {
	if m.card == nil {
		return cardAbsent
	}
	pin := m.card.PIN()
	switch {
	case pin.PUKTries <= 0:
		return cardDead
	case pin.Tries <= 0:
		return cardPUK
	case pin.Enabled && !pin.Verified:
		return cardLocked
	}
	return cardReady
}

// needHolder is the error when no card can be reached at all.
func (c *call) needHolder() error {
	switch {
	case c.m.card == nil:
		return cmeNoSIM
	case c.m.network.fun == funOff:
		return cmeSIMFailure
	case time.Now().Before(c.m.cardBusyUntil):
		return cmeSIMBusy
	}
	return nil
}

// needCard is the error when the card is not ready for use.
func (c *call) needCard() error {
	if err := c.needHolder(); err != nil {
		return err
	}
	switch c.m.cardState() {
	case cardLocked:
		return cmePIN
	case cardPUK:
		return cmePUK
	case cardDead:
		return cmeSIMFailure
	}
	if !c.m.simUp {
		return cmeSIMBusy
	}
	return nil
}

func readCPIN(c *call) error {
	if err := c.needHolder(); err != nil {
		return err
	}
	switch c.m.cardState() {
	case cardLocked:
		c.say("+CPIN: SIM PIN")
	case cardPUK:
		c.say("+CPIN: SIM PUK")
	case cardDead:
		return cmeSIMFailure
	default:
		if !c.m.simUp {
			return cmeSIMBusy
		}
		c.say("+CPIN: READY")
	}
	return nil
}

func setCPIN(c *call) error {
	if err := c.needHolder(); err != nil {
		return err
	}
	switch {
	case c.arg(0) == "":
		return cmeParameters
	case c.m.cardState() == cardLocked && len(c.args) == 1:
		if c.m.card.Verify(c.arg(0)) != simcard.StatusOK {
			return cmeWrongCode
		}
	case c.m.cardState() == cardPUK:
		if len(c.args) != 2 {
			return cmePUK
		}
		if c.m.card.Unblock(c.arg(0), c.arg(1)) != simcard.StatusOK {
			return cmeWrongCode
		}
	default:
		return cmeNotAllowed
	}
	c.m.after(0, c.m.cardBecameReady)
	return nil
}

func sayIMSI(c *call) error {
	if err := c.needCard(); err != nil {
		return err
	}
	c.say(c.m.card.IMSI())
	return nil
}

// restrictedAccess is +CRSM=command,file,P1,P2,P3[,data] (27.007, 8.18).
func restrictedAccess(c *call) error {
	if err := c.needHolder(); err != nil {
		return err
	}
	var n [5]int
	for i := range n {
		high := 255
		if i == 1 {
			high = 65535
		}
		v, err := c.num(i, 0, high, 0)
		if err != nil {
			return err
		}
		n[i] = v
	}
	if c.arg(0) == "" {
		return cmeParameters
	}
	var body []byte
	switch n[0] {
	case 176, 178, 192, 242:
	case 214, 220:
		var err error
		if body, err = hex.DecodeString(c.arg(5)); err != nil || len(body) != n[4] {
			return cmeParameters
		}
	default:
		return cmeParameters
	}
	data, sw1, sw2 := c.m.card.Restricted(n[0], simcard.FileID(n[1]), n[2], n[3], n[4], body)
	line := fmt.Sprintf("+CRSM: %d,%d", sw1, sw2)
	if len(data) > 0 {
		line += fmt.Sprintf(`,"%X"`, data)
	}
	c.say(line)
	return nil
}

// genericAccess is +CSIM=length,"APDU" (27.007, 8.17).
func genericAccess(c *call) error {
	if err := c.needHolder(); err != nil {
		return err
	}
	n, err := c.num(0, 0, 520, -1)
	apdu, bad := hex.DecodeString(c.arg(1))
	if err != nil || bad != nil || n != len(c.arg(1)) {
		return cmeParameters
	}
	answer := strings.ToUpper(hex.EncodeToString(c.m.card.Transmit(apdu)))
	c.say("+CSIM: " + strconv.Itoa(len(answer)) + `,"` + answer + `"`)
	return nil
}

// facilityLock is +CLCK="SC",mode[,PIN]; only the PIN of the card can be locked.
func facilityLock(c *call) error {
	if err := c.needHolder(); err != nil {
		return err
	}
	mode, err := c.num(1, 0, 2, -1)
	if err != nil || mode < 0 || !strings.EqualFold(c.arg(0), "SC") {
		return cmeParameters
	}
	if mode == 2 {
		on := 0
		if c.m.card.PIN().Enabled {
			on = 1
		}
		c.say("+CLCK: " + itoa(on))
		return nil
	}
	if c.arg(2) == "" {
		return cmeParameters
	}
	return codeResult(c.m.card.EnablePIN(c.arg(2), mode == 1))
}

func changePassword(c *call) error {
	if err := c.needCard(); err != nil {
		return err
	}
	if !strings.EqualFold(c.arg(0), "SC") || c.arg(1) == "" || c.arg(2) == "" {
		return cmeParameters
	}
	return codeResult(c.m.card.ChangePIN(c.arg(1), c.arg(2)))
}

// codeResult turns what the card said about a PIN into a final result.
func codeResult(sw simcard.StatusWord) error {
	left, counted := sw.Retries()
	switch {
	case sw == simcard.StatusOK:
		return nil
	case counted && left == 0:
		return cmePUK
	case counted:
		return cmeWrongCode
	}
	return cmeNotAllowed
}

// sayTries is +CPINR (27.007, 8.65).
func sayTries(c *call) error {
	if err := c.needHolder(); err != nil {
		return err
	}
	pin := c.m.card.PIN()
	c.say(fmt.Sprintf("+CPINR: SIM PIN,%d,3", pin.Tries))
	c.say(fmt.Sprintf("+CPINR: SIM PUK,%d,10", pin.PUKTries))
	return nil
}
