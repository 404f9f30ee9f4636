package module

// The forms of #RFSTS name no RAT: only their length tells them apart. A form
// whose key ends with nothing is one of at most so many fields.

// rfstsSource stands in front of the forms of each family.
const rfstsSource = telitSource + ", #RFSTS; captured lines\n"

// rfstsGSM has 14 fields.
//
//	#RFSTS: "204 08",14,-83,0CBC,00,5,19,10,,BEE9,"204007930002270","NL KPN",0,2
const rfstsGSM = "#RFSTS" + five + five + ",*,*,*,*,|network status, GSM|plmn$;arfcn;rssi@dBm;lac#;rac#;tx_power;mm;rr;nom;cell#;imsi$$;operator$;" + sdField + ";band\n"

// rfstsGSM13 comes without a network: <txpwr> is missing.
//
//	#RFSTS: ,32767,-47,,,19,27,,,"204000000000000","",0,2
const rfstsGSM13 = "#RFSTS" + five + five + ",*,*,*,|network status, GSM|plmn$;arfcn;rssi@dBm;lac#;rac#;mm;rr;nom;cell#;imsi$$;operator$;" + sdField + ";band\n"

// rfstsLTE has 16 or 17 fields; 255 as <RAC> is none.
//
//	#RFSTS: "310 260",66786,-101,-68,-13,2D18,255,,640,1,0,3089F02,"000000000000000","T-Mobile",3,66
const rfstsLTE = "#RFSTS" + five + five + five + ",*,*,|network status, LTE|plmn$;earfcn;rsrp@dBm;rssi@dBm;rsrq@dB;tac#;rac$;tx_power;drx;mm;rrc;cell#;imsi$$;operator$;" + sdField + ";band;sinr@dB*0.2-20\n"

// rfstsWCDMA has 19 fields and three more for each cell of the active set.
const rfstsWCDMA = "#RFSTS|network status, WCDMA|plmn$;uarfcn;psc;ecno@dB;rscp@dBm;rssi@dBm;lac#;rac#;tx_power;drx;mm;rrc;nom;bler;cell#;imsi$$;operator$;" + sdField + ";active_set;&active_uarfcn;active_psc;active_ecio\n"

// rfstsME910 has no <RAC> in newer firmware, and so an empty seventh field.
//
//	#RFSTS: "286 01",1795,-101,-67,-15,2242,,128,3,1,0B5D121,"286010000000000","Turkcell",3,3,108
const rfstsME910 = "#RFSTS" + five + ",*,|network status, LTE|plmn$;earfcn;rsrp@dBm;rssi@dBm;rsrq@dB;tac#;tx_power;drx;mm;rrc;cell#;imsi$$;operator$;" + sdField + ";band\n"

// rfstsME910Old has <RAC> and the timers.
//
//	#RFSTS:"286 01",6400,-100,-66,-18,2242,FF,0,128,10,1,859315,"286010000000000","TR TURKCELL",3,20,720,3240,-5
const rfstsME910Old = "#RFSTS|network status, LTE|plmn$;earfcn;rsrp@dBm;rssi@dBm;rsrq@dB;tac#;rac$;tx_power;drx;mm;rrc;cell#;imsi$$;operator$;" + sdField + ";band;t3402@s;t3412@s;sinr@dB\n"

const sdField = "domain=none/circuit switched/packet switched/both"

// five are parameters that may be any.
const five = ",*,*,*,*,*"
