package module

const (
	huaweiService = "service=no service/restricted service/valid service/restricted regional service/power saving"
	huaweiDomain  = "domain=none/CS/PS/CS and PS/searching/255:CDMA"
	huaweiCard    = "=unusable, or its PIN is needed/valid/no CS/no PS/neither CS nor PS/240:ROM SIM/255:no card"
	huaweiModes   = "mode=no service/3:GSM/5:WCDMA/7:GSM//WCDMA/15:TD-SCDMA"
	huaweiSub     = "submode=none/GSM/GPRS/EDGE/WCDMA/HSDPA/HSUPA/HSPA/9:HSPA+"
)

const (
	huaweiManual = "Huawei MU509 AT commands manual"
	huaweiPlugin = "ModemManager plugins/huawei"
)

// huaweiFormats are the lines that sticks print all the time, and the cell.
const huaweiFormats = "" +
	huaweiManual + " 13.2\n" +
	"^RSSI|signal|rssi@dBm*2-113!99\n" +
	huaweiPlugin + "\n" +
	"^MODE|access technology|" + huaweiModes + ";" + huaweiSub + "\n" +
	"ME909s AT commands manual, ^SIMST\n" +
	"^SIMST|state of the card|state" + huaweiCard + ";locked=no/yes\n" +
	huaweiManual + "\n" +
	"^SRVST|service|" + huaweiService + "\n" +
	huaweiPlugin + "\n" +
	"^SYSINFO|system information|" + huaweiService + ";" + huaweiDomain + ";roaming=not roaming/roaming;" + huaweiModes + ";card" + huaweiCard + ";locked;" + huaweiSub + "\n" +
	"^SYSINFOEX|system information|" + huaweiService + ";" + huaweiDomain + ";roaming=not roaming/roaming;card" + huaweiCard + ";locked;mode=no service/GSM/CDMA/WCDMA/TD-SCDMA/WiMAX/LTE;mode_name$;submode;submode_name$\n" +
	"^NWTIME|network time|date$;time$;dst@h\n" +
	"^NDISSTAT|data connection|&state=down/up;cause;reserved;type$\n" +
	"^NDISSTATQRY|data connection|&state=down/up;cause;reserved;type$\n" +
	"recorded lines of E220, E352\n" +
	// `^DSFLOWRPT:0000240E,00000000,00000000,00000000000AD023,00000000002FA192,0003E800,0003E800`
	"^DSFLOWRPT|traffic of this connection|time#@s;sent_rate#@B/s;received_rate#@B/s;sent#@B;received#@B;sent_rate_max#@B/s;received_rate_max#@B/s\n" +
	"ModemManager mm-sim-huawei\n" +
	"^ICCID|ICCID of the card|iccid$$\n" +
	"recorded line of a Balong module\n" +
	// `^MONSC: LTE,460,00,38400,D975244,8,24C8,-85,-10,-54`
	"^MONSC,LTE|serving cell|act$;mcc;mnc$;earfcn;cell#;pci#;tac#;rsrp@dBm;rsrq@dB;rssi@dBm\n" +
	"^MONSC,NR|serving cell|act$;mcc;mnc$;earfcn;scs;cell#;pci#;tac#;ss_rsrp@dBm;ss_rsrq@dB;ss_sinr@dB\n" +
	huaweiPlugin + "\n" +
	"^SYSCFGEX|scan order, bands and roaming|order$;bands#;roaming=forbidden/allowed/unchanged;domain;lte_bands#\n"
