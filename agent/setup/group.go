package setup

import (
	"slices"
	"strings"
)

// Members lists who is in a group by name, from the text of group(5). People whose primary group it is are not in it.
func Members(text, group string) []string {
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(line), ":")
		if len(f) != 4 || f[0] != group || f[3] == "" {
			continue
		}
		return slices.DeleteFunc(strings.Split(f[3], ","), func(s string) bool { return s == "" })
	}
	return nil
}

// Outside are the members of the group dialout who are not in the agent's, and who cannot open its port any more.
func Outside(groups string) []string {
	in := Members(groups, Account)
	return slices.DeleteFunc(Members(groups, "dialout"), func(s string) bool { return s == Account || slices.Contains(in, s) })
}
