package explain

import (
	"strings"

	"simagent/atcmd"
)

// times explains the lines that tell the time.
func times(o *Object, l said) bool {
	switch l.name {
	case "+CCLK", "+QLTS", "#CCLK", "^TIME", "^NWTIME", "*PSUTTZ", "+CTZU", "#NITZ":
		return clock(o, l)
	case "+CTZV", "+CTZE", "+CTZEU":
		z, err := atcmd.ParseZone(l.name + ": " + l.rest)
		if err != nil {
			return false
		}
		o.set("offset_minutes", z.Offset)
		o.set("dst_offset_minutes", orNil(z.Summer*60, z.Summer >= 0))
		o.set("iso8601", orNil(clockText(z.Clock), z.HasClock))
		o.Meaning = "the network's time zone is " + zoneText(z.Offset)
		if z.HasClock {
			o.Meaning += ", the time there " + clockText(z.Clock)
		}
		return true
	}
	return false
}

// clock explains a line with a date and time: `+CCLK: "26/05/14,09:30:00+08"`,
// Huawei's `^NWTIME: 26/05/14,09:30:00+32,00` with the hours of summer time
// behind it, `^TIME: 26/05/14 09:30:00` without a zone.
func clock(o *Object, l said) bool {
	text := l.rest
	if l.name == "^TIME" { // a blank between date and time; a dash is none of its forms
		text = strings.Replace(strings.Trim(text, " "), " ", ",", 1)
	}
	zone, behind := "", args(nil)
	if a := splitArgs(l.rest); len(a) > 0 && a[0].quoted { // the rest stands behind the mark
		text, behind = a[0].text, a[1:]
		if len(behind) > 0 && strings.ContainsAny(behind[0].text, "+-") {
			zone, behind = behind[0].text, behind[1:]
		}
	} else if len(a) > 2 {
		behind = a[2:]
	}
	c, ok := atcmd.ParseTime(text + zone)
	o.set("iso8601", orNil(clockText(c), ok))
	o.set("offset_minutes", orNil(c.Offset, ok && c.HasOffset))
	if n, summer := integer(behind.at(0)); summer && n >= 0 && n <= 3 && ok {
		o.set("dst_offset_minutes", n*60)
	}
	if !ok {
		o.Meaning = "no date and time: the clock was never set"
		return true
	}
	o.Meaning = "the clock says " + strings.Replace(clockText(c), "T", " ", 1)
	if !c.HasOffset {
		o.Meaning += ", without a time zone"
	}
	if y := c.UTC.Year(); y < 2010 {
		o.Meaning += "; it was never set"
	}
	return true
}

func zoneText(minutes int) string {
	sign := "+"
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	m := itoa(minutes % 60)
	if len(m) == 1 {
		m = "0" + m
	}
	return "UTC" + sign + itoa(minutes/60) + ":" + m
}
