package module

// quectelRM5xx: 5G modules with Qualcomm's chips: RM500Q, RM502Q, RM505Q,
// RM510Q, RM520N, RM530N and their RG sisters. QSIMSTAT is stored at each
// write here, so it is a setting to want and not a part of Setup.
var quectelRM5xx = family{
	Name:    "Quectel RM5xx/RG5xx",
	Makers:  []string{"quectel"},
	Models:  []string{"RM50", "RM51", "RM52", "RM53", "RG50", "RG51", "RG52", "RG53"},
	ICCID:   []string{"+ICCID", "+QCCID"},
	Retries: quectelRetries,
	Card:    quectelCard,
	Signal:  Query{Command: `+QENG="servingcell"`, forms: qengManual + qengLTEA + qengSA + qengAnchor + qengNSA + qengWCDMA + qengIdle},
	formats: []string{quectelLines, qcsqLines, qengNeighbours, rm5xxLines},
	power:   &quectelPower,
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

const rm5xxLines = "" +
	"RG520N manual 5.10-5.12\n" +
	"+QRSRP|level at each antenna|rsrp_rx0@dBm!-140,-32768;rsrp_rx1@dBm!-140,-32768;rsrp_rx2@dBm!-140,-32768;rsrp_rx3@dBm!-140,-32768;act$\n" +
	"+QRSRQ|level at each antenna|rsrq_rx0@dB!-140,-32768;rsrq_rx1@dB!-140,-32768;rsrq_rx2@dB!-140,-32768;rsrq_rx3@dB!-140,-32768;act$\n" +
	"+QSINR|level at each antenna|sinr_rx0@dB!-140,-32768;sinr_rx1@dB!-140,-32768;sinr_rx2@dB!-140,-32768;sinr_rx3@dB!-140,-32768;act$\n" +
	"RG520N manual 5.21\n" +
	"+QCAINFO|carrier|carrier$;channel;bandwidth;band$\n" +
	"RG520N manual 9.7\n" +
	"+QGDNRCNT|bytes counted by the module|sent@B;received@B\n" +
	"RG520N manual 4.15\n" +
	"+QUIMSLOT|card slot|slot\n" +
	"RG520N manual 5.24.8\n" +
	// +QNWPREFCFG: "roam_pref",255
	"+QNWPREFCFG,roam_pref|roaming|what$;mode=1:home network only/3:affiliated networks/255:any network\n" +
	"RG520N manual 5.24\n" +
	"+QNWPREFCFG|network preference|what$;value$\n"
