package module

import "simagent/atcmd/format"

// The constructors of fields that most families need. Levels of a table of
// 3GPP stand for its lower bound: rsrp 44 of +CESQ is -97 dBm.

func number(name string) format.Field { return format.Field{Name: name} }

func hexField(name string) format.Field { return format.Field{Name: name, Kind: format.Hex} }

func textField(name string) format.Field { return format.Field{Name: name, Kind: format.Text} }

// secret is a number of a person, a card or a module.
func secret(name string) format.Field {
	return format.Field{Name: name, Kind: format.Text, Secret: true}
}

func enum(name string, words map[int]string) format.Field {
	return format.Field{Name: name, Kind: format.Enum, Words: words}
}

// dBm is a level as it stands; none are the values that mean "not known".
func dBm(name string, none ...int) format.Field {
	return format.Field{Name: name, Unit: "dBm", None: none}
}

// dB is a ratio as it stands.
func dB(name string, none ...int) format.Field {
	return format.Field{Name: name, Unit: "dB", None: none}
}

// scaled is a level or a ratio of raw*mul + add.
func scaled(name, unit string, mul, add float64, none ...int) format.Field {
	return format.Field{Name: name, Unit: unit, Mul: mul, Add: add, None: none}
}

func byteCount(name string) format.Field { return format.Field{Name: name, Unit: "B"} }

// actWords are the access technologies of 27.007 7.3.
var actWords = map[int]string{
	0: "GSM", 1: "GSM Compact", 2: "UMTS", 3: "EDGE", 4: "HSDPA", 5: "HSUPA", 6: "HSPA", 7: "LTE", 8: "EC-GSM-IoT",
	9: "NB-IoT", 10: "LTE to 5GC", 11: "NR to 5GC", 12: "NG-RAN", 13: "LTE and NR",
}

// cesq is `+CESQ: <rxlev>,<ber>,<rscp>,<ecno>,<rsrq>,<rsrp>[,<ss_rsrq>,<ss_rsrp>,<ss_sinr>]`,
// 27.007 8.69: `+CESQ: 99,99,255,255,20,44`.
var cesq = format.Line{
	Name: "+CESQ", Title: "signal quality", Source: "3GPP TS 27.007 8.69",
	Fields: []format.Field{
		scaled("rssi", "dBm", 1, -111, 99), {Name: "ber", None: []int{99}}, scaled("rscp", "dBm", 1, -121, 255),
		scaled("ecno", "dB", 0.5, -24.5, 255), scaled("rsrq", "dB", 0.5, -20, 255), scaled("rsrp", "dBm", 1, -141, 255),
		scaled("ss_rsrq", "dB", 0.5, -43.5, 255), scaled("ss_rsrp", "dBm", 1, -157, 255), scaled("ss_sinr", "dB", 0.5, -23.5, 255),
	},
}

// cesqSignal is for families whose own command says no more, or has to be
// switched on first.
var cesqSignal = Query{Command: "+CESQ", Lines: []format.Line{cesq}}

// cpinrLines are `+CPINR: <code>,<retries>[,<default>]`, 27.007 8.65, one line
// a code: `+CPINR: SIM PIN,3,3`.
var cpinrLines = []format.Line{
	cpinr("SIM PIN", "pin"), cpinr("SIM PUK", "puk"), cpinr("SIM PIN2", "pin2"), cpinr("SIM PUK2", "puk2"),
}

func cpinr(code, name string) format.Line {
	return format.Line{
		Name: "+CPINR", Key: []string{code}, Title: "tries left", Source: "3GPP TS 27.007 8.65",
		Fields: []format.Field{textField("code"), number(name), number("default")},
	}
}
