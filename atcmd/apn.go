package atcmd

// ParseAPN returns the APN of the first context in the answer of AT+CGDCONT?
// that has one: `+CGDCONT: <cid>,<type>,<APN>,…` (27.007 10.1.1). "" when none
// is set.
func ParseAPN(lines []string) string {
	for _, l := range lines {
		name, f, ok := cut(l)
		if !ok || name != "+CGDCONT" {
			continue
		}
		_ = f.int(0)
		_, _ = f.next()
		if apn, _ := f.next(); apn != "" && f.err == nil {
			return clipTo(apn, 100) // 23.003 9.1: 100 octets at most
		}
	}
	return ""
}
