package atcmd

import "strings"

// The way back into step, after an answer did not come in time. A module
// answers in the order in which it was asked, so a question whose answer can
// be told from every other one's shows that whatever was due before it has
// come or never will. The question is AT+CMEE? (27.007 9.1), once in the first
// marker, twice in the second, and so on: the number of +CMEE: lines before a
// final says which marker it answers.
const (
	markerPart = "+CMEE?"
	markerName = "+CMEE:"
	// kick is for modules that refuse the marker, or do not answer it. It is
	// sent once, after a final has come and the line is quiet, or nothing has
	// come for long: its OK is then the only one due.
	kick = "AT"
	esc  = "\x1b" // leaves a text prompt, 27.005 3.5.1
)

// markTries is how many markers are sent before the module counts as gone.
const markTries = 3

// markerText returns the marker of a try, from 0, and how many +CMEE: lines
// answer it. own is how many +CMEE? the abandoned command holds itself. The
// last one also lifts ATQ1 and ATV0, which a module may have in its profile; so
// does each one to a module that has answered nothing yet.
func markerText(try, own int, answered bool) (text string, answers int) {
	answers = own + try + 1
	text = "AT"
	if try == markTries-1 || !answered {
		text = "ATQ0V1"
	}
	return text + strings.Repeat(markerPart+";", answers-1) + markerPart, answers
}

// mark sends the marker of a try, behind an ESC when a text prompt may be open:
// our own, or one that another program left.
func (c *conditioner) mark(try int) error {
	c.mu.Lock()
	if c.state < quarantined {
		c.mu.Unlock()
		return nil
	}
	c.state = marked
	c.endBody() // so long after, nothing more belongs to a message
	c.marker, c.due = markerText(try, c.pend.markers, c.answers)
	text := c.marker + "\r"
	if try > 0 || c.pend.prompt || c.textOpen || c.split.atPrompt() {
		text = esc + text
		c.textOpen = false
		c.split.dropPrompt()
	}
	c.mu.Unlock()
	return c.correct(text)
}

// correct sends what is not modem/at's.
func (c *conditioner) correct(text string) error {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	return c.put([]byte(text))
}

// nudge sends a lone LF, once, to a module that has answered nothing yet, and tells whether it did. Some wait for CR LF
// (Nordic's serial LTE modem; Altair's LTE modules and Intel's, to which ModemManager sends both) and answer what they
// were asked when the LF comes; for every other one it is nothing (V.250 5.2.1: what stands before AT is ignored). Where
// the LF brings no answer, none is sent again.
func (c *conditioner) nudge() bool {
	c.mu.Lock()
	if c.answers {
		c.mu.Unlock()
		return false
	}
	try := !c.nudged
	c.nudged, c.lf = true, try
	c.mu.Unlock()
	return try && c.correct("\n") == nil
}

// plead kicks a module that is known to leave markers unanswered, though nothing has come. It tells whether it did.
func (c *conditioner) plead() bool {
	c.mu.Lock()
	if c.state < quarantined || !c.mute || c.knows || c.pend.prompt || c.hasKicked {
		c.mu.Unlock()
		return false
	}
	c.endBody()
	c.state = marked
	c.mu.Unlock()
	return c.kick() == nil
}

// kick sends a bare AT to a module that does not know the marker.
func (c *conditioner) kick() error {
	c.mu.Lock()
	if c.state != marked || c.hasKicked {
		c.mu.Unlock()
		return nil
	}
	c.state = kicked
	c.hasKicked = true
	c.mu.Unlock()
	return c.correct(kick + "\r")
}

// resynced tells whether a final ends the quarantine. The lock is held.
func (c *conditioner) resynced(kind finalKind) bool {
	marks := c.marks
	c.marks = 0
	switch c.state {
	case marked:
		if marks == c.due && kind == finalOK {
			return true
		}
		select { // the late one, an earlier marker's, or the marker refused
		case c.unmarked <- struct{}{}:
		default:
		}
	case kicked:
		if marks == 0 && kind == finalOK {
			return true
		}
	}
	c.stats.Late++
	return false
}
