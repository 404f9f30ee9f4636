package report

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
)

// SignatureHeader is the HTTP header that carries what Sign gives.
const SignatureHeader = "Simagent-Signature"

// Sign gives the value of SignatureHeader: t=UNIX,v1=HEX, the hex digits of HMAC-SHA256(key, UNIX + "." + body). UNIX is
// at in seconds since 1970. A zero at, and one before 1970, gives t=0: the clock of the device is not set. key has
// 1 byte or more, 32 random ones as a rule. Safe from any goroutine.
func Sign(key []byte, at time.Time, body []byte) string {
	unix := strconv.FormatInt(max(at.Unix(), 0), 10)
	return "t=" + unix + ",v1=" + hex.EncodeToString(mac(key, unix, body))
}

// Verify tells whether header is what Sign gave for this body with this key, at most tolerance before or after now. A
// negative tolerance takes any time, and t=0 as well, which is refused otherwise: a replay cannot be told then, but by
// the sequence number inside. It compares in constant time. An error quotes nothing. Safe from any goroutine.
func Verify(key []byte, header string, body []byte, now time.Time, tolerance time.Duration) error {
	if len(key) == 0 {
		return errors.New("cannot verify report: there is no key")
	}
	unix, sum, ok := parseSignature(header)
	if !ok {
		return errors.New("cannot verify report: the signature is missing or malformed")
	}
	if !hmac.Equal(sum, mac(key, unix, body)) {
		return errors.New("cannot verify report: the signature is wrong")
	}
	if tolerance < 0 {
		return nil
	}
	if unix == "0" {
		return errors.New("cannot verify report: the clock of its device is not set")
	}
	// Bounded by maxUnixDigits, so it fits.
	seconds, _ := strconv.ParseInt(unix, 10, 64)
	if now.Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return errors.New("cannot verify report: it is too old, or from a clock that is off")
	}
	return nil
}

func mac(key []byte, unix string, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(unix + "."))
	h.Write(body)
	return h.Sum(nil)
}

// maxUnixDigits bounds a time in seconds: twelve digits last until the year 33,658.
const maxUnixDigits = 12

// parseSignature takes exactly what Sign writes, so that one signature has one form: no signs, no leading zeros, no
// capitals, no blanks.
func parseSignature(header string) (unix string, sum []byte, ok bool) {
	rest, ok1 := strings.CutPrefix(header, "t=")
	unix, digits, ok2 := strings.Cut(rest, ",v1=")
	if !ok1 || !ok2 || unix == "" || len(unix) > maxUnixDigits || unix[0] == '0' && unix != "0" || strings.Trim(unix, "0123456789") != "" ||
		len(digits) != 2*sha256.Size || strings.Trim(digits, "0123456789abcdef") != "" {
		return "", nil, false
	}
	sum, err := hex.DecodeString(digits)
	return unix, sum, err == nil
}
