package explain

import "strconv"

// level is one field of +CSQ or +CESQ: the module's number and its value.
type level struct {
	raw   string // name of the module's number
	name  string // name of the value; "" for none
	unit  string
	max   int
	least float64 // value of 0
	step  float64
	title string
}

// csqLevels are the fields of +CSQ (27.007 8.5).
var csqLevels = []level{
	{"rssi", "rssi_dbm", "dBm", 31, -113, 2, "RSSI"},
	{"ber", "", "", 7, 0, 1, ""},
}

// cesqLevels are the fields of +CESQ (27.007 8.69), those of NR at the end.
var cesqLevels = []level{
	{"rxlev", "rssi_dbm", "dBm", 63, -111, 1, "RSSI"},
	{"ber", "", "", 7, 0, 1, ""},
	{"rscp_level", "rscp_dbm", "dBm", 96, -121, 1, "RSCP"},
	{"ecn0_level", "ecio_db", "dB", 49, -24.5, 0.5, "Ec/Io"},
	{"rsrq_level", "rsrq_db", "dB", 34, -20, 0.5, "RSRQ"},
	{"rsrp_level", "rsrp_dbm", "dBm", 97, -141, 1, "RSRP"},
	{"ss_rsrq_level", "ss_rsrq_db", "dB", 126, -43.5, 0.5, "SS-RSRQ"},
	{"ss_rsrp_level", "ss_rsrp_dbm", "dBm", 126, -157, 1, "SS-RSRP"},
	{"ss_sinr_level", "ss_sinr_db", "dB", 127, -23.5, 0.5, "SS-SINR"},
}

// xcesqLevels are those of +XCESQ, Intel's: the mode stands in front, the
// signal to noise ratio in half dB behind.
var xcesqLevels = append(append([]level{}, cesqLevels[:6]...), level{"sinr_level", "sinr_db", "dB", 100, 0, 0.5, "SINR"})

// levels explains a line of signal levels.
func levels(o *Object, a args, table []level) bool {
	if len(a) == 0 {
		return false
	}
	s := ""
	for i, v := range table {
		if i >= len(a) {
			break
		}
		n, ok := o.number(v.raw, a.at(i))
		if v.name == "" {
			continue
		}
		low := 0
		if v.raw == "sinr_level" {
			low = -v.max
		}
		if !ok || n < low || n > v.max {
			o.unit(v.name, nil, v.unit)
			continue
		}
		value := v.least + v.step*float64(n)
		o.unit(v.name, value, v.unit)
		s += ", " + v.title + " " + decimals(value) + " " + v.unit + grade(v.name, value)
	}
	if s == "" {
		o.Meaning = "signal: not known"
		return true
	}
	o.Meaning = "signal: " + s[2:]
	return true
}

// grade says how good a level is, as radio planners put it: RSRP of LTE from
// -80, -90, -100 and -110 dBm down; RSSI from -70, -85 and -100 dBm down.
func grade(name string, value float64) string {
	var steps [4]float64
	switch name {
	case "rsrp_dbm", "ss_rsrp_dbm":
		steps = [4]float64{-80, -90, -100, -110}
	case "rssi_dbm":
		steps = [4]float64{-65, -75, -85, -100}
	default:
		return ""
	}
	for i, w := range [...]string{" (excellent)", " (good)", " (fair)", " (weak)"} {
		if value >= steps[i] {
			return w
		}
	}
	return " (very weak)"
}

// float reads a decimal number with or without a fraction.
func float(s string) (float64, bool) {
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && len(s) < 20 && v > -1e12 && v < 1e12
}
