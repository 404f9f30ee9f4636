package labhttp

import (
	"net"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// A SIM that is there already is neither registrable nor on another account, and what is refused leaves nothing behind.
func TestSimsThatAreThere(t *testing.T) {
	b := newBench(t)
	b.does("/lab/sims", "iccid", card1)
	b.refuses("/lab/sims", "is there already", "iccid", card1, "code", "H3LL0W0RLD")
	sub := b.does("/lab/accounts", "parent", supersimtest.AccountSID)["sid"].(string)
	b.refuses("/lab/sims", "another account", "iccid", card1, "account", sub)
	require.Equal(t, supersimtest.AccountSID, b.does("/lab/sims", "iccid", card1, "account", supersimtest.AccountSID)["account_sid"])
	require.Zero(t, b.lab.Cloud().Strays())

	b.refuses("/lab/sims", "without a Fleet", "iccid", card2, "status", "active")
	b.refuses("/lab/sims", "no such Fleet", "iccid", card2, "status", "active", "fleet", "nobody")
	b.does("/lab/fleets", "name", "f")
	b.refuses("/lab/sims", "from status new into eaten", "iccid", card2, "status", "eaten", "fleet", "f")
	require.Empty(t, b.lab.Cloud().FindSim(card2).SID)
	b.refuses("/lab/sims", "code", "iccid", card2, "code", "X", "status", "new")
	for _, bad := range []string{"abc", "1", strings.Repeat("8", 17), strings.Repeat("8", 23), "8988307000000000000x", card2 + " "} {
		b.refuses("/lab/sims", "18 to 22 digits", "iccid", bad)
		b.refuses("/lab/sims", "18 to 22 digits", "iccid", bad, "code", "H3LL0W0RLD")
	}
	require.Equal(t, "active", b.does("/lab/sims", "iccid", card2, "status", "active", "fleet", "f")["status"])
}

// Beginning again forgets the devices and the log, too.
func TestResetForgetsDevicesAndLog(t *testing.T) {
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	require.NoError(t, err)
	defer udp.Close()
	b := newBench(t, func(o *Options) {
		o.UDP = udp
		o.Seed = func(c *supersimtest.Cloud) { c.AddSim(card1) }
	})
	b.simIn(card1, "ready")
	b.does("/lab/devices", "address", "127.0.0.1", "sim", card1)
	b.lab.gateway.take(&net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9}, []byte("x"))
	b.lab.gateway.take(&net.UDPAddr{IP: net.IPv4(127, 0, 0, 2), Port: 9}, []byte("x"))
	b.does("/lab/sims", "iccid", card2)
	b.lab.gateway.take(&net.UDPAddr{IP: net.IPv4(127, 0, 0, 2), Port: 9}, []byte("x"))
	b.lab.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/v1/Sims", nil))
	v := b.shows("/lab/devices")
	require.Equal(t, []any{1, 1, 1.0}, []any{len(v["bound"].(map[string]any)), len(v["devices"].(map[string]any)), v["nobody"]})
	require.EqualValues(t, 1, b.shows("/lab/requests")["all"])
	b.does("/lab/reset")
	v = b.shows("/lab/devices")
	require.Equal(t, []any{map[string]any{}, map[string]any{}, 0.0}, []any{v["bound"], v["devices"], v["nobody"]})
	require.Equal(t, map[string]any{"requests": []any{}, "all": 0.0}, b.shows("/lab/requests"))
}

// Whoever mistypes the kind of a fault, or asks what there is, is told all of them.
func TestKindsAreNamed(t *testing.T) {
	b := newBench(t)
	_, a := b.ask("POST", "/lab/faults", form, "kind=stauts")
	listed := b.raw("GET", "/lab", "", nil).Body.String()
	for _, kind := range supersimtest.FaultKinds() {
		require.Contains(t, a["error"], string(kind))
		require.Contains(t, listed, string(kind))
	}
}
