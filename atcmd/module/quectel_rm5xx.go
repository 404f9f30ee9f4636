package module

import "simagent/atcmd/format"

// quectelRM5xx: 5G modules with Qualcomm's chips: RM500Q, RM502Q, RM505Q,
// RM510Q, RM520N, RM530N and their RG sisters. QSIMSTAT is stored at each
// write here, so it is a setting to want and not a part of Setup.
var quectelRM5xx = Profile{
	Name:    "Quectel RM5xx/RG5xx",
	Makers:  []string{"quectel"},
	Models:  []string{"RM50", "RM51", "RM52", "RM53", "RG50", "RG51", "RG52", "RG53"},
	ICCID:   []string{"+ICCID", "+QCCID"},
	Retries: quectelRetries,
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, Lines: []format.Line{qengLTEA, qengSA, qengAnchor, qengNSA, qengWCDMA, qengIdle}},
	Formats: joined(quectelLines, qcsqLines, qengNeighbours, rm5xxLines),
	Power:   quectelPower,
	Wants: []Want{
		{About: "roaming", Read: `+QNWPREFCFG="roam_pref"`, Answer: `+QNWPREFCFG: "roam_pref",`, Fits: []string{"255"}, Write: `+QNWPREFCFG="roam_pref",255`,
			Why: "A Super SIM roams everywhere; with 1 or 3 the module stays off most networks."},
		{About: "access technologies", Read: `+QNWPREFCFG="mode_pref"`, Answer: `+QNWPREFCFG: "mode_pref",`, Fits: []string{"AUTO"}, Write: `+QNWPREFCFG="mode_pref",AUTO`,
			Why: "A Super SIM may find LTE only in one place and an older network only in another."},
		{About: "card report", Read: "+QSIMSTAT?", Answer: "+QSIMSTAT:", Fits: []string{"1"}, Write: "+QSIMSTAT=1",
			Why: "Without it no line tells that the card was taken out; it is stored in flash."},
	},
	Limits: quectelLimits,
	Source: "Quectel RG520N&RG525F&RG5x0F&RM5x0N AT Commands Manual V1.1 (4.2, 4.11-4.14, 5.10-5.12, 5.18-5.21, 5.24.5, 5.24.8, 9.7, 9.8); captured lines of RM500Q and RM520N",
	Doubts: []Doubt{
		{"byte counter", "QGDCNT and QGDNRCNT were seen to count apart on RM502Q and to give the same total on RM520N, with the order reversed: neither is used, the kernel's interface counts."},
		doubtQSINR,
		{"QCAINFO", "A PCC or SCC line of NR has other fields behind the band than one of LTE: only those before are named."},
		{"scs", "Quectel's own dialler expects tx_power and srxlev behind sinr on NR; captured lines fit the manual's scs and srxlev."},
	},
}

var rm5xxLines = []format.Line{
	antennas("+QRSRP", "rsrp", "dBm"), antennas("+QRSRQ", "rsrq", "dB"), antennas("+QSINR", "sinr", "dB"),
	{Name: "+QCAINFO", Title: "carrier", Source: "RG520N manual 5.21", Fields: []format.Field{
		{Name: "carrier", Kind: format.Text}, {Name: "channel"}, {Name: "bandwidth"}, {Name: "band", Kind: format.Text}}},
	{Name: "+QGDNRCNT", Title: "bytes counted by the module", Source: "RG520N manual 9.7", Fields: []format.Field{{Name: "sent", Unit: "B"}, {Name: "received", Unit: "B"}}},
	{Name: "+QUIMSLOT", Title: "card slot", Source: "RG520N manual 4.15", Fields: []format.Field{{Name: "slot"}}},
	// +QNWPREFCFG: "roam_pref",255
	{Name: "+QNWPREFCFG", Key: []string{"roam_pref"}, Title: "roaming", Source: "RG520N manual 5.24.8", Fields: []format.Field{
		qWhat, {Name: "mode", Kind: format.Enum, Words: map[int]string{1: "home network only", 3: "affiliated networks", 255: "any network"}}}},
	{Name: "+QNWPREFCFG", Title: "network preference", Source: "RG520N manual 5.24", Fields: []format.Field{qWhat, {Name: "value", Kind: format.Text}}},
}

// antennas: -140 and -32768 are an antenna that receives nothing.
//
//	+QRSRP: -101,-99,-140,-140,LTE
func antennas(name, field, unit string) format.Line {
	none := []int{-140, -32768}
	return format.Line{Name: name, Title: "level at each antenna", Source: "RG520N manual 5.10-5.12", Fields: []format.Field{
		{Name: field + "_rx0", Unit: unit, None: none}, {Name: field + "_rx1", Unit: unit, None: none},
		{Name: field + "_rx2", Unit: unit, None: none}, {Name: field + "_rx3", Unit: unit, None: none}, {Name: "act", Kind: format.Text}}}
}
