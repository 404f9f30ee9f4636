package atcmd

import "fmt"

// ParseCGACT reads one line of the answer of AT+CGACT? (27.007 10.1.10):
// `+CGACT: <cid>,<state>`, for example `+CGACT: 1,1`.
func ParseCGACT(line string) (cid int, active bool, err error) {
	name, f, ok := cut(line)
	if !ok || name != "+CGACT" {
		return 0, false, fmt.Errorf("not a +CGACT line")
	}
	cid = f.must("context")
	state := f.must("state")
	if f.err == nil && (state < 0 || state > 1) {
		f.err = fmt.Errorf("%d is not a state", state)
	}
	if f.err != nil {
		return 0, false, fmt.Errorf("cannot read +CGACT: %v", f.err)
	}
	return cid, state == 1, nil
}
