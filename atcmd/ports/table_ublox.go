package ports

// Source: ModemManager 1.24 udev rules, which name the ports to leave alone; AT is on the others, 00 first. TOBY-L4 is
// ready on 06. SARA-R4 and LARA-R6/L6 are in the kernel's option.c without a word about which port is which.
var (
	ubloxThree = layout{0: RoleAT, 2: RoleATSecondary, 4: RoleATSecondary, 6: RoleIgnore, 8: RoleIgnore, 10: RoleIgnore}
	ubloxSARAU = layout{0: RoleAT, 2: RoleATSecondary, 4: RoleATSecondary, 6: RoleIgnore, 8: RoleIgnore, 10: RoleIgnore, 12: RoleIgnore}
)

// The vendor has no row for all its products: most of them are positioning receivers.
var ublox = []row{
	{ids: "1546:1010", name: "u-blox TOBY-L4", layout: layout{2: RoleIgnore, 4: RoleIgnore, 6: RoleAT, 8: RoleIgnore}},
	{ids: "1546:1102", name: "u-blox SARA-U2", layout: ubloxSARAU},
	{ids: "1546:1104", name: "u-blox (id 1104)", layout: layout{0: RoleAT, 2: RoleIgnore, 4: RoleIgnore, 6: RoleIgnore}},
	{ids: "1546:1107", name: "u-blox TOBY-R2", layout: ubloxThree},
	{ids: "1546:110a", name: "u-blox LARA-R2", layout: ubloxThree},
	{ids: "1546:1141", name: "u-blox TOBY-L2"},
	{ids: "1546:1143", name: "u-blox TOBY-L2"},
	{ids: "1546:1146", name: "u-blox TOBY-L2"},
	{ids: "1546:1311", name: "u-blox LARA-R6"},
	{ids: "1546:1312", name: "u-blox LARA-R6"},
	{ids: "1546:1313", name: "u-blox LARA-R6"},
	{ids: "1546:1341", name: "u-blox LARA-L6"},
	{ids: "1546:1342", name: "u-blox LARA-L6"},
	{ids: "1546:1343", name: "u-blox LARA-L6"},
	{ids: "05c6:90b2", name: "u-blox SARA-R4"},
}
