package atcmd

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Operator is what AT+COPS? says: `+COPS: <mode>[,<format>,<oper>[,<AcT>]]`
// (27.007 7.3).
type Operator struct {
	Mode int    // 0 automatic, 1 manual, 2 deregistered, 4 manual then automatic
	Name string // "" while not registered; digits (MCC and MNC) when the format is 2
	PLMN string // the digits, "" when the module gave a name
	AcT  AcT
}

// maxOperator bounds a name in bytes, for a screen: by 27.007 7.3 the long one has 16 characters.
const maxOperator = 64

// ParseCOPS reads one +COPS answer.
func ParseCOPS(line string) (Operator, error) {
	name, f, ok := cut(line)
	if !ok || name != "+COPS" {
		return Operator{}, fmt.Errorf("not a +COPS line")
	}
	o := Operator{AcT: NoAcT, Mode: f.must("mode")}
	format := f.int(0)
	o.Name, _ = f.next()
	if a := f.int(int(NoAcT)); a >= 0 && a <= 31 {
		o.AcT = AcT(a)
	}
	if f.err != nil {
		return Operator{}, fmt.Errorf("cannot read +COPS: %v", f.err)
	}
	if s, ok := fromUCS2Hex(o.Name); ok && utf8.RuneCountInString(s) > 1 && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		o.Name = s // another program has set AT+CSCS="UCS2"; no operator is called by hexadecimal digits alone
	}
	if len(o.Name) > maxOperator {
		o.Name = strings.ToValidUTF8(o.Name[:maxOperator], "") + "…"
	}
	if format == 2 && (len(o.Name) == 5 || len(o.Name) == 6) && allDigits([]byte(o.Name)) {
		o.PLMN = o.Name
		o.Name = o.PLMN[:3] + "-" + o.PLMN[3:]
	}
	return o, nil
}
