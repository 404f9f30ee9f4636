package ports

// USB sticks, and the one mode that no module should be found in.
//
// Huawei numbers its interfaces as it likes and tells them apart by subclass and protocol: 01/01 and 02/01 are the modem
// port, 01/02 and 02/02 take AT ("PCUI"). Source: ModemManager 1.24 (Huawei plugin); ids of the modes: usb_modeswitch.
var huaweiProtocols = map[[2]int]Role{
	{0x01, 0x01}: RolePPP, {0x02, 0x01}: RolePPP,
	{0x01, 0x02}: RoleAT, {0x02, 0x02}: RoleAT,
}

var sticks = []row{
	{ids: "05c6:9008", name: "Qualcomm module", mode: ModeEDL},
	{ids: "12d1:1f01", name: "Huawei stick", mode: ModeStorage},
	{ids: "12d1:14dc", name: "Huawei stick", mode: ModeHiLink},
	{ids: "12d1:1573", name: "Huawei ME909", protocols: huaweiProtocols},
	{ids: "12d1:1506", name: "Huawei E3372", protocols: huaweiProtocols},
	{ids: "12d1:", name: "Huawei", protocols: huaweiProtocols},
	{ids: "19d2:0016", name: "ZTE stick", layout: layout{1: RoleATSecondary, 2: RoleAT}},
	{ids: "19d2:1225", name: "ZTE stick", mode: ModeStorage},
	{ids: "19d2:1403", name: "ZTE stick", mode: ModeHiLink},
	{ids: "19d2:1405", name: "ZTE stick", mode: ModeHiLink},
	{ids: "19d2:", name: "ZTE"},
}
