package ports

// layout gives the roles of a module's interfaces by bInterfaceNumber.
type layout map[int]Role

// row is what is known about one pair of USB ids.
type row struct {
	ids        string // "vid:pid", or "vid:" for all products of a vendor that no other row names
	name       string // family, as people call it
	mode       string // one of the Mode constants
	layout     layout
	protocols  map[[2]int]Role // subclass and protocol instead of numbers
	rndisShift int             // by how many numbers the layout moves up when RNDIS comes first; 0: never
}

// role of the interface with this number, subclass and protocol.
func (r row) role(number, subclass, protocol int) Role {
	if r.mode != "" {
		return RoleIgnore
	}
	if role, ok := r.protocols[[2]int{subclass, protocol}]; ok {
		return role
	}
	if role, ok := r.layout[number]; ok {
		return role
	}
	return RoleUnknown
}

// lookup finds the row of a device: its own first, then its vendor's. The ids are lower-case hex.
func lookup(vid, pid string) (row, bool) {
	if vid == "" {
		return row{}, false
	}
	var vendor row
	for _, rows := range [][]row{quectel, simcom, telit, ublox, sierra, cinterion, fibocom, sticks} {
		for _, r := range rows {
			switch r.ids {
			case vid + ":" + pid:
				return r, true
			case vid + ":":
				vendor = r
			}
		}
	}
	return vendor, vendor.ids != ""
}
