package atcmd

import (
	"errors"
	"strings"
)

// ErrInjection is a command or text with a byte that could start another
// command or end a text: CR, LF, Ctrl-Z, ESC or another control character.
var ErrInjection = errors.New("a control character in an AT command is refused")

// ErrQuotes is a command with an odd number of quotation marks, or an argument
// that holds one: it could end early and let what follows act.
var ErrQuotes = errors.New("a quotation mark in an argument is refused")

// Quoted returns an argument in quotation marks, as V.250 5.4.2.2 writes a
// string. It refuses what could end it early: quotation marks, control
// characters, and the backslash, which starts a coded character there.
func Quoted(arg string) (string, error) {
	if strings.ContainsAny(arg, `"\\`) {
		return "", ErrQuotes
	}
	if err := checkText(arg); err != nil {
		return "", err
	}
	return `"` + arg + `"`, nil
}

// checkText refuses what could end a command or a text early. A module may look
// at the lower seven bits of a byte only (V.250 5.1): 8D is CR then.
func checkText(s string) error {
	for i := range len(s) {
		if c := s[i] & 0x7f; c < ' ' || c == 0x7f {
			return ErrInjection
		}
	}
	return nil
}

// CheckCommand refuses a command (without "AT") that is more than one line, or
// that ends the command state: ErrInjection, ErrQuotes or ErrDataMode. Every
// method of Session that sends does the same.
func CheckCommand(cmd string) error {
	if err := checkText(cmd); err != nil {
		return err
	}
	if strings.Count(cmd, `"`)%2 != 0 {
		return ErrQuotes
	}
	for rest := withoutBlanks(cmd); rest != ""; {
		var part string
		if part, rest = nextPart(rest); leaves(part) {
			return ErrDataMode
		}
	}
	return nil
}

// withoutBlanks takes the blanks out that do not stand in quotation marks: a
// module passes over them wherever they are (V.250 5.2.1), also inside a name.
func withoutBlanks(cmd string) string {
	if strings.IndexByte(cmd, ' ') < 0 {
		return cmd
	}
	out, quoted := make([]byte, 0, len(cmd)), false
	for i := range len(cmd) {
		if cmd[i] == '"' {
			quoted = !quoted
		}
		if quoted || cmd[i] != ' ' {
			out = append(out, cmd[i])
		}
	}
	return string(out)
}

// nextPart cuts the first command of a line off, at a semicolon outside
// quotation marks (V.250 5.2.1).
func nextPart(cmd string) (part, rest string) {
	quoted := false
	for i := range len(cmd) {
		switch {
		case cmd[i] == '"':
			quoted = !quoted
		case cmd[i] == ';' && !quoted:
			return cmd[:i], cmd[i+1:]
		}
	}
	return cmd, ""
}

// dataCommands go into data mode besides ATD, ATA and ATO (V.250 6.3): 27.007
// 10.1.12 and 5.7, and the transparent sockets of Telit, Cinterion, u-blox and
// Quectel.
var dataCommands = []string{"+CGDATA", "+CMUX", "#SO", "#SKTD", "^SIST", "+USODL", "+QISWTMD"}

// leaves tells whether one command of a line, which holds no blanks, leaves the
// command state. Basic commands may stand in a row (ATE0V1D*99#), and so may
// those that modems of old write with a backslash (AT\Q3D*99#).
func leaves(part string) bool {
	for s := part; s != ""; {
		basic := s[0] == '&' || s[0] == '\\'
		switch c := s[0] &^ 0x20; {
		case !basic && extended(s[0]):
			name, _, _ := strings.Cut(s, "=")
			for _, d := range dataCommands {
				if strings.EqualFold(name, d) && !strings.HasSuffix(s, "?") {
					return true
				}
			}
			return false
		case c == 'D', c == 'A', c == 'O':
			return true
		case basic && len(s) > 1:
			s = s[2:]
		default:
			s = s[1:]
		}
		s = strings.TrimLeft(s, "0123456789=?")
	}
	return false
}
