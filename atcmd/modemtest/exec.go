package modemtest

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
)

// command is what the table knows of one command. A nil handler makes that form an error, except that
// a nil test with a text prints it.
type command struct {
	test  string // what =? prints behind the name; "" prints nothing
	probe func(*call) error
	read  func(*call) error
	set   func(*call) error
	exec  func(*call) error
}

// call is one command being carried out. Its handler runs under the lock of the Modem.
type call struct {
	m     *Modem
	p     *port
	name  string
	raw   string   // arguments as typed
	args  []string // split at commas, without quotation marks
	lines []string // information lines
	text  *prompt  // set by a handler that wants a message to be typed
}

// say adds an information line.
func (c *call) say(line string) { c.lines = append(c.lines, line) }

// answer carries out one command line, body being without its prefix, and prints what came of it.
func (p *port) answer(ctx context.Context, line, body string) error {
	m := p.m
	var f Fault
	epoch := 0
	m.do(func() {
		m.remember(line)
		epoch = m.epoch
		f = m.takeFault(line)
		if f.run != nil {
			f.run(p)
		}
		if m.opt.OnCommand != nil {
			m.pending = append(m.pending, func() { m.opt.OnCommand(line) })
		}
	})
	if !f.EchoGlued && !m.persona.LateEcho {
		p.flushEcho()
	}
	p.out.setTyping(false)
	if f.Ignore {
		p.edit.echo = nil
		return nil
	}
	if err := p.pause(ctx, m.opt.AnswerDelay+m.pace(body)+f.Delay); err != nil {
		return err
	}
	m.do(func() {
		if m.up && epoch == m.epoch && p.ends == nil { // it may have gone down meanwhile
			p.execute(body, &f)
		}
	})
	return nil
}

// pace is how long the slowest command of a line takes.
func (m *Modem) pace(body string) (d time.Duration) {
	if !m.opt.Paced {
		return 0
	}
	list, _ := parseLine(body)
	for _, r := range list {
		one, ok := m.persona.Pace[r.name+[]string{"", "?", "=?", "="}[r.op]]
		if !ok {
			one, ok = m.persona.Pace[r.name]
		}
		if !ok {
			one = m.persona.Pace[""]
		}
		d = max(d, one)
	}
	return d
}

// execute runs the commands of a line up to the first error, and prints all answers and one final
// result; a command that asks for a message prints its prompt instead. Under mu.
func (p *port) execute(body string, f *Fault) {
	list, ok := parseLine(body)
	if p.m.persona.NoChain && (len(list) > 1 || strings.Contains(body, ";")) && extended(list) {
		list, ok = nil, false
	}
	var blocks [][]byte
	var err error
	for _, r := range list {
		c := call{m: p.m, p: p, name: r.name, raw: r.arg}
		err = c.run(r)
		if len(c.lines) > 0 {
			blocks = append(blocks, frame(&p.m.set, c.lines))
		}
		if err == nil && c.text != nil {
			p.prompt(c.text, f)
			return
		}
		if err != nil {
			break
		}
	}
	if err == nil && !ok {
		err = errPlain
	}
	p.print(blocks, err, f)
}

// extended reports whether a line has a command of more than a letter, which a semicolon would end.
func extended(list []request) bool {
	return slices.ContainsFunc(list, func(r request) bool { return len(r.name) > 2 })
}

// print puts an answer into the outbox as the fault wants it.
func (p *port) print(blocks [][]byte, err error, f *Fault) {
	s := &p.m.set
	final := frameFinal(s, err)
	echo := p.edit.echo
	p.edit.echo = nil
	if f.Swallow {
		return
	}
	if len(f.Lines) > 0 {
		blocks = [][]byte{frame(s, f.Lines)}
	}
	if f.Final != "" {
		final = frame(s, []string{f.Final})
	}
	if f.NoFinal {
		final = nil
	}
	p.out.put(f.apply(s, blocks, final, echo)...)
}

// run finds the handler of one request.
func (c *call) run(r request) error {
	cmd, ok := c.m.table[r.name]
	if !ok {
		c.m.tellUnknown(r)
		return c.m.unknown(r)
	}
	if r.op == opSet {
		args, ok := splitArgs(r.arg)
		if !ok {
			return cmeParameters
		}
		c.args = args
	}
	var handler func(*call) error
	switch r.op {
	case opTest:
		if cmd.probe == nil {
			if cmd.test != "" {
				c.say(r.name + ": " + cmd.test)
			}
			return nil
		}
		handler = cmd.probe
	case opRead:
		handler = cmd.read
	case opSet:
		handler = cmd.set
	default:
		handler = cmd.exec
	}
	if handler == nil {
		c.m.tellUnknown(r)
		return errPlain
	}
	return handler(c)
}

// tellUnknown calls OnUnknown once the lock is free.
func (m *Modem) tellUnknown(r request) {
	if f := m.opt.OnUnknown; f != nil {
		cmd := r.name + [...]string{opExec: "", opRead: "?", opTest: "=?", opSet: "="}[r.op]
		m.pending = append(m.pending, func() { f(cmd) })
	}
}

// unknown is the answer to a command that the module does not know; V.250 commands get a plain ERROR.
func (m *Modem) unknown(r request) error {
	if final := m.persona.UnknownFinal; final != "" {
		return otherFinal(final)
	}
	if c := r.name[0]; m.persona.UnknownCME == 0 || c == '&' || letter(c) || c == '\\' {
		return errPlain
	}
	return cme(m.persona.UnknownCME)
}

// arg returns an argument, "" when it was left out.
func (c *call) arg(i int) string {
	if i < len(c.args) {
		return c.args[i]
	}
	return ""
}

// num reads an argument that must be a number in a range; an omitted one is def.
func (c *call) num(i, low, high, def int) (int, error) {
	if c.arg(i) == "" {
		return def, nil
	}
	n, ok := number(c.arg(i), low, high)
	if !ok {
		return 0, cmeParameters
	}
	return n, nil
}

func number(s string, low, high int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= low && n <= high
}

func itoa(n int) string { return strconv.Itoa(n) }
