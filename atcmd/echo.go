package atcmd

import "bytes"

// withoutEcho takes the echo of what was sent away, alone on its line, glued
// to what follows, or behind noise. nil means that nothing is left. The echo of
// the command before may come late, behind its final.
func (c *conditioner) withoutEcho(l []byte) []byte {
	p := &c.pend
	if p.prompt && len(p.text) > 0 && bytes.HasPrefix(l, []byte(p.text)) {
		if rest := l[len(p.text):]; len(rest) == 0 || string(rest) == "\x1a" {
			return nil
		}
	}
	sent := [...]string{p.cmd, c.marker, c.previous}
	for _, s := range sent {
		if s != "" && string(l) == s {
			return nil
		}
	}
	if l[0] == 'A' || l[0] == 'a' {
		if c.state == idle && (len(l) == 2 && l[1]|0x20 == 't' || len(l) > 2 && l[1]|0x20 == 't' && extended(l[2])) {
			return nil // a late echo; no URC starts like this
		}
		if string(l) == kick {
			return nil
		}
		for _, s := range sent {
			if rest, ok := bytes.CutPrefix(l, []byte(s)); ok && s != "" && gluedEcho(s, rest) {
				return bytes.TrimLeft(rest, " ")
			}
		}
		return l
	}
	if s := p.cmd; c.state != idle && len(s) > 4 && bytes.HasSuffix(l, []byte(s)) {
		if front := bytes.TrimRight(l[:len(l)-len(s)], " "); extended(front[0]) {
			return front
		}
		return nil // noise
	}
	return l
}

// gluedEcho tells whether sent, at the start of a line that goes on with rest,
// is an echo whose CR was lost. A short command may be the text of an answer.
func gluedEcho(sent string, rest []byte) bool {
	if len(sent) > 4 && extended(sent[2]) {
		return true
	}
	return extended(rest[0]) && len(sent) > 2 || string(rest) == "OK" || string(rest) == "ERROR"
}
