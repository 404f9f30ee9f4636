package atcmd

import "fmt"

// A Call is one that the module has.
type Call struct {
	Index     int
	Incoming  bool
	State     int // 0 active, 1 held, 2 dialling, 3 alerting, 4 incoming, 5 waiting
	Mode      int // 0 voice, 1 data, 2 fax, 9 unknown
	Multi     bool
	Number    string // a secret; "" when the network hides it
	NumberTOA int    // type of address, 145 international; -1 when no number is given
}

// ParseCLCC reads one line of the answer of AT+CLCC (27.007 7.18):
// `+CLCC: <ccid>,<dir>,<stat>,<mode>,<mpty>[,<number>,<type>[,…]]`, for example
// `+CLCC: 1,1,4,0,0,"+15555000010",145`. A number has its type, or the line is
// cut off.
func ParseCLCC(line string) (Call, error) {
	name, f, ok := cut(line)
	if !ok || name != "+CLCC" {
		return Call{}, fmt.Errorf("not a +CLCC line")
	}
	c := Call{Index: f.must("index"), NumberTOA: -1}
	dir := f.must("direction")
	c.State, c.Mode = f.must("state"), f.must("mode")
	multi := f.must("multiparty")
	c.Incoming, c.Multi = dir == 1, multi == 1
	if f.more {
		c.Number, _ = f.next()
		c.NumberTOA = f.must("type of number")
	}
	if f.err != nil {
		return Call{}, fmt.Errorf("cannot read +CLCC: %v", f.err)
	}
	return c, nil
}
