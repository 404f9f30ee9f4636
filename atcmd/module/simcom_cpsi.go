package module

const cpsiTitle = "system and signal"

// The forms of +CPSI?. All begin with the mode and the operation mode; the
// scale of the levels differs from family to family, so each gives its own, and
// its manual in front of them.

// cpsiNone: +CPSI: NO SERVICE,Online
const cpsiNone = "+CPSI,NO SERVICE|" + cpsiTitle + "|act$;operation$\n"

// cpsiNoneA76 is the same in one word, as the manual of A76xx has it.
const cpsiNoneA76 = "+CPSI,NOSERVICE|" + cpsiTitle + "|act$;operation$\n"

// cpsiCell is LTE up to the levels; <RSRQ> stands in front of <RSRP>. <TAC> is
// hexadecimal, the cell decimal.
const cpsiCell = "act$;operation$;plmn$;tac#;cell;pci;band$;earfcn!4294967295;dl_bandwidth" + lteBandwidths + ";ul_bandwidth" + lteBandwidths

// cpsiGSM: +CPSI: GSM,Online,460-00,0x182d,12401,27 EGSM 900,-64,2110,42-42
const cpsiGSM = "+CPSI,GSM|" + cpsiTitle + "|act$;operation$;plmn$;lac#;cell;arfcn$;rssi@dBm;track_lo;c1_c2$\n"

// cpsiWCDMA: <EC/IO>, <RSCP> are printed without their sign.
//
//	+CPSI: WCDMA,Online,250-20,0x4D07,4487261,WCDMA IMT 2000,38,10563,0,4.0,69,32,46,500
const cpsiWCDMA = "+CPSI,WCDMA|" + cpsiTitle + "|act$;operation$;plmn$;lac#;cell;band$;psc;uarfcn;ssc;ecno@dB*-1!0;rscp@dBm*-1!0;qual;rxlev;tx_power@dBm!500\n"
