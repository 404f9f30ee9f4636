package overat_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/simcard"
	"simagent/simcard/overat"
	"simagent/simcard/overat/overattest"
)

// A module without a way to the file still says whose subscription it is; the file's reason stays where it
// does not, and a card that can be read is not asked by the module's word.
func TestIMSIWithoutTheFile(t *testing.T) {
	for answer, want := range map[string]string{"001010000000001": "001010000000001", "+CIMI: \"001010000000001\"": "001010000000001", "ERROR": "", "00101": ""} {
		m := &overattest.Module{Card: fullCard(), Refuse: []string{"+CRSM", "+CSIM", "+CCHO"}, Answers: map[string][]string{"+CIMI": {answer}}}
		c := overat.ReadCard(t.Context(), m, overat.Options{ICCIDCommands: overat.Fallbacks()})
		require.Equal(t, want, c.IMSI.Value.Digits(), answer)
		if want == "" {
			require.ErrorContains(t, c.IMSI.Err, "+CRSM", answer)
		} else {
			require.NoError(t, c.IMSI.Err, answer)
		}
		require.Error(t, c.SPN.Err)
	}
	m := &overattest.Module{Card: fullCard(), Answers: map[string][]string{"+CIMI": {"999990000000001"}}}
	require.Equal(t, "001010000000001", overat.ReadCard(t.Context(), m, overat.Options{}).IMSI.Value.Digits())
	require.NotContains(t, m.Asked(), "+CIMI")
	m.Card.SetFile(simcard.FileIMSI, []byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})
	require.ErrorIs(t, overat.ReadCard(t.Context(), m, overat.Options{}).IMSI.Err, simcard.ErrBlank, "the card has none")
}

// A session that ends at +CIMI ends the reading.
func TestIMSIAtTheEnd(t *testing.T) {
	m := &overattest.Module{Card: fullCard(), Refuse: []string{"+CRSM=176,28423", "+CSIM"}}
	c := overat.ReadCard(t.Context(), ending{m}, overat.Options{})
	require.ErrorIs(t, c.IMSI.Err, atcmd.ErrClosed)
	require.ErrorIs(t, c.SPN.Err, atcmd.ErrClosed)
	require.Equal(t, "+CIMI", m.Asked()[len(m.Asked())-1])
}

// ending is a module whose session ends at +CIMI.
type ending struct{ *overattest.Module }

func (m ending) Do(ctx context.Context, cmd string) ([]string, error) {
	lines, err := m.Module.Do(ctx, cmd)
	if cmd == "+CIMI" {
		return nil, atcmd.ErrClosed
	}
	return lines, err
}
