package ports

// Source: ModemManager 1.24 udev rules.
var (
	telitDiagFirst = layout{0: RoleDiag, 1: RoleAT, 2: RoleATSecondary}
	telitLM        = layout{0: RoleDiag, 3: RoleIgnore, 4: RoleAT, 5: RoleATSecondary, 6: RoleIgnore}
	telitLMMBIM    = layout{0: RoleDiag, 4: RoleIgnore, 5: RoleAT, 6: RoleATSecondary, 7: RoleIgnore}
	telitGPS       = layout{0: RoleDiag, 3: RoleGPS, 4: RoleAT, 5: RoleATSecondary, 6: RoleIgnore}
	telitGPSMBIM   = layout{0: RoleDiag, 4: RoleGPS, 5: RoleAT, 6: RoleATSecondary, 7: RoleIgnore}
	telitS1        = layout{2: RoleIgnore, 3: RoleATSecondary, 4: RoleAT}
	telitQ1        = layout{2: RoleATSecondary, 4: RoleIgnore, 6: RoleAT}
)

var telit = []row{
	{ids: "1bc7:1031", name: "Telit LE910C1-EUX", layout: telitDiagFirst},
	{ids: "1bc7:1033", name: "Telit LE910C1-EUX", layout: telitDiagFirst},
	{ids: "1bc7:1040", name: "Telit LM940/LM960", layout: telitLM},
	{ids: "1bc7:1041", name: "Telit LM940/LM960 (MBIM)", layout: telitLMMBIM},
	{ids: "1bc7:1050", name: "Telit FN980", layout: telitLM},
	{ids: "1bc7:1051", name: "Telit FN980 (MBIM)", layout: telitLMMBIM},
	{ids: "1bc7:1060", name: "Telit LN920", layout: telitGPS},
	{ids: "1bc7:1061", name: "Telit LN920 (MBIM)", layout: telitGPSMBIM},
	{ids: "1bc7:1070", name: "Telit FN990", layout: telitGPS},
	{ids: "1bc7:1071", name: "Telit FN990 (MBIM)", layout: telitGPSMBIM},
	{ids: "1bc7:1101", name: "Telit ME910C1", layout: telitDiagFirst},
	{ids: "1bc7:110a", name: "Telit ME910C1", layout: telitDiagFirst},
	{ids: "1bc7:1201", name: "Telit LE910C1", layout: telitGPS},
	{ids: "1bc7:1204", name: "Telit LE910C1 (MBIM)", layout: telitGPSMBIM},
	{ids: "1bc7:7010", name: "Telit LE910S1", layout: telitS1},
	{ids: "1bc7:7011", name: "Telit LE910S1", layout: telitS1},
	{ids: "1bc7:7020", name: "Telit LE910Q1/ELS63", layout: telitQ1},
	{ids: "1bc7:7021", name: "Telit LE910Q1/ELS63", layout: telitQ1},
	{ids: "1bc7:", name: "Telit"},
}
