package atcmd

import "bytes"

// finalKind says what a line means for the pending command.
type finalKind uint8

const (
	notFinal     finalKind = iota
	finalOK                // the command worked
	finalError             // the command failed; the line says why
	finalConnect           // the module went into data mode: no AT is understood any more
)

// classify tells whether line ends a command. Sources: V.250 5.7.1 (OK, ERROR,
// NO CARRIER, BUSY, NO ANSWER, NO DIALTONE, CONNECT), 27.007 9.2 and 27.005
// 3.2.5 (+CME ERROR, +CMS ERROR); COMMAND NOT SUPPORT is Huawei's and ZTE's,
// ABORTED is V.250 5.6.1 as several modules word it, MODEM ERROR is Motorola
// EZX's, ERROR with a reason behind a colon that of the Android emulator's
// modem, and NA is what ModemManager's parser knows besides.
func classify(line []byte) finalKind {
	switch line[0] {
	case 'O':
		if string(line) == "OK" {
			return finalOK
		}
	case 'E':
		if string(line) == "ERROR" || hasText(line, "ERROR:") {
			return finalError
		}
	case '+':
		if hasText(line, "+CME ERROR:") || hasText(line, "+CMS ERROR:") {
			return finalError
		}
	case 'N':
		switch string(line) {
		case "NO CARRIER", "NO ANSWER", "NO DIALTONE", "NO DIAL TONE", "NA":
			return finalError
		}
	case 'B':
		if string(line) == "BUSY" {
			return finalError
		}
	case 'A':
		if string(line) == "ABORTED" {
			return finalError
		}
	case 'C':
		switch {
		case string(line) == "COMMAND NOT SUPPORT":
			return finalError
		case string(before(line, ' ')) == "CONNECT":
			return finalConnect
		}
	case 'M':
		if rest, ok := bytes.CutPrefix(line, []byte("MODEM ERROR:")); ok {
			if _, ok := decimal(string(bytes.TrimSpace(rest))); ok {
				return finalError
			}
		}
	case 'T':
		if string(line) == "TOO MANY PARAMETERS" {
			return finalError
		}
	}
	return notFinal
}

// callResult tells whether a final speaks of a call. A command may end with
// one, but a module also prints it by itself when a call ends.
func callResult(line []byte) bool {
	switch line[0] {
	case 'N', 'B', 'C':
		return string(line) != "NA" && string(line) != "COMMAND NOT SUPPORT"
	}
	return false
}

// hasText tells whether line starts with prefix and says something after it:
// a bare "+CME ERROR:" is a broken line, not a final.
func hasText(line []byte, prefix string) bool {
	return len(line) > len(prefix) && string(line[:len(prefix)]) == prefix &&
		len(bytes.TrimSpace(line[len(prefix):])) > 0
}

// atFinal returns the form of a final that modem/at understands: it knows OK,
// ERROR, +CME ERROR and +CMS ERROR only, and treats the rest as information.
func atFinal(line []byte, kind finalKind) []byte {
	switch {
	case line[0] == 'E':
		return line[:len("ERROR")] // a reason behind it changes nothing
	case kind == finalOK || line[0] == '+':
		return line
	}
	return append([]byte("+CME ERROR: "), line...)
}
