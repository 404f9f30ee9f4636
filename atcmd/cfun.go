package atcmd

import "fmt"

// The values of +CFUN that 27.007 8.2 defines.
const (
	FunMinimum = 0 // minimum functionality: radio and SIM off on most modules
	FunFull    = 1
	FunFlight  = 4 // radio off
)

// ParseCFUN reads `+CFUN: <fun>[,<rst>]` (27.007 8.2).
func ParseCFUN(line string) (fun int, err error) {
	name, f, ok := cut(line)
	if !ok || name != "+CFUN" {
		return 0, fmt.Errorf("not a +CFUN line")
	}
	fun = f.must("functionality")
	if f.err != nil {
		return 0, fmt.Errorf("cannot read +CFUN: %v", f.err)
	}
	return fun, nil
}
