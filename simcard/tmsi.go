package simcard

import (
	"fmt"
	"log/slog"
)

// TMSI is a temporary number that a network gave to the subscription: TMSI, P-TMSI or M-TMSI. It
// prints itself redacted, since it follows a person through one network for a while.
type TMSI uint32

// noTMSI is what stands in a file that holds none (3GPP TS 23.003, 2.4).
const noTMSI TMSI = 0xFFFFFFFF

// IsZero reports whether there is no number.
func (t TMSI) IsZero() bool { return t == noTMSI }

// String returns the redacted number, its last two hexadecimal digits.
func (t TMSI) String() string {
	if t.IsZero() {
		return "none"
	}
	return fmt.Sprintf("…%02X", uint8(t))
}

// GoString is as redacted as String.
func (t TMSI) GoString() string { return "simcard.TMSI(" + t.String() + ")" }

// LogValue keeps the number redacted in structured logs.
func (t TMSI) LogValue() slog.Value { return slog.StringValue(t.String()) }

func tmsi(b []byte) TMSI {
	return TMSI(b[0])<<24 | TMSI(b[1])<<16 | TMSI(b[2])<<8 | TMSI(b[3])
}
