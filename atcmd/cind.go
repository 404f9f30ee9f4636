package atcmd

import (
	"fmt"
	"strings"
)

// An Indicator is one that +CIND and +CIEV report.
type Indicator struct {
	Index    int    // its place in +CIND and its number in +CIEV, from 1
	Name     string // small letters, without blanks: "signal", "battchg"
	Min, Max int
}

// ParseCINDTest reads the answer of AT+CIND=? (27.007 8.9), on one line:
// `+CIND: ("battchg",(0-5)),("signal",(0-5)),("service",(0,1))`. An empty group
// takes a place and is no indicator.
func ParseCINDTest(line string) ([]Indicator, error) {
	name, rest, ok := nameAndRest(line)
	if !ok || name != "+CIND" {
		return nil, fmt.Errorf("not a +CIND line")
	}
	var out []Indicator
	for i := 1; i <= maxIndicators; i++ {
		var text string
		var group bool
		if text, rest, group, ok = nextGroup(rest); !ok {
			break
		}
		name, values, _, named := nextGroup(text)
		low, high, ranged := bounds(values)
		if group && named && ranged && name != "" {
			name = strings.ReplaceAll(strings.ToLower(clip(name)), " ", "")
			out = append(out, Indicator{i, name, low, high})
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("cannot read +CIND: no indicator in it")
	}
	return out, nil
}

// maxIndicators bounds what a line may hold; 27.007 8.9 names about twenty.
const maxIndicators = 64
