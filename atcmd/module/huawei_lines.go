package module

import "simagent/atcmd/format"

var (
	huaweiService = map[int]string{0: "no service", 1: "restricted service", 2: "valid service", 3: "restricted regional service", 4: "power saving"}
	huaweiDomain  = map[int]string{0: "none", 1: "CS", 2: "PS", 3: "CS and PS", 4: "searching", 255: "CDMA"}
	huaweiRoaming = map[int]string{0: "not roaming", 1: "roaming"}
	huaweiCard    = map[int]string{0: "unusable, or its PIN is needed", 1: "valid", 2: "no CS", 3: "no PS", 4: "neither CS nor PS", 240: "ROM SIM", 255: "no card"}
	huaweiModes   = map[int]string{0: "no service", 3: "GSM", 5: "WCDMA", 7: "GSM/WCDMA", 15: "TD-SCDMA"}
	huaweiModesEx = map[int]string{0: "no service", 1: "GSM", 2: "CDMA", 3: "WCDMA", 4: "TD-SCDMA", 5: "WiMAX", 6: "LTE"}
	huaweiSub     = map[int]string{0: "none", 1: "GSM", 2: "GPRS", 3: "EDGE", 4: "WCDMA", 5: "HSDPA", 6: "HSUPA", 7: "HSPA", 9: "HSPA+"}
)

const (
	huaweiManual = "Huawei MU509 AT commands manual"
	huaweiPlugin = "ModemManager plugins/huawei"
)

// huaweiFormats are the lines that sticks print all the time, and the cell.
var huaweiFormats = []format.Line{
	cesq,
	{Name: "^RSSI", Title: "signal", Source: huaweiManual + " 13.2", Fields: []format.Field{scaled("rssi", "dBm", 2, -113, 99)}},
	{Name: "^MODE", Title: "access technology", Source: huaweiPlugin,
		Fields: []format.Field{enum("mode", huaweiModes), enum("submode", huaweiSub)}},
	{Name: "^SIMST", Title: "state of the card", Source: "ME909s AT commands manual, ^SIMST",
		Fields: []format.Field{enum("state", huaweiCard), enum("locked", map[int]string{0: "no", 1: "yes"})}},
	{Name: "^SRVST", Title: "service", Source: huaweiManual, Fields: []format.Field{enum("service", huaweiService)}},
	{Name: "^SYSINFO", Title: "system information", Source: huaweiPlugin,
		Fields: []format.Field{enum("service", huaweiService), enum("domain", huaweiDomain), enum("roaming", huaweiRoaming),
			enum("mode", huaweiModes), enum("card", huaweiCard), number("locked"), enum("submode", huaweiSub)}},
	{Name: "^SYSINFOEX", Title: "system information", Source: huaweiPlugin,
		Fields: []format.Field{enum("service", huaweiService), enum("domain", huaweiDomain), enum("roaming", huaweiRoaming),
			enum("card", huaweiCard), number("locked"), enum("mode", huaweiModesEx), textField("mode_name"), number("submode"), textField("submode_name")}},
	{Name: "^NWTIME", Title: "network time", Source: huaweiPlugin,
		Fields: []format.Field{textField("date"), textField("time"), format.Field{Name: "dst", Unit: "h"}}},
	{Name: "^NDISSTAT", Title: "data connection", Source: huaweiPlugin,
		Fields: []format.Field{enum("state", map[int]string{0: "down", 1: "up"}), number("cause"), number("reserved"), textField("type")}, Repeat: 4},
	{Name: "^NDISSTATQRY", Title: "data connection", Source: huaweiPlugin,
		Fields: []format.Field{enum("state", map[int]string{0: "down", 1: "up"}), number("cause"), number("reserved"), textField("type")}, Repeat: 4},
	// `^DSFLOWRPT:0000240E,00000000,00000000,00000000000AD023,00000000002FA192,0003E800,0003E800`
	{Name: "^DSFLOWRPT", Title: "traffic of this connection", Source: "recorded lines of E220, E352",
		Fields: []format.Field{hexUnit("time", "s"), hexUnit("sent_rate", "B/s"), hexUnit("received_rate", "B/s"), hexUnit("sent", "B"),
			hexUnit("received", "B"), hexUnit("sent_rate_max", "B/s"), hexUnit("received_rate_max", "B/s")}},
	{Name: "^ICCID", Title: "ICCID of the card", Source: "ModemManager mm-sim-huawei", Fields: []format.Field{secret("iccid")}},
	// `^MONSC: LTE,460,00,38400,D975244,8,24C8,-85,-10,-54`
	{Name: "^MONSC", Key: []string{"LTE"}, Title: "serving cell", Source: "recorded line of a Balong module",
		Fields: []format.Field{textField("act"), number("mcc"), textField("mnc"), number("earfcn"), hexField("cell"), hexField("pci"),
			hexField("tac"), dBm("rsrp"), dB("rsrq"), dBm("rssi")}},
	{Name: "^MONSC", Key: []string{"NR"}, Title: "serving cell", Source: "recorded line of a Balong module",
		Fields: []format.Field{textField("act"), number("mcc"), textField("mnc"), number("earfcn"), number("scs"), hexField("cell"),
			hexField("pci"), hexField("tac"), dBm("ss_rsrp"), dB("ss_rsrq"), dB("ss_sinr")}},
	{Name: "^SYSCFGEX", Title: "scan order, bands and roaming", Source: huaweiPlugin,
		Fields: []format.Field{textField("order"), hexField("bands"), enum("roaming", map[int]string{0: "forbidden", 1: "allowed", 2: "unchanged"}),
			number("domain"), hexField("lte_bands")}},
}
