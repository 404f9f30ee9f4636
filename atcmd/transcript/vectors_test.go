package transcript

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

var longDigits = regexp.MustCompile(`[0-9]{14,}`)

// TestRealOutputKeepsNoNumber: what modules really printed keeps its length,
// and no run of 14 digits, whatever was asked.
func TestRealOutputKeepsNoNumber(t *testing.T) {
	rows := vectors.Load(t)
	var runs, lines int
	for _, v := range rows {
		raw := strings.Join(v.Chunks, "")
		if len(v.Raw) > 0 && json.Unmarshal(v.Raw, &raw) != nil {
			continue // rows about values, not lines
		}
		var asked []step
		if v.Command != "" {
			asked = append(asked, step{Sent, []byte("AT" + strings.TrimPrefix(v.Command, "AT") + "\r")})
		}
		got := record(t, append(asked, step{Got, []byte("\r\n" + raw + "\r\n\r\nOK\r\n")}), func(n int) int { return n })
		lines += strings.Count(got, "\n")
		for _, run := range longDigits.FindAllString(raw, -1) {
			// The header of a message's user data stays, and one that is all of one digit says nothing.
			if strings.Contains(raw, "+CMG") || strings.Trim(run, run[:1]) == "" {
				continue
			}
			runs++
			require.NotContains(t, got, run, v.ID)
		}
	}
	t.Logf("%d rows, %d lines, %d long numbers", len(rows), lines, runs)
}
