package atcmd

import "fmt"

// ParseCUSD reads `+CUSD: <m>[,<str>[,<dcs>]]` (27.007 7.15), for example
// `+CUSD: 0,"Balance 1.00",15`: what m tells (0 done, 1 an answer is awaited, 2
// the network ended it, 3 another one answered, 4 not supported, 5 time is up),
// the text as the module wrote it, and its coding, -1 when not given.
func ParseCUSD(line string) (m int, text string, dcs int, err error) {
	name, f, ok := cut(line)
	if !ok || name != "+CUSD" {
		return 0, "", -1, fmt.Errorf("not a +CUSD line")
	}
	m = f.must("status")
	text, _ = f.next()
	dcs = f.int(-1)
	if f.err != nil {
		return 0, "", -1, fmt.Errorf("cannot read +CUSD: the status or the coding is none")
	}
	return m, text, dcs, nil
}
