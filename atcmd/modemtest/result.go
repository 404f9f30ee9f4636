package modemtest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Final results other than OK, as errors of the command handlers.
var (
	errPlain     = errors.New("ERROR")
	errNoCarrier = errors.New("NO CARRIER")
	errConnect   = errors.New("CONNECT")
)

// cme is an error of 3GPP TS 27.007, 9.2; cms one of 27.005, 3.2.5.
type (
	cme int
	cms int
)

// otherFinal is a final result of a maker's own, printed as it is while results are words.
type otherFinal string

func (e otherFinal) Error() string { return string(e) }

// errNone is a command that ends without a final result, as switching off does on some modules.
var errNone = errors.New("no final result")

func (e cme) Error() string { return "+CME ERROR: " + strconv.Itoa(int(e)) }
func (e cms) Error() string { return "+CMS ERROR: " + strconv.Itoa(int(e)) }

// Codes that the handlers use.
const (
	cmeNotAllowed   cme = 3
	cmeNotSupported cme = 4
	cmeNoSIM        cme = 10
	cmePIN          cme = 11
	cmePUK          cme = 12
	cmeSIMFailure   cme = 13
	cmeSIMBusy      cme = 14
	cmeWrongCode    cme = 16
	cmeIndex        cme = 21
	cmeNotFound     cme = 22
	cmeNoNetwork    cme = 30
	cmeParameters   cme = 50
	cmeUnknown      cme = 100

	cmsNotAllowed cms = 302
	cmsPDUInvalid cms = 304
	cmsTextParam  cms = 305
	cmsNoSIM      cms = 310
	cmsPIN        cms = 311
	cmsSIMBusy    cms = 314
	cmsPUK        cms = 316
	cmsIndex      cms = 321
	cmsFull       cms = 322
	cmsNoNetwork  cms = 331
	cmsUnknown    cms = 500
)

// cmeText is the text form, without the prefix.
func cmeText(e cme) string {
	texts := map[cme]string{
		0: "phone failure", 3: "operation not allowed", 4: "operation not supported",
		10: "SIM not inserted", 11: "SIM PIN required", 12: "SIM PUK required", 13: "SIM failure",
		14: "SIM busy", 15: "SIM wrong", 16: "incorrect password", 20: "memory full", 21: "invalid index",
		22: "not found", 30: "no network service", 31: "network timeout",
		32: "network not allowed - emergency calls only", 50: "incorrect parameters", 100: "unknown",
		103: "illegal MS", 106: "illegal ME", 107: "GPRS services not allowed", 111: "PLMN not allowed",
		112: "location area not allowed", 113: "roaming not allowed in this location area",
	}
	if t, ok := texts[e]; ok {
		return t
	}
	return "unknown"
}

func cmsText(e cms) string {
	texts := map[cms]string{
		300: "ME failure", 302: "operation not allowed", 303: "operation not supported",
		304: "invalid PDU mode parameter", 305: "invalid text mode parameter", 310: "SIM not inserted",
		311: "SIM PIN required", 313: "SIM failure", 314: "SIM busy", 316: "SIM PUK required",
		320: "memory failure", 321: "invalid memory index", 322: "memory full", 330: "SMSC address unknown",
		331: "no network service", 332: "network timeout", 500: "unknown error",
	}
	if t, ok := texts[e]; ok {
		return t
	}
	return "unknown error"
}

// finalText is the final result code as the settings ask for it; numeric codes are V.250, table 1.
func finalText(s *settings, err error) (text string, numeric bool) {
	var code, word string
	switch e := err.(type) {
	case nil:
		code, word = "0", "OK"
	case cme:
		if s.cmee == 1 {
			return e.Error(), false
		}
		if s.cmee == 2 {
			return "+CME ERROR: " + cmeText(e), false
		}
		code, word = "4", "ERROR"
	case otherFinal:
		code, word = "4", string(e)
	case cms:
		if s.cmee == 1 {
			return e.Error(), false
		}
		if s.cmee == 2 {
			return "+CMS ERROR: " + cmsText(e), false
		}
		code, word = "4", "ERROR"
	default:
		code, word = "4", "ERROR"
		switch err {
		case errNoCarrier:
			code, word = "3", "NO CARRIER"
		case errConnect:
			code, word = "1", "CONNECT"
		}
	}
	if s.verbose {
		return word, false
	}
	return code, true
}

// frame puts lines between line ends as V.250, 5.7.1 says: with V1 one before the first, one behind each.
func frame(s *settings, lines []string) []byte {
	end := string([]byte{s.s3, s.s4})
	var b strings.Builder
	if s.verbose {
		b.WriteString(end)
	}
	for _, line := range lines {
		fmt.Fprintf(&b, "%s%s", line, end)
	}
	return []byte(b.String())
}

// frameFinal frames a final result: with V0 the number and S3 alone.
func frameFinal(s *settings, err error) []byte {
	if s.quiet || err == errNone {
		return nil
	}
	text, numeric := finalText(s, err)
	if numeric {
		return append([]byte(text), s.s3)
	}
	return frame(s, []string{text})
}
