package atcmd

import "fmt"

// Counter is a byte counter of the module: absolute values since it was last
// reset, 64 bit.
type Counter struct {
	Sent, Received uint64 // bytes
}

// ParseQGDCNT reads `+QGDCNT: <bytes_sent>,<bytes_recv>` (Quectel EC2x & EG2x
// AT commands manual 10.15). On Unisoc-based modules the order was seen
// reversed: the sum is right whatever the order.
func ParseQGDCNT(line string) (Counter, error) {
	name, f, ok := cut(line)
	if !ok || name != "+QGDCNT" {
		return Counter{}, fmt.Errorf("not a +QGDCNT line")
	}
	var c Counter
	var ok1, ok2 bool
	s, _ := f.next()
	r, _ := f.next()
	c.Sent, ok1 = decimal64(s)
	c.Received, ok2 = decimal64(r)
	if !ok1 || !ok2 {
		return Counter{}, fmt.Errorf("cannot read +QGDCNT: two numbers expected")
	}
	return c, nil
}
