package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/meter"
)

// The interface that the port was found with has another name by now: the sample has the present one. A name that a person
// gave stands for itself.
func TestSampleOfAnInterfaceThatWasRenamed(t *testing.T) {
	ofModem := func() []string { return []string{"lo"} }
	f := follow("", ofModem)
	defer f.Close()
	s, err := sample(f, "wwan-gone", ledger.BootID{7})
	require.NoError(t, err)
	want, err := meter.Interface{}.Read("lo")
	require.NoError(t, err)
	require.Equal(t, ledger.Sample{Source: "lo", Boot: ledger.BootID{7}, Index: uint32(want.IfIndex), Bits: uint8(want.Width),
		TX: s.TX, RX: s.RX, Packets: s.Packets, At: s.At}, s)
	require.Positive(t, s.Packets)
	require.LessOrEqual(t, s.TX, want.TX)
	require.LessOrEqual(t, s.RX, want.RX)

	named := follow("wwan-gone", ofModem)
	defer named.Close()
	_, err = sample(named, "wwan-gone", ledger.BootID{7})
	require.ErrorIs(t, err, meter.ErrMissing)
}
