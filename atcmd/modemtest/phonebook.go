package modemtest

import "fmt"

// contact is an entry of a phone book.
type contact struct {
	number, name string
	kind         int // 129, or 145 for an international number
}

// bookPlaces is the size of the phone book, made up.
const bookPlaces = 250

// bookCommands are 27.007, 8.11 to 8.14.
func bookCommands() map[string]command {
	return map[string]command{
		"+CPBS": {test: `("SM","ME")`, read: readCPBS, set: setCPBS},
		"+CPBR": {probe: testCPBR, set: readCPBR},
		"+CPBW": {probe: testCPBW, set: setCPBW},
	}
}

// needBook is needCard, and the module must have read the phone book.
func (c *call) needBook() error {
	if err := c.needCard(); err != nil {
		return err
	}
	if !c.m.bookUp {
		return cmeSIMBusy
	}
	return nil
}

func (m *Modem) bookName() string {
	if name := m.set.stored["+CPBS"]; name != "" {
		return name
	}
	return "SM"
}

func readCPBS(c *call) error {
	if err := c.needBook(); err != nil {
		return err
	}
	used := 0
	for at := range c.m.book {
		used += toInt(at.name == c.m.bookName())
	}
	c.say(fmt.Sprintf(`+CPBS: "%s",%d,%d`, c.m.bookName(), used, bookPlaces))
	return nil
}

func setCPBS(c *call) error {
	if err := c.needBook(); err != nil {
		return err
	}
	if c.arg(0) != "SM" && c.arg(0) != "ME" {
		return cmeParameters
	}
	c.m.set.stored["+CPBS"] = c.arg(0)
	return nil
}

// bookPlace is a place of a phone book.
type bookPlace struct {
	name  string
	index int
}

// maxNumber and maxName are the lengths of +CPBR=?.
const maxNumber, maxName = 40, 14

func testCPBR(c *call) error {
	if err := c.needBook(); err != nil {
		return err
	}
	c.say(fmt.Sprintf("+CPBR: (1-%d),%d,%d", bookPlaces, maxNumber, maxName))
	return nil
}

func readCPBR(c *call) error {
	if err := c.needBook(); err != nil {
		return err
	}
	from, err := c.num(0, 1, bookPlaces, -1)
	if err != nil || from < 0 {
		return cmeIndex
	}
	to, err := c.num(1, 1, bookPlaces, from)
	if err != nil {
		return cmeIndex
	}
	for i := from; i <= to; i++ {
		if e, ok := c.m.book[bookPlace{c.m.bookName(), i}]; ok {
			c.say(fmt.Sprintf(`+CPBR: %d,"%s",%d,"%s"`, i, e.number, e.kind, c.coded(e.name)))
		}
	}
	return nil
}

func testCPBW(c *call) error {
	if err := c.needBook(); err != nil {
		return err
	}
	c.say(fmt.Sprintf("+CPBW: (1-%d),%d,(129,145),%d", bookPlaces, maxNumber, maxName))
	return nil
}

// setCPBW is +CPBW=[index][,number[,type[,text]]]: an index alone deletes.
func setCPBW(c *call) error {
	if err := c.needBook(); err != nil {
		return err
	}
	index, err := c.num(0, 1, bookPlaces, 0)
	if err != nil {
		return cmeIndex
	}
	at := bookPlace{c.m.bookName(), index}
	if len(c.args) < 2 {
		delete(c.m.book, at)
		return nil
	}
	for at.index == 0 || index == 0 { // the first free one
		at.index++
		if _, taken := c.m.book[at]; !taken {
			break
		}
	}
	kind, err := c.num(2, 128, 255, 129)
	name := c.m.decoded(c.arg(3))
	if err != nil || at.index > bookPlaces || !dialable(c.arg(1)) || len(c.arg(1)) > maxNumber || len([]rune(name)) > maxName {
		return cmeParameters
	}
	c.m.book[at] = contact{number: c.arg(1), name: name, kind: kind}
	return nil
}

// dialable reports whether s is a telephone number: digits, * and #, at most maxNumber, with or without a plus.
func dialable(s string) bool {
	if s != "" && s[0] == '+' {
		s = s[1:]
	}
	for i := range len(s) {
		if !digit(s[i]) && s[i] != '*' && s[i] != '#' {
			return false
		}
	}
	return s != "" && len(s) <= maxNumber
}
