package overat_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
	"simagent/simcard"
	"simagent/simcard/overat"
)

// TestVectors reads what modules really answered. Rows of other kinds must never give a card number
// or a count where there is none, and never panic.
func TestVectors(t *testing.T) {
	vectors.Run(t, map[string]func(*testing.T, vectors.Vector){
		"csim":           checkCSIM,
		"captured_reply": checkCaptured,
	}, func(v vectors.Vector) {
		for _, line := range v.Lines {
			_, _ = overat.ParseCRSM(line)
			_, _ = overat.ParseCSIM(line)
			_, _, _ = overat.ParseCPINR(line)
		}
		if _, ok := overat.FindICCID(v.Lines); ok {
			require.Equal(t, "iccid", v.Kind, "%s holds no card number", v.ID)
		}
		_, found := simcard.FindEID(v.Lines)
		require.False(t, found, v.ID)
	})
}

func checkCSIM(t *testing.T, v vectors.Vector) {
	r, err := overat.ParseCSIM(v.Lines[0])
	left, counted := r.Status.Retries()
	if v.Word("error") != "" {
		require.True(t, err != nil || !counted || left == 0) // a blocked code has none left, which the row does not say
		return
	}
	require.NoError(t, err)
	require.True(t, counted)
	want, _ := v.Number("retries")
	require.EqualValues(t, want, left)
}

// checkCaptured: a reply of a real module gives the card number that stands in it, and otherwise none.
func checkCaptured(t *testing.T, v vectors.Vector) {
	id, ok := overat.FindICCID(v.Lines)
	require.Equal(t, v.Word("iccid") != "", ok)
	require.Equal(t, v.Word("iccid"), id.Digits())
}
