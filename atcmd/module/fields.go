package module

// Forms that most families need. Levels of a table of 3GPP stand for its lower
// bound: rsrp 44 of +CESQ is -97 dBm.

// actWords are the access technologies of 27.007 7.3.
const actWords = "=GSM/GSM Compact/UMTS/EDGE/HSDPA/HSUPA/HSPA/LTE/EC-GSM-IoT/NB-IoT/LTE to 5GC/NR to 5GC/NG-RAN/LTE and NR"

// cesq is `+CESQ: <rxlev>,<ber>,<rscp>,<ecno>,<rsrq>,<rsrp>[,<ss_rsrq>,<ss_rsrp>,<ss_sinr>]`,
// 27.007 8.69: `+CESQ: 99,99,255,255,20,44`.
const cesq = "" +
	"3GPP TS 27.007 8.69\n" +
	"+CESQ|signal quality|rssi@dBm-111!99;ber!99;rscp@dBm-121!255;ecno@dB*0.5-24.5!255;rsrq@dB*0.5-20!255;rsrp@dBm-141!255;ss_rsrq@dB*0.5-43.5!255;ss_rsrp@dBm-157!255;ss_sinr@dB*0.5-23.5!255\n"

// cesqSignal is for families whose own command says no more, or has to be
// switched on first.
var cesqSignal = Query{Command: "+CESQ", forms: cesq}

// cpinrLines are `+CPINR: <code>,<retries>[,<default>]`, 27.007 8.65, one line
// a code: `+CPINR: SIM PIN,3,3`.
const cpinrLines = "" +
	"3GPP TS 27.007 8.65\n" +
	"+CPINR,SIM PIN|tries left|code$;pin;default\n" +
	"+CPINR,SIM PUK|tries left|code$;puk;default\n" +
	"+CPINR,SIM PIN2|tries left|code$;pin2;default\n" +
	"+CPINR,SIM PUK2|tries left|code$;puk2;default\n"

// cpinrRetries is for families without a command of their own.
var cpinrRetries = Query{Command: "+CPINR", forms: cpinrLines}
