package ports

// Source of all three: ModemManager 1.24 udev rules.
var sierraEM = layout{0: RoleDiag, 2: RoleGPS, 3: RoleAT}

var sierra = []row{
	{ids: "1199:68c0", name: "Sierra WP76xx/RC76xx", layout: sierraEM},
	{ids: "1199:9071", name: "Sierra EM74xx/EM75xx", layout: sierraEM},
	{ids: "1199:9079", name: "Sierra EM74xx/EM75xx", layout: sierraEM},
	{ids: "1199:9091", name: "Sierra EM74xx/EM75xx", layout: sierraEM},
	{ids: "1199:c001", name: "Semtech HL78xx", layout: layout{0: RoleAT, 2: RolePPP, 4: RoleGPS}},
}

var (
	cinterionACM   = layout{0: RoleAT, 2: RoleATSecondary, 4: RoleGPS, 6: RoleIgnore, 8: RoleDiag}
	cinterionPLS63 = layout{0: RoleAT, 2: RoleATSecondary, 4: RoleGPS, 6: RoleDiag}
	cinterionMV    = layout{2: RoleAT, 4: RoleGPS, 5: RoleIgnore}
)

var cinterion = []row{
	{ids: "1e2d:0053", name: "Cinterion PHS8", layout: layout{1: RoleGPS}},
	{ids: "1e2d:005b", name: "Cinterion PLS62", layout: cinterionACM},
	{ids: "1e2d:005d", name: "Cinterion PLS62", layout: cinterionACM},
	{ids: "1e2d:0061", name: "Cinterion PLS8",
		layout: layout{0: RolePPP, 2: RoleAT, 4: RoleGPS, 6: RoleIgnore, 8: RoleIgnore}},
	{ids: "1e2d:0069", name: "Cinterion PLS63", layout: cinterionPLS63},
	{ids: "1e2d:006f", name: "Cinterion PLS83", layout: cinterionPLS63},
	{ids: "1e2d:00b3", name: "Cinterion MV31", layout: cinterionMV},
	{ids: "1e2d:00f1", name: "Cinterion MV32", layout: cinterionMV},
	{ids: "1e2d:", name: "Cinterion"},
}

var fibocom = []row{
	{ids: "2cb7:0007", name: "Fibocom L850", layout: layout{2: RoleAT, 4: RoleIgnore, 6: RoleATSecondary}},
	{ids: "2cb7:0104", name: "Fibocom NL678", layout: layout{0: RoleDiag, 1: RoleAT, 2: RoleATSecondary, 3: RoleIgnore}},
	{ids: "2cb7:0106", name: "Fibocom MA510", layout: layout{0: RoleIgnore, 1: RoleAT, 2: RoleATSecondary}},
	{ids: "2cb7:010a", name: "Fibocom (id 010a)", layout: layout{0: RoleAT, 1: RoleATSecondary}},
	{ids: "2cb7:01a0", name: "Fibocom NL668", layout: layout{2: RoleAT, 3: RoleATSecondary, 4: RoleIgnore}},
	{ids: "2cb7:", name: "Fibocom"},
}
