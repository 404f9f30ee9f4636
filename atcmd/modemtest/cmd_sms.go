package modemtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// smsCommands are 3GPP TS 27.005, chapters 3 and 4.
func smsCommands() map[string]command {
	return map[string]command{
		"+CMGF": {test: "(0,1)", read: func(c *call) error { c.say("+CMGF: " + itoa(c.m.set.cmgf)); return nil }, set: setCMGF},
		"+CNMI": {test: "(0-2),(0-3),(0,2),(0-2),(0,1)", read: readCNMI, set: setCNMI},
		"+CPMS": {test: `("ME","SM"),("ME","SM"),("ME","SM")`, read: readCPMS, set: setCPMS},
		"+CMGL": {probe: testCMGL, exec: listSMS, set: listSMS},
		"+CMGR": {set: readSMS},
		"+CMGD": {probe: testCMGD, set: deleteSMS},
		"+CMGS": {set: sendSMS},
		"+CMGW": {set: writeSMS},
		"+CMSS": {set: sendStored},
		"+CSCA": {read: func(c *call) error { c.say("+CSCA: " + c.m.serviceCentre()); return nil }, set: setCSCA},
		"+CSMS": {test: "(0,1)", read: func(c *call) error { c.say("+CSMS: " + itoa(c.m.set.service) + ",1,1,1"); return nil }, set: setCSMS},
		"+CNMA": {test: "(0-2)", exec: func(c *call) error { return c.needSMS() }, set: func(c *call) error { return c.needSMS() }},
	}
}

// needSMS is needCard in the codes of 27.005.
func (c *call) needSMS() error {
	err := c.needCard()
	if err == nil {
		return nil
	}
	var code cme
	errors.As(err, &code)
	switch code {
	case cmeNoSIM:
		return cmsNoSIM
	case cmePIN:
		return cmsPIN
	case cmePUK:
		return cmsPUK
	}
	return cmsSIMBusy
}

func setCMGF(c *call) error {
	n, err := c.num(0, 0, 1, 0)
	if err == nil {
		c.m.set.cmgf = n
	}
	return err
}

func readCNMI(c *call) error {
	v := c.m.set.cnmi
	c.say(fmt.Sprintf("+CNMI: %d,%d,%d,%d,%d", v[0], v[1], v[2], v[3], v[4]))
	return nil
}

func setCNMI(c *call) error {
	v := c.m.set.cnmi
	if len(c.args) > len(v) {
		return cmeParameters
	}
	for i := range v {
		n, err := c.num(i, 0, []int{2, 3, 2, 2, 1}[i], v[i])
		if err != nil {
			return err
		}
		v[i] = n
	}
	c.m.set.cnmi = v
	return nil
}

func readCPMS(c *call) error {
	if err := c.needSMS(); err != nil {
		return err
	}
	var parts []string
	for n := range 3 {
		name := c.m.mem(n)
		s := c.m.store[name]
		parts = append(parts, fmt.Sprintf(`"%s",%d,%d`, name, s.used(), len(s.places)))
	}
	c.say("+CPMS: " + strings.Join(parts, ","))
	return nil
}

func setCPMS(c *call) error {
	if err := c.needSMS(); err != nil {
		return err
	}
	names := []string{c.m.mem(0), c.m.mem(1), c.m.mem(2)}
	if len(c.args) > 3 {
		return cmsNotAllowed
	}
	for i, a := range c.args {
		if c.m.store[a] == nil {
			return cmsNotAllowed
		}
		names[i] = a
	}
	c.m.set.stored["+CPMS"] = strings.Join(names, ",")
	var parts []string
	for _, name := range names {
		s := c.m.store[name]
		parts = append(parts, fmt.Sprintf("%d,%d", s.used(), len(s.places)))
	}
	c.say("+CPMS: " + strings.Join(parts, ","))
	return nil
}

func testCMGL(c *call) error {
	if c.m.set.cmgf == 1 {
		c.say(`+CMGL: ("REC UNREAD","REC READ","STO UNSENT","STO SENT","ALL")`)
	} else {
		c.say("+CMGL: (0-4)")
	}
	return nil
}

// Values of <stat> (27.005, 3.1).
const (
	smsUnread = 0
	smsRead   = 1
	smsUnsent = 2
	smsSent   = 3
	smsAll    = 4 // selects
)

// smsStats are their names in text mode.
var smsStats = []string{"REC UNREAD", "REC READ", "STO UNSENT", "STO SENT", "ALL"}

// wanted reads <stat> of +CMGL in the mode in force.
func (c *call) wanted() (int, bool) {
	a := strings.ToUpper(c.arg(0))
	if c.m.set.cmgf == 0 {
		if a == "" {
			return smsUnread, true
		}
		return number(a, smsUnread, smsAll)
	}
	if a == "" {
		return smsUnread, true
	}
	stat := slices.Index(smsStats, a)
	return stat, stat >= 0
}

func listSMS(c *call) error {
	if err := c.needSMS(); err != nil {
		return err
	}
	stat, ok := c.wanted()
	if !ok {
		return cmsTextParam
	}
	for i, msg := range c.m.store[c.m.mem(0)].places {
		if msg != nil && (stat == smsAll || stat == msg.stat) {
			c.sayMessage("+CMGL: "+itoa(i+c.m.persona.FirstSMS)+",", msg)
		}
	}
	return nil
}

// sayMessage prints a message in the mode in force and notes that it was read.
func (c *call) sayMessage(head string, msg *message) {
	if c.m.set.cmgf == 0 {
		c.say(fmt.Sprintf("%s%d,,%d", head, msg.stat, len(msg.tpdu)))
		c.say(msg.pdu())
	} else {
		head += fmt.Sprintf(`"%s","%s",,`, smsStats[msg.stat], c.coded(msg.from))
		if msg.received() {
			head += `"` + smsTime(msg.at) + `"`
		}
		c.say(head + c.details(strings.HasPrefix(head, "+CMGL"), msg))
		c.say(c.m.data(msg))
	}
	if msg.stat == smsUnread {
		msg.stat = smsRead
	}
}

// details are what +CSDH=1 adds (27.005, 3.4.2 and 3.4.3): of a list the type of address and the length, of one
// message also the first octet, protocol, coding and service centre.
func (c *call) details(list bool, msg *message) string {
	if c.m.set.stored["+CSDH"] != "1" || len(msg.tpdu) < 2 {
		return ""
	}
	kind, length := addressType(msg.from), len([]rune(msg.text))
	if list {
		return fmt.Sprintf(",%d,%d", kind, length)
	}
	dcs := 0
	if _, narrow := septets(msg.text); !narrow {
		dcs = 8
	}
	if !msg.received() {
		return fmt.Sprintf(`%d,%d,0,%d,167,%s,%d`, kind, msg.tpdu[0], dcs, c.m.serviceCentre(), length)
	}
	return fmt.Sprintf(`,%d,%d,0,%d,%s,%d`, kind, msg.tpdu[0], dcs, c.m.serviceCentre(), length)
}

// addressType is 145 for an international number, 208 for a name and 129 for all else (24.011, 8.2.5.2).
func addressType(a string) int {
	switch {
	case strings.HasPrefix(a, "+"):
		return 145
	case !dialable(a):
		return 208
	}
	return 129
}

func (msg *message) received() bool { return msg.stat == smsUnread || msg.stat == smsRead }

// pdu is the whole unit with an empty service centre.
func (msg *message) pdu() string { return fmt.Sprintf("00%X", msg.tpdu) }

// coded writes text in the character set of +CSCS.
func (c *call) coded(text string) string { return c.m.coded(text) }

func (m *Modem) coded(text string) string {
	if m.charset("UCS2") {
		return fmt.Sprintf("%X", ucs2(text))
	}
	text = strings.NewReplacer("\r", " ", "\n", " ").Replace(text)
	if codes, ok := septets(text); ok && m.charset("GSM") {
		return string(codes)
	}
	return text
}

// charset reports whether +CSCS names this character set.
func (m *Modem) charset(name string) bool {
	return strings.EqualFold(strings.Trim(m.set.stored["+CSCS"], `"`), name)
}

// data is <data> of text mode (27.005, 3.1): in the character set of +CSCS, but in hexadecimal what the default
// alphabet does not have, since such a message is in UCS2.
func (m *Modem) data(msg *message) string {
	if _, narrow := septets(msg.text); !narrow {
		return fmt.Sprintf("%X", ucs2(msg.text))
	}
	return m.coded(msg.text)
}

// directLines is +CMT with its second line.
func (m *Modem) directLines(msg *message) []string {
	if m.set.cmgf == 1 {
		return []string{fmt.Sprintf(`+CMT: "%s",,"%s"`, m.coded(msg.from), smsTime(msg.at)), m.data(msg)}
	}
	return []string{fmt.Sprintf("+CMT: ,%d", len(msg.tpdu)), msg.pdu()}
}

// place returns the place with an index, nil when there is none.
func (c *call) place(index string) **message { return c.placeIn(0, index) }

// placeIn looks in the storage of the n-th value of +CPMS.
func (c *call) placeIn(n int, index string) **message {
	places := c.m.store[c.m.mem(n)].places
	first := c.m.persona.FirstSMS
	i, ok := number(index, first, first+len(places)-1)
	if !ok {
		return nil
	}
	return &places[i-first]
}

func readSMS(c *call) error {
	if err := c.needSMS(); err != nil {
		return err
	}
	place := c.place(c.arg(0))
	if place == nil {
		return cmsIndex
	}
	msg := *place
	if msg == nil {
		if c.m.persona.EmptySMS {
			return nil
		}
		return cmsIndex
	}
	c.sayMessage("+CMGR: ", msg)
	return nil
}

func testCMGD(c *call) error {
	var used []string
	for i, msg := range c.m.store[c.m.mem(0)].places {
		if msg != nil {
			used = append(used, itoa(i+c.m.persona.FirstSMS))
		}
	}
	c.say("+CMGD: (" + strings.Join(used, ",") + "),(0-4)")
	return nil
}

// deleteSMS is +CMGD=index[,flag] (27.005, 3.5.4): flag 1 deletes what is read, 2 also what was sent, 3 also what
// was written and not sent, 4 everything.
func deleteSMS(c *call) error {
	if err := c.needSMS(); err != nil {
		return err
	}
	flag, err := c.num(1, 0, 4, 0)
	if err != nil {
		return cmsIndex
	}
	if flag == 0 {
		place := c.place(c.arg(0))
		if place == nil {
			return cmsIndex
		}
		*place = nil
		return nil
	}
	places := c.m.store[c.m.mem(0)].places
	for i, msg := range places {
		if msg != nil && (flag == 4 || msg.stat == smsRead || msg.stat == smsSent && flag >= 2 || msg.stat == smsUnsent && flag == 3) {
			places[i] = nil
		}
	}
	return nil
}
