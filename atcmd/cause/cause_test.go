package cause

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestText(t *testing.T) {
	t.Parallel()
	require.Equal(t, "PLMN not allowed", Text(EMM, 11))
	require.Equal(t, "missing or unknown APN", Text(ESM, 27))
	require.Equal(t, "missing or unknown DNN", Text(GSM5, 27))
	require.Equal(t, "IMSI unknown in VLR", Text(MM, 4))
	require.Equal(t, "N1 mode not allowed", Text(GMM5, 27))
	require.Equal(t, "protocol error, unspecified", Text(EMM, 111))
	require.Empty(t, Text(EMM, 200))
	require.Empty(t, Text(EMM, -1))
	require.Empty(t, Text(0, 11))
}

func TestClass(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		domain Domain
		class  Class
		codes  []int
	}{
		{EMM, Permanent, []int{3, 5, 6, 7, 8}},
		{EMM, Place, []int{11, 12, 13, 14, 15, 31}},
		{EMM, Congestion, []int{17, 22, 42}},
		{EMM, Authentication, []int{20, 21, 26}},
		{EMM, Other, []int{18, 200, -1}},
		{ESM, APN, []int{8, 27, 28, 29, 31, 32, 33, 50, 51, 66}},
		{ESM, Congestion, []int{26, 38}},
		{GMM5, Place, []int{27, 31, 62, 74}},
		{GMM5, Permanent, []int{75}},
		{MM, Protocol, []int{95, 111}},
	} {
		for _, code := range c.codes {
			require.Equal(t, c.class, ClassOf(c.domain, code), "%s %d", c.domain, code)
		}
	}
}

// The tables are in order, and advice is a clause that can end a sentence.
func TestTables(t *testing.T) {
	t.Parallel()
	for d, table := range map[Domain][]entry{MM: mmText, EMM: emmText, ESM: esmText, GMM5: mm5Text, GSM5: sm5Text} {
		require.NotEqual(t, "?", d.String())
		last := -1
		for _, e := range table {
			require.Greater(t, int(e.code), last, d)
			last = int(e.code)
			require.NotEmpty(t, ClassOf(d, last).String())
			advice := Advice(d, last)
			require.False(t, strings.HasSuffix(advice, "."), advice)
			require.Equal(t, strings.TrimSpace(advice), advice)
			if c := ClassOf(d, last); c == Permanent || c == Place || c == APN {
				require.NotEmpty(t, advice, "%s %d", d, last)
			}
		}
	}
}
