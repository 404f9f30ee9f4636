package atcmd

import "strings"

// Solicited tells whether line, without its terminator and no final, answers
// the pending command cmd ("AT+CREG?"). Where an unsolicited line of the same
// name is possible and the Session would wait for the final to decide, the
// shape decides alone: it is a guess for a person, not for the engine. Safe
// for any number of goroutines.
func Solicited(cmd, line string) bool {
	if line == "" {
		return false
	}
	if len(cmd) >= 2 && strings.EqualFold(cmd[:2], "AT") {
		cmd = cmd[2:]
	}
	var p pending
	p.prepare(cmd, "", false)
	switch p.attribute([]byte(line)) {
	case toURC:
		return false
	case toHold:
		h := candidate(URC{Line: line})
		return h.odd || h.strong
	}
	return true
}

// upperNames writes the letters outside quotation marks in capitals: a person
// types "at+creg?", and the module answers it as it does AT+CREG?.
func upperNames(cmd string) string {
	if strings.IndexFunc(cmd, func(r rune) bool { return r >= 'a' && r <= 'z' }) < 0 {
		return cmd
	}
	b, quoted := []byte(cmd), false
	for i, c := range b {
		if c == '"' {
			quoted = !quoted
		} else if !quoted && c >= 'a' && c <= 'z' {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

// Unsolicited tells whether line can only be an unsolicited result code, by
// its name or its beginning, whatever command was given before.
func Unsolicited(line string) bool {
	if line == "" {
		return false
	}
	name, named := lineName([]byte(line))
	return named && urcNames[string(name)] || bareURC([]byte(line))
}

// FinalResult tells whether line, without its terminator, ends a command, and
// whether the command worked; CONNECT counts as worked.
func FinalResult(line string) (worked, final bool) {
	if line == "" {
		return false, false
	}
	k := classify([]byte(line))
	return k == finalOK || k == finalConnect, k != notFinal
}

// ParseError reads the value of an error final, `+CME ERROR: 10` or
// `+CMS ERROR: memory full`; Name stays empty. ok is false when line is
// neither of the two.
func ParseError(line string) (e *CommandError, ok bool) {
	kind := CME
	value, ok := strings.CutPrefix(line, "+CME ERROR:")
	if !ok {
		kind = CMS
		value, ok = strings.CutPrefix(line, "+CMS ERROR:")
	}
	value = strings.TrimSpace(value)
	if !ok || value == "" {
		return nil, false
	}
	e = newCommandError("", kind, value)
	e.Name = ""
	return e, true
}
