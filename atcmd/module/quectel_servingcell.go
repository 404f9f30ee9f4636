package module

// qengManual stands in front of the forms of each family.
const qengManual = "Quectel RG520N&RG5x0F&RM5x0N AT Commands Manual 5.20; EC2x&EG2x&EG9x QENG\n"

// The forms of +QENG="servingcell", one for each RAT.

// qengIdle: the module searches, or it has cells of LTE and NR, whose lines follow.
//
//	+QENG: "servingcell","SEARCH"
const qengIdle = "+QENG,servingcell,*,|serving cell|what$;state$\n"

// qengLTE is LTE of EC2x, and LTE-M and NB-IoT of BG9x.
//
//	+QENG: "servingcell","NOCONN","LTE","FDD",214,01,7676A09,188,6300,20,3,3,603,-104,-9,-78,11,23
const (
	qengLTE  = qengFor + "LTE" + qengRest
	qengFor  = "+QENG,servingcell,*,"
	qengRest = "|serving cell|what$;state$;act$;" + qengCell + ";srxlev@dB\n"
)

// qengLTEA is LTE of modules with carrier aggregation: <cqi> and <tx_power> more.
//
//	+QENG: "servingcell","NOCONN","LTE","FDD",222,01,4940206,427,1350,3,5,5,BFF,-93,-11,-61,11,7,50,-
const qengLTEA = "+QENG,servingcell,*,LTE|serving cell|what$;state$;act$;" + qengCell + ";cqi;tx_power@dBm*0.1;srxlev@dB\n"

// qengAnchor is the cell of LTE when one of NR is there too (EN-DC).
//
//	+QENG: "LTE","FDD",302,720,9D8148,95,3050,7,5,5,73A0,-110,-16,-74,3,4,140,-
const qengAnchor = "+QENG,LTE|cell of LTE beside one of NR|act$;" + qengCell + ";cqi;tx_power@dBm*0.1;srxlev@dB\n"

// qengNSA has <SINR> in front of <RSRQ>. The names of NR keep it apart from
// the anchor's.
//
//	+QENG: "NR5G-NSA",262,01,774,-82,30,-11,431070,1,3,0
const qengNSA = "+QENG,NR5G-NSA|cell of NR beside one of LTE|act$;mcc;mnc;pci;ss_rsrp@dBm" + notMeasured + ";ss_sinr@dB" + notMeasured + ";ss_rsrq@dB" + notMeasured + ";nrarfcn;band;dl_bandwidth" + nrBandwidths + ";" + qSCS + "\n"

// qengSA is NR alone.
//
//	+QENG: "servingcell","NOCONN","NR5G-SA","TDD",202,01,12AA54086,262,15EC,634080,78,7,-92,-11,18,1,-
const qengSA = "+QENG,servingcell,*,NR5G-SA|serving cell|what$;state$;act$;duplex$;mcc;mnc;cell#;pci;tac#;nrarfcn;band;dl_bandwidth" + nrBandwidths + ";rsrp@dBm" + notMeasured + ";rsrq@dB" + notMeasured + ";sinr@dB" + notMeasured + ";" + qSCS + ";srxlev@dB\n"

// qengWCDMA: <ecio> in dB; the rest is said in a call only.
//
//	+QENG: "servingcell","NOCONN","WCDMA",310,410,DEA6,2883C,4385,84,254,-98,-7,-,-,-,-,-
const qengWCDMA = "+QENG,servingcell,*,WCDMA|serving cell|what$;state$;act$;mcc;mnc;lac#;cell#;uarfcn;psc;rac;rscp@dBm" + notMeasured + ";ecno@dB" + notMeasured + ";phych;sf;slot;speech_code;compressed_mode\n"

// qengGSM: <rxlev> stands in dBm in all captured lines, and is called rssi here.
//
//	+QENG: "servingcell","NOCONN","GSM",250,99,DC51,B919,26,50,-,-73,255,255,0,38,38,1,-,-,-,-,-,-,-,-,-,"-"
const qengGSM = "+QENG,servingcell,*,GSM|serving cell|what$;state$;act$;mcc;mnc;lac#;cell#;bsic;arfcn;band;rssi@dBm" + notMeasured + ";txp;rla;drx;c1;c2;gprs;tch$;timeslot;timing_advance\n"
