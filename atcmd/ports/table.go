package ports

import (
	"slices"
	"strings"
)

// maker is the part of the table that belongs to one USB vendor id. Every line
// of rows has six columns between bars, the last ones may be missing:
//
//	product ids|source|layout|name|models|doubts
//	0121 0125|m|+dgaA|EC25|Quectel EC25|x
//
// An id of * stands for all products of the vendor that no other line names.
// Layout has one letter for each interface from number 0 on (see roles); + in
// front says that RNDIS, when it is on, comes first and moves the rest up by two;
// @huawei and @qualcomm go by subclass and protocol instead; =edl and its like are
// modes, in which no port has a role. A model is what +CGMI and +CGMM would say,
// for its profile; several stand behind one pair of ids when the maker gives it to
// all. Sources and doubts are letters of the two lists below.
type maker struct {
	vid, name, rows string
}

// makers in the order in which they are searched. A vendor id of a chip maker,
// 05c6, 1782 or 8087, stands in several.
var makers = [...]maker{
	{"2c7c", "Quectel", quectelRows}, {"05c6", "Quectel", quectelOnQualcomm},
	{"1e0e", "SIMCom", simcomRows},
	{"1bc7", "Telit", telitRows},
	{"1546", "u-blox", ubloxRows}, {"05c6", "u-blox", ubloxOnQualcomm},
	{"1199", "Sierra", sierraRows},
	{"1e2d", "Cinterion", cinterionRows},
	{"2cb7", "Fibocom", fibocomRows}, {"1508", "Fibocom", fibocomOnQualcomm}, {"1782", "Fibocom", fibocomOnUnisoc}, {"8087", "Fibocom", fibocomOnIntel},
	{"33f8", "Rolling", rollingRows},
	{"12d1", "Huawei", huaweiRows}, {"03f0", "Huawei", huaweiOnHP},
	{"19d2", "ZTE", zteRows},
	{"1c9e", "Longcheer", longcheerRows}, {"1bbb", "Alcatel", alcatelRows}, {"0b3c", "Olivetti", olivettiRows},
	{"0e8d", "MediaTek", mediatekRows}, {"07d1", "D-Link", "7e11|m|..aA|DWM-156"},
	{"2001", "D-Link", "7d00|m|aA|DWM-156\n7e35|m|-aA-|DWM-222"},
	{"3731", "NetPrisma", netprismaRows},
	{"413c", "Dell", dellRows}, {"0489", "Foxconn", "e0b4 e0b5|m|..aAgd|T77W968"},
	{"0421", "Nokia", nokiaRows},
	{"2dee", "MeiG", meigRows},
	{"2020", "BroadMobi", "2060|m|daAA|"}, {"305a", "GosunCn", "1405|m|-aA..-|GM800"}, {"201e", "Haier", "10f8|m|...a|CE81B"},
	{"230d", "Linktop", "0001|m|.p.a|HSPA card"}, {"2357", "TP-Link", "9000|m|--.a|"},
	{"05c6", "Qualcomm", qualcommModes}, {"1782", "Unisoc", "4d00|l|=loader|chip"}, {"8087", "Intel", "0716|l|=loader|XMM chip"},
}

// roles of the letters in a layout.
func roleOf(letter byte) Role {
	switch letter {
	case 'a':
		return RoleAT
	case 'A':
		return RoleATSecondary
	case 'p':
		return RolePPP
	case 'g':
		return RoleGPS
	case 'd':
		return RoleDiag
	case '-':
		return RoleIgnore
	}
	return RoleUnknown
}

// source says where a row was read.
func source(letter string) string {
	switch letter {
	case "m":
		return "ModemManager 1.24, udev rules"
	case "k":
		return "Linux, drivers/usb/serial/option.c and the notes of its commits"
	case "q":
		return "Linux, drivers/usb/serial/qcserial.c"
	case "u":
		return "usb_modeswitch-data 20191128"
	case "l":
		return "public flash tools for the chip"
	}
	return ""
}

// doubt is a sentence for what no source confirms.
func doubt(letter rune) string {
	switch letter {
	case 'a':
		return "By analogy with another composition of the same module: the kernel's notes name only the diagnostics port."
	case 'b':
		return "The kernel binds this id, but no source says which port is which."
	case 'c':
		return "Only one module with this id was described: others may number their interfaces in another way."
	case 'e':
		return "By analogy with the EC200A, which has the same chip and endpoints."
	case 'o':
		return "By the order of the ports in the kernel's notes, which give no numbers."
	case 'r':
		return "The kernel keeps off 01 and 03; that 02 takes AT is concluded from users' reports."
	case 's':
		return "Reported by users as a router; usb_modeswitch does not name it."
	case 't':
		return "Its ports are CDC ACM; which of them takes AT first is not published."
	case 'x':
		return "With RNDIS on, the shift by two is reported for the EC25 only."
	}
	return ""
}

// row is what is known about one pair of USB ids.
type row struct {
	pids       string // product ids with blanks between them, or "*"
	name       string // family, as people call it
	mode       string // one of the Mode constants
	layout     string // letters of roleOf by interface number
	protocols  func(subclass, protocol int) Role
	rndisShift int // by how many numbers the layout moves up when RNDIS comes first; 0: never
	source     string
	models     string // with commas between them
	doubts     string // letters
}

// parseRow reads one line of a maker.
func (m maker) parseRow(line string) row {
	var columns [6]string
	for i := range columns {
		columns[i], line, _ = strings.Cut(line, "|")
	}
	r := row{pids: columns[0], source: columns[1], layout: columns[2], name: m.name, models: columns[4], doubts: columns[5]}
	if columns[3] != "" {
		r.name += " " + columns[3]
	}
	switch {
	case strings.HasPrefix(r.layout, "+"):
		r.layout, r.rndisShift = r.layout[1:], 2
	case strings.HasPrefix(r.layout, "="):
		r.mode, r.layout = r.layout[1:], ""
	case r.layout == "@huawei":
		r.protocols, r.layout = huaweiRole, ""
	case r.layout == "@qualcomm":
		r.protocols, r.layout = qualcommRole, ""
	}
	return r
}

// has tells whether the row is about a product.
func (r row) has(pid string) bool {
	return pid != "" && slices.Contains(strings.Fields(r.pids), pid)
}

// role of the interface with this number, subclass and protocol.
func (r row) role(number, subclass, protocol int) Role {
	switch {
	case r.mode != "":
		return RoleIgnore
	case r.protocols != nil:
		return r.protocols(subclass, protocol)
	case number >= 0 && number < len(r.layout):
		return roleOf(r.layout[number])
	}
	return RoleUnknown
}

// lookup finds the row of a device: its own first, then its vendor's. The ids are lower-case hex.
func lookup(vid, pid string) (row, bool) {
	var vendor row
	for _, m := range makers {
		if m.vid != vid {
			continue
		}
		for line := range strings.Lines(m.rows) {
			r := m.parseRow(strings.TrimSuffix(line, "\n"))
			if r.has(pid) {
				return r, true
			}
			if r.pids == "*" {
				vendor = r
			}
		}
	}
	return vendor, vendor.pids != ""
}
