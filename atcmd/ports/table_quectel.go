package ports

// qualcommFour is the order of Qualcomm's reference composition, which most LTE modules on its chips keep.
var qualcommFour = layout{0: RoleDiag, 1: RoleGPS, 2: RoleAT, 3: RoleATSecondary}

// Source: ModemManager 1.24 udev rules. With RNDIS on, the EC25's AT port moves from interface 02 to 04 (hideck#21).
// The rows without a layout are ids that the kernel's option.c binds and of which no source names the AT interface.
var quectel = []row{
	{ids: "2c7c:0121", name: "Quectel EC21", layout: qualcommFour, rndisShift: 2},
	{ids: "2c7c:0125", name: "Quectel EC25/EG25", layout: qualcommFour, rndisShift: 2},
	{ids: "2c7c:0128", name: "Quectel (id 0128)", layout: layout{3: RoleDiag, 4: RoleGPS, 5: RoleAT}},
	{ids: "2c7c:0191", name: "Quectel EG91", layout: qualcommFour, rndisShift: 2},
	{ids: "2c7c:0195", name: "Quectel EG95", layout: qualcommFour, rndisShift: 2},
	{ids: "2c7c:0296", name: "Quectel BG96", layout: qualcommFour, rndisShift: 2},
	{ids: "2c7c:0306", name: "Quectel EP06/EG06", layout: qualcommFour, rndisShift: 2},
	{ids: "2c7c:0512", name: "Quectel EM12/EG12", layout: qualcommFour, rndisShift: 2},
	{ids: "2c7c:0800", name: "Quectel RM500Q", layout: qualcommFour},
	{ids: "2c7c:0801", name: "Quectel RM520N", layout: qualcommFour},
	{ids: "2c7c:0203", name: "Quectel BG95-M3"},
	{ids: "2c7c:0316", name: "Quectel RG255C"},
	{ids: "2c7c:0700", name: "Quectel BG95/BG77"},
	{ids: "2c7c:0901", name: "Quectel EC200U"},
	{ids: "2c7c:6001", name: "Quectel EG912Y"},
	{ids: "2c7c:6002", name: "Quectel EC200S"},
	{ids: "2c7c:6005", name: "Quectel EC200A"},
	{ids: "2c7c:6007", name: "Quectel EG916Q"},
	{ids: "2c7c:6026", name: "Quectel EC200T"},
	{ids: "2c7c:", name: "Quectel"},
}
