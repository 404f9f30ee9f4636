package atcmd

import (
	"bytes"
	"time"
)

// line routes one clean line. The lock is held.
func (c *conditioner) line(l []byte) {
	c.gaps = c.gaps || c.split.Gap()
	if c.takeBody(l) {
		return
	}
	if l = c.withoutEcho(l); l == nil {
		return
	}
	if string(l) == ">" {
		c.prompt()
		return
	}
	if kind := c.finalKind(l); kind != notFinal {
		if kind == finalError && callResult(l) && c.state == waiting && !c.pend.connects() {
			c.stats.Strays++ // somebody's call ended; the answer is still due
			return
		}
		c.final(l, kind)
		return
	}
	if c.state != idle && c.glued(l) {
		return
	}
	c.info(l)
}

// info routes a line that is no final.
func (c *conditioner) info(l []byte) {
	marker := bytes.HasPrefix(l, []byte(markerName))
	c.knows = c.knows || marker
	if marker && (c.state != waiting || c.pend.markers == 0) {
		c.marks++ // nobody else asks for it
		c.stats.Late++
		return
	}
	if c.state == idle {
		c.urc(l)
		return
	}
	switch c.pend.attribute(l) {
	case toURC:
		c.urc(l)
	case toCommand:
		c.answer(l)
	case toHold:
		c.hold(candidate(URC{At: time.Now(), Line: string(l)}))
	}
}

// prompt handles '>': the one that a text waits for, or a text prompt that
// another program left open.
func (c *conditioner) prompt() {
	if c.state == waiting && c.pend.prompt && !c.pend.prompted {
		c.pend.prompted = true
		c.split.Prompt = false
		c.up([]byte{'>'})
		return
	}
	c.textOpen = true
	c.stats.Strays++
}

// finalKind is classify, and the numeric codes of ATV0 (V.250 5.7.1): always
// for a command that has no information of its own to give, and for every one
// once the module has shown that it speaks so.
func (c *conditioner) finalKind(l []byte) finalKind {
	if len(l) == 1 && (c.numeric || c.state >= marked || c.state != idle && c.pend.silent) {
		switch l[0] {
		case '0':
			return finalOK
		case '3', '4', '6', '7', '8':
			return finalError
		}
	}
	kind := classify(l)
	if string(l) == "NA" && len(c.pend.parts) == 0 {
		return notFinal // no module refuses a basic command so; noise may look like this
	}
	if kind != notFinal && c.state >= quarantined && callResult(l) {
		return notFinal // the end of a call; it proves nothing
	}
	return kind
}

func (c *conditioner) final(l []byte, kind finalKind) {
	if c.state == idle {
		c.stats.Strays++
		return
	}
	c.answers = true
	if c.state >= marked && !c.resynced(kind) {
		return
	}
	c.release(kind != finalError)
	c.state = idle
	c.split.Prompt = false
	if c.numeric = len(l) == 1; c.numeric {
		l = []byte("OK")
		if kind == finalError {
			l = []byte("ERROR")
		}
	}
	if kind == finalConnect {
		c.up([]byte("OK"))
		c.fail(ErrDataMode)
		return
	}
	c.up(atFinal(l, kind))
}

// glued handles an OK that lost the line end before or behind it: `…,99OK` and
// `OK+CREG: 5`. Only where no answer can end or start like this.
func (c *conditioner) glued(l []byte) bool {
	ok := []byte("OK")
	if rest, found := bytes.CutPrefix(l, ok); found {
		if len(rest) == 0 || !extended(rest[0]) {
			return false
		}
		c.final(ok, finalOK)
		c.info(rest)
		return true
	}
	front, found := bytes.CutSuffix(l, ok)
	if !found || len(front) == 0 || bytes.Count(front, []byte{'"'})%2 != 0 {
		return false
	}
	last := front[len(front)-1]
	_, named := lineName(front)
	if last == '"' || last >= '0' && last <= '9' && (named || allDigits(front)) {
		c.info(front)
		c.final(ok, finalOK)
		return true
	}
	return false
}

func allDigits(b []byte) bool {
	for _, x := range b {
		if x < '0' || x > '9' {
			return false
		}
	}
	return true
}

// takeBody takes the text of a +CMT, +CDS or +CBM, which follows its header
// without an empty line between, and says whether l was it. So a message that
// says "OK" ends no command. The text of a message may have several lines:
// each is a URC of its own, with a Body and no Line. On a module that has
// answered and never sent an empty line (V.250 asks for one, ATV0 and some
// emulators leave it out) nothing would end the text: it has one line there.
func (c *conditioner) takeBody(l []byte) bool {
	switch {
	case c.body == nil && !c.inBody:
		return false
	case c.split.Gap(): // an empty message, or the end of one
		c.endBody()
		return false
	case c.body == nil:
		c.emit(URC{At: time.Now(), Body: string(l)})
		return true
	}
	u := *c.body
	if pduHeader([]byte(u.Line)) {
		hex := isHex(string(l))
		if hex {
			u.Body, c.body = string(l), nil
			c.emit(u)
		}
		c.endBody()
		return hex
	}
	u.Body = string(l)
	c.emit(u)
	c.body, c.inBody = nil, c.gaps || !c.answers
	c.awaitPrompt()
	return true
}

// endBody lets a header go whose text did not come.
func (c *conditioner) endBody() {
	if c.body != nil {
		c.emit(*c.body)
	}
	c.body, c.inBody = nil, false
	c.awaitPrompt()
}

// awaitPrompt watches for '>' again if a text waits for it.
func (c *conditioner) awaitPrompt() {
	c.split.Prompt = c.state == waiting && c.pend.prompt && !c.pend.prompted
}

func (c *conditioner) answer(l []byte) {
	switch {
	case c.state != waiting:
		c.stats.Late++
	case len(c.held) > 0:
		c.hold(heldLine{u: URC{Line: string(l)}, answer: true})
	default:
		c.upInfo(l)
	}
}

func (c *conditioner) urc(l []byte) {
	u := URC{At: time.Now(), Line: string(l)}
	if hasBody(l) {
		c.body = &u
		c.split.Prompt = false // a text may begin with '>'
		return
	}
	c.emit(u)
}

// emit puts a URC into the queue, behind those held.
func (c *conditioner) emit(u URC) {
	if len(c.held) > 0 {
		c.hold(heldLine{u: u})
		return
	}
	c.urcs.put(u)
}

func (c *conditioner) hold(h heldLine) {
	if len(c.held) >= maxHeld {
		c.release(true)
	}
	c.held = append(c.held, h)
}

// release sends the held lines where they belong.
func (c *conditioner) release(worked bool) {
	if len(c.held) == 0 {
		return
	}
	pick := choose(c.held, worked)
	for i, h := range c.held {
		mine := h.answer || h.key != 0 && (pick[h.key] == i || h.odd && pick[h.key] >= 0 && c.held[pick[h.key]].odd) && (h.strong || c.state == waiting)
		switch {
		case mine && c.state == waiting:
			c.upInfo([]byte(h.u.Line))
		case mine:
			c.stats.Late++
		default:
			c.urcs.put(h.u)
		}
	}
	clear(c.held)
	c.held = c.held[:0]
}
