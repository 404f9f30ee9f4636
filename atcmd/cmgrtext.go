package atcmd

import "fmt"

// A TextHeader is the line before a message in text mode.
type TextHeader struct {
	Index int    // -1 in a +CMGR answer
	Stat  string // "REC UNREAD", "REC READ", "STO UNSENT", "STO SENT"
	Peer  string // number or name; a secret
	Time  Clock  // zero when not told
}

// ParseTextHeader reads the line before a message in text mode (27.005 4.1,
// 4.2): `+CMGR: <stat>,<oa>,[<alpha>],<scts>[,…]`, +CMGL with the index in
// front, for example `+CMGR: "REC READ","+15555000010",,"26/05/14,09:30:00+08"`.
// Modules leave the alpha out with its comma, write years of four digits, and
// zones that are none: the time is then taken as UTC.
func ParseTextHeader(line string) (TextHeader, error) {
	name, f, ok := cut(line)
	if !ok || name != "+CMGL" && name != "+CMGR" {
		return TextHeader{}, fmt.Errorf("not a line before a message")
	}
	h := TextHeader{Index: -1}
	if name == "+CMGL" {
		h.Index = f.must("index")
	}
	h.Stat, _ = f.next()
	h.Peer, ok = f.next()
	if _, number := decimal(h.Stat); f.err != nil || !ok || number || h.Stat == "" {
		return TextHeader{}, fmt.Errorf("cannot read %s: not a line of text mode", name)
	}
	h.Stat = clip(h.Stat)
	for f.more {
		t, _ := f.next()
		c, ok := ParseTime(t)
		if !ok && len(t) > 17 { // a zone that is none
			c, ok = ParseTime(t[:17])
		}
		if ok {
			h.Time = c
			break
		}
	}
	return h, nil
}
