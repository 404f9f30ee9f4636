package ports

// Second returns another AT port of the module that p belongs to: the one to
// go by when p hangs. ok is false when its USB interfaces name none.
func (f Finder) Second(p Port) (second Port, ok bool) {
	if !p.USB() {
		return Port{}, false
	}
	list, err := f.List()
	if err != nil {
		return Port{}, false
	}
	for _, q := range list {
		at := q.Role == RoleAT || q.Role == RoleATSecondary
		if at && q.USBPath == p.USBPath && q.ID() == p.ID() && q.Interface != p.Interface && q.Device != "" {
			return q, true
		}
	}
	return Port{}, false
}
