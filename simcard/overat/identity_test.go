package overat_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/simcard"
	"simagent/simcard/overat"
	"simagent/simcard/overat/overattest"
	"simagent/simcard/simcardtest"
)

func TestReadIdentity(t *testing.T) {
	read := []string{"+CRSM=176,12258,0,0,10"}
	for name, c := range map[string]struct {
		m     *overattest.Module
		want  overat.Identity
		asked []string
	}{
		"cross-check": {
			&overattest.Module{}, overat.Identity{Source: overat.SourceCRSM, Check: overat.Agreed, Checked: "+QCCID"},
			[]string{read[0], "+QCCID", read[0]},
		},
		"no vendor's command": {
			&overattest.Module{Refuse: []string{"+QCCID"}}, overat.Identity{Source: overat.SourceCRSM},
			[]string{read[0], "+QCCID", "+CCID", read[0]},
		},
		"vendor swaps and pads": {
			&overattest.Module{Answers: map[string][]string{"+QCCID": {`+QCCID : "` + simcard.SwapNibbles(number+"F") + `"`}}},
			overat.Identity{Source: overat.SourceCRSM, Check: overat.Agreed, Checked: "+QCCID"},
			[]string{read[0], "+QCCID", read[0]},
		},
		"no +CRSM": { // EG916Q-GL firmware refuses +CRSM with CME 3 and knows +QCCID
			&overattest.Module{Refuse: []string{"+CRSM"}}, overat.Identity{Source: "+QCCID"}, []string{read[0], "+QCCID", "+QCCID"},
		},
		"+CSIM alone": {
			&overattest.Module{Refuse: []string{"+CRSM", "+QCCID"}}, overat.Identity{Source: overat.SourceCSIM}, nil,
		},
	} {
		m := c.m
		m.Card = simcardtest.New(number)
		id, err := overat.ReadIdentity(t.Context(), m, []string{"+QCCID", "+CCID"})
		require.NoError(t, err, name)
		require.Equal(t, number, id.ICCID.Digits(), name)
		c.want.ICCID = id.ICCID
		require.Equal(t, c.want, id, name)
		if c.asked != nil {
			require.Equal(t, c.asked, m.Asked(), name)
		}
		require.Zero(t, m.Card.OpenChannels(), name)
	}
}

func TestIdentityWarnsOfCheckDigit(t *testing.T) {
	m := &overattest.Module{Card: simcardtest.New(other)}
	id, err := overat.ReadIdentity(t.Context(), m, nil)
	require.NoError(t, err)
	require.True(t, id.LuhnBad)
	require.Equal(t, overat.Unchecked, id.Check)
}

// Two sources that differ are no identity: neither number comes out, and the error shows none in full.
func TestIdentityDisagrees(t *testing.T) {
	swap := func(on int) *overattest.Module {
		m := &overattest.Module{Card: simcardtest.New(number)}
		reads := 0
		m.Rewrite = func(cmd, line string) string {
			if reads++; reads == on {
				m.Card.SetFile(simcard.FileICCID, simcardtest.New(other).File(simcard.FileICCID))
			}
			return line
		}
		return m
	}
	for name, c := range map[string]struct {
		m    *overattest.Module
		from string
		by   string
	}{
		"vendor lies":            {&overattest.Module{Card: simcardtest.New(number), Answers: map[string][]string{"+QCCID": {other}}}, "+CRSM", "+QCCID"},
		"swapped, vendor sees":   {swap(1), "+CRSM", "+QCCID"},
		"swapped behind vendor":  {swap(2), "+CRSM", "+CRSM"},
		"swapped, vendor's only": {func() *overattest.Module { m := swap(1); m.Refuse = []string{"+CRSM"}; return m }(), "+QCCID", "+QCCID"},
	} {
		id, err := overat.ReadIdentity(t.Context(), c.m, []string{"+QCCID"})
		var two *overat.DisagreementError
		require.ErrorAs(t, err, &two, name)
		require.True(t, overat.Uncertain(fmt.Errorf("x: %w", err)))
		require.True(t, id.ICCID.IsZero(), name)
		require.Equal(t, []string{c.from, c.by}, []string{two.FirstSource, two.SecondSource}, name)
		require.Equal(t, []string{number, other}, []string{two.First.Digits(), two.Second.Digits()}, name)
		require.NotContains(t, err.Error(), "00000000", name)
	}
}

func TestIdentityFails(t *testing.T) {
	m := &overattest.Module{Card: simcardtest.New("")} // never personalised
	_, err := overat.ReadIdentity(t.Context(), m, []string{"+QCCID"})
	var all *overat.ReadError
	require.ErrorAs(t, err, &all)
	require.Equal(t, []string{"+CRSM", "+QCCID", "+CSIM"}, commands(all))

	m = &overattest.Module{Card: simcardtest.New(number), Refuse: []string{"+"}}
	_, err = overat.ReadIdentity(t.Context(), m, []string{"+QCCID"})
	require.ErrorAs(t, err, &all)
	require.Equal(t, []string{"+CRSM", "+QCCID", "+CSIM"}, commands(all))

	m = &overattest.Module{} // no card: +CSIM is not tried
	_, err = overat.ReadIdentity(t.Context(), m, []string{"+QCCID"})
	require.ErrorAs(t, err, &all)
	require.Equal(t, []string{"+CRSM", "+QCCID"}, commands(all))
	_, ok := errors.AsType[*atcmd.CommandError](err)
	require.True(t, ok)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m = &overattest.Module{Card: simcardtest.New(number)}
	_, err = overat.ReadIdentity(ctx, m, overat.Fallbacks())
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, m.Asked(), 1)
}

func commands(e *overat.ReadError) (list []string) {
	for _, a := range e.Attempts {
		list = append(list, a.Command)
	}
	return list
}

// Reading the number selects nothing on the modem's own channel.
func TestIdentityLeavesTheBasicChannel(t *testing.T) {
	m := &overattest.Module{Card: simcardtest.New(number), Refuse: []string{"+CRSM", "+QCCID"}}
	_, err := overat.ReadIdentity(t.Context(), m, nil)
	require.NoError(t, err)
	for _, cmd := range m.Asked() {
		require.False(t, strings.Contains(cmd, `"00A4`), cmd)
	}
}
