package ports

// Source: ModemManager 1.24 udev rules. SIM7000, SIM7100, SIM7500, SIM7600 and SIM8200 share one pair of ids; interface
// 04 is audio.
var simcom = []row{
	{ids: "1e0e:9001", name: "SIMCom SIM7000/SIM7500/SIM7600/SIM8200",
		layout: layout{0: RoleDiag, 1: RoleGPS, 2: RoleAT, 3: RoleATSecondary, 4: RoleIgnore}},
	{ids: "1e0e:9011", name: "SIMCom A76xx/SIM7600 (RNDIS)", layout: layout{2: RoleIgnore, 4: RoleAT, 5: RolePPP}},
	{ids: "1e0e:9205", name: "SIMCom SIM7070/SIM7080/SIM7090", layout: layout{0: RoleDiag, 1: RoleGPS, 2: RoleAT, 3: RolePPP}},
	{ids: "1e0e:9206", name: "SIMCom SIM7070/SIM7080/SIM7090",
		layout: layout{0: RoleDiag, 1: RoleGPS, 2: RoleAT, 3: RoleIgnore, 4: RoleIgnore, 5: RolePPP}},
	{ids: "1e0e:", name: "SIMCom"},
}
