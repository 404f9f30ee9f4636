// Package overattest answers the AT commands about a card as a module does: the other side of package
// overat, for tests of what asks a module. The emulated modem of package modemtest does the same over a line.
package overattest

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"simagent/atcmd"
	"simagent/simcard"
	"simagent/simcard/simcardtest"
)

// Module carries commands to a card. Set the fields before use; it is safe for several goroutines then.
type Module struct {
	Card *simcardtest.Card // nil: none

	Refuse    []string                      // beginnings of commands that it answers with ERROR
	Answers   map[string][]string           // answers to further commands, without AT
	Rewrite   func(cmd, line string) string // changes a line on its way; nil: none
	Lock      string                        // what +CPIN? says in place of the card's state
	DropPINs  int                           // so many PINs get OK and never reach the card
	NeedsLock bool                          // +CSIM works between +CSIM=1 and +CSIM=0 only

	mu     sync.Mutex
	asked  []string
	locked bool
}

// Asked returns the commands so far.
func (m *Module) Asked() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.asked...)
}

// Locked reports whether the lock of +CSIM is held.
func (m *Module) Locked() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.locked
}

// Do answers one command; refusals are *atcmd.CommandError.
func (m *Module) Do(ctx context.Context, cmd string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, cmd)
	if err := context.Cause(ctx); err != nil {
		return nil, err
	}
	for _, r := range m.Refuse {
		if strings.HasPrefix(cmd, r) {
			return nil, plain(cmd)
		}
	}
	if lines, ok := m.Answers[cmd]; ok {
		return lines, nil
	}
	line, err := m.answer(cmd)
	if err != nil || line == "" {
		return nil, err
	}
	if m.Rewrite != nil {
		line = m.Rewrite(cmd, line)
	}
	return strings.Split(line, "\n"), nil
}

func plain(cmd string) error {
	name, _, _ := strings.Cut(cmd, "=")
	return &atcmd.CommandError{Name: "AT" + name, Kind: atcmd.Plain, Code: -1}
}

func cme(cmd string, code int) error {
	name, _, _ := strings.Cut(cmd, "=")
	return &atcmd.CommandError{Name: "AT" + name, Kind: atcmd.CME, Code: code}
}

func (m *Module) answer(cmd string) (string, error) {
	name, args, _ := strings.Cut(cmd, "=")
	if m.Card == nil {
		return "", cme(cmd, 10)
	}
	switch name {
	case "+CRSM":
		return m.restricted(cmd, args)
	case "+CSIM":
		return m.generic(cmd, args)
	case "+CCHO":
		return m.open(cmd, args)
	case "+CGLA":
		return m.logical(cmd, args)
	case "+CCHC":
		n, _ := strconv.Atoi(args)
		m.Card.Transmit([]byte{0, 0x70, 0x80, byte(n)})
		return "", nil
	case "+CPIN?":
		return "+CPIN: " + m.state(), nil
	case "+CPIN":
		return "", m.enter(cmd, args)
	case "+CPINR":
		pin := m.Card.PIN()
		return fmt.Sprintf("+CPINR: SIM PIN,%d,3\n+CPINR: SIM PUK,%d,10", pin.Tries, pin.PUKTries), nil
	case "+QCCID":
		return "+QCCID: " + m.Card.ICCID(), nil
	}
	return "", plain(cmd)
}

func (m *Module) state() string {
	pin := m.Card.PIN()
	switch {
	case m.Lock != "":
		return m.Lock
	case pin.Tries == 0:
		return "SIM PUK"
	case pin.Enabled && !pin.Verified:
		return "SIM PIN"
	}
	return "READY"
}

func (m *Module) enter(cmd, args string) error {
	if m.DropPINs > 0 {
		m.DropPINs--
		return nil
	}
	if m.Card.Verify(strings.Trim(args, `"`)) != simcard.StatusOK {
		return cme(cmd, 16)
	}
	return nil
}

func (m *Module) restricted(cmd, args string) (string, error) {
	fields := strings.Split(args, ",")
	var n [5]int
	for i := range min(len(n), len(fields)) {
		v, err := strconv.Atoi(fields[i])
		if err != nil {
			return "", cme(cmd, 50)
		}
		n[i] = v
	}
	var body []byte
	if len(fields) > 5 {
		body, _ = hex.DecodeString(strings.Trim(fields[5], `"`))
	}
	data, sw1, sw2 := m.Card.Restricted(n[0], simcard.FileID(n[1]), n[2], n[3], n[4], body)
	if len(data) == 0 {
		return fmt.Sprintf("+CRSM: %d,%d", sw1, sw2), nil
	}
	return fmt.Sprintf(`+CRSM: %d,%d,"%X"`, sw1, sw2, data), nil
}

func (m *Module) generic(cmd, args string) (string, error) {
	switch args {
	case "0", "1":
		m.locked = args == "1"
		return "", nil
	}
	if m.NeedsLock && !m.locked {
		return "", cme(cmd, 3)
	}
	apdu, err := body(args)
	if err != nil {
		return "", cme(cmd, 50)
	}
	answer := m.Card.Transmit(apdu)
	return fmt.Sprintf(`+CSIM: %d,"%X"`, 2*len(answer), answer), nil
}

// body reads `length,"hex"`, and wants the length to be right.
func body(args string) ([]byte, error) {
	length, data, _ := strings.Cut(args, ",")
	b, err := hex.DecodeString(strings.Trim(data, `"`))
	if n, bad := strconv.Atoi(length); err != nil || bad != nil || n != 2*len(b) {
		return nil, errors.New("malformed")
	}
	return b, nil
}

func (m *Module) open(cmd, args string) (string, error) {
	aid, err := hex.DecodeString(strings.Trim(args, `"`))
	if err != nil {
		return "", cme(cmd, 50)
	}
	opened := m.Card.Transmit([]byte{0, 0x70, 0, 0, 1})
	if len(opened) != 3 {
		return "", cme(cmd, 20)
	}
	answer := m.Card.Transmit(append([]byte{opened[0], 0xA4, 4, 4, byte(len(aid))}, aid...))
	if answer[0] != 0x61 && answer[0] != 0x90 {
		m.Card.Transmit([]byte{0, 0x70, 0x80, opened[0]})
		return "", cme(cmd, 22)
	}
	return fmt.Sprintf("+CCHO: %d", opened[0]), nil
}

func (m *Module) logical(cmd, args string) (string, error) {
	session, rest, _ := strings.Cut(args, ",")
	apdu, err := body(rest)
	n, bad := strconv.Atoi(session)
	if err != nil || bad != nil || len(apdu) == 0 || n < 1 || n > 3 {
		return "", cme(cmd, 50)
	}
	apdu[0] |= byte(n)
	answer := m.Card.Transmit(apdu)
	return fmt.Sprintf(`+CGLA: %d,"%X"`, 2*len(answer), answer), nil
}
