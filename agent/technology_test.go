package agent

import (
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
)

// A BG95 on LTE-M says 8, which is EC-GSM-IoT in 27.007.
func TestTechnology(t *testing.T) {
	n := Net{AcT: 8, Signal: atcmd.NoSignal}
	require.Equal(t, "EC-GSM", n.technology())
	n.Signal.RSRP = -95
	require.Equal(t, "LTE-M", n.technology())
	n.AcT = 7
	require.Equal(t, "LTE", n.technology())
	n.AcT = atcmd.NoAcT
	require.Empty(t, n.technology())
}
