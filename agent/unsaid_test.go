package agent

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/simcard/overat"
)

// mouth answers each command with the same.
type mouth struct {
	lines []string
	err   error
}

func (m mouth) Do(context.Context, string) ([]string, error) { return m.lines, m.err }

// A module that knows no command for the ICCID does not make the card a failing one, for which it would be reset: some say
// ERROR to what they do not know, and some OK.
func TestNoCommandForTheICCID(t *testing.T) {
	for name, c := range map[string]struct {
		m    mouth
		want CardState
	}{
		"ERROR":          {mouth{err: &atcmd.CommandError{Kind: atcmd.Plain, Code: -1}}, CardUnreadable},
		"maker's words":  {mouth{err: &atcmd.CommandError{Kind: atcmd.CME, Code: -1, Text: "COMMAND NOT SUPPORT"}}, CardUnreadable},
		"other words":    {mouth{err: &atcmd.CommandError{Kind: atcmd.CME, Code: -1, Text: "card error"}}, CardFailed},
		"of the card":    {mouth{err: &atcmd.CommandError{Kind: atcmd.CME, Code: -1, Text: "SIM not supported"}}, CardFailed},
		"no word of it":  {mouth{err: &atcmd.CommandError{Kind: atcmd.CME, Code: -1, Text: "command aborted"}}, CardFailed},
		"OK":             {mouth{}, CardUnreadable},
		"something else": {mouth{lines: []string{"+CCID: none"}}, CardFailed},
		"SIM failure":    {mouth{err: &atcmd.CommandError{Kind: atcmd.CME, Code: 13}}, CardFailed},
	} {
		_, err := overat.ReadIdentity(t.Context(), c.m, overat.Fallbacks())
		state, _ := readError(err)
		require.Equal(t, c.want, state, "%s: %v", name, err)
	}
}
