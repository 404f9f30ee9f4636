package agenttest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/simcard"
)

func TestSlots(t *testing.T) {
	bad := 0
	seen := map[string]bool{}
	for _, s := range Twenty() {
		id, err := simcard.ParseICCID(s.ICCID)
		require.NoError(t, err)
		require.True(t, id.LuhnOK() && id.SuperSIM(), s.ICCID)
		require.False(t, seen[s.ICCID])
		seen[s.ICCID] = true
		if s.Kind != "ready" && s.Kind != "active" && s.Kind != "new" {
			bad++
		}
	}
	require.Len(t, seen, 20)
	require.Equal(t, 3, bad)
	list, err := ParseSlots("ready # the first\n\n89883070000000000999 refused=11\nflaky\n")
	require.NoError(t, err)
	require.Equal(t, []Slot{{slotICCID(1), "ready"}, {"89883070000000000999", "refused=11"}, {slotICCID(3), "flaky"}}, list)
	for _, text := range []string{"worn", "ready=1", "refused=x", "a b c"} {
		_, err := ParseSlots("ready\n" + text)
		require.ErrorContains(t, err, "line 2: want [ICCID] KIND", text)
	}
}

// A tray goes through its SIMs once, and leaves the holder empty.
func TestTray(t *testing.T) {
	l := New(Options{})
	defer l.Close()
	slots, err := ParseSlots("ready\nnew\nunknown")
	require.NoError(t, err)
	tray, err := NewTray(l, slots)
	require.NoError(t, err)
	require.Nil(t, l.Modem.Card())
	for i, want := range []string{"ready", "new", ""} {
		s, ok := tray.Next(t.Context(), 0)
		require.True(t, ok)
		require.Equal(t, slots[i], s)
		require.Equal(t, s.ICCID, l.Modem.Card().ICCID())
		require.Equal(t, want, string(l.Cloud.SimStatus(s.ICCID).Status))
	}
	_, ok := tray.Next(t.Context(), 0)
	require.False(t, ok)
	require.Nil(t, l.Modem.Card())
	require.Zero(t, tray.Left())
}
