package labhttp

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// What a subaccount may do with inactive Sims is settled when it is made, and later for any account.
func TestMoveInactive(t *testing.T) {
	b := newBench(t)
	sub := b.does("/lab/accounts", "parent", supersimtest.AccountSID, "move_inactive", "true")["sid"].(string)
	may := func(n int) any {
		return b.shows("/lab/accounts")["accounts"].([]any)[n].(map[string]any)["move_inactive"]
	}
	require.Equal(t, []any{false, true}, []any{may(0), may(1)})
	sim := b.simIn(card1, "active")
	b.does("/lab/status", "sim", card1, "status", "inactive")
	move := encode("AccountSid", sub, "Fleet", "null")
	require.Equal(t, 400, b.post("Sims/"+sim.SID, move).Code)
	b.does("/lab/accounts/permit", "account", supersimtest.AccountSID, "move_inactive", "true")
	require.Equal(t, true, may(0))
	w := b.raw("GET", "/lab/state", "", nil)
	other := newBench(t)
	require.Equal(t, 200, other.raw("POST", "/lab/state", w.Body.String(), nil).Code)
	require.Equal(t, b.shows("/lab/accounts"), other.shows("/lab/accounts"), "also after a restart")
	require.Equal(t, 200, b.post("Sims/"+sim.SID, move).Code)
	b.does("/lab/accounts/permit", "account", sub, "move_inactive", "false")
	require.Equal(t, false, may(1))
	b.refuses("/lab/accounts/permit", "no such account", "account", "AC99", "move_inactive", "true")
	b.refuses("/lab/accounts/permit", "true or false", "account", sub, "move_inactive", "maybe")
	b.does("/lab/reset")
	require.Equal(t, false, may(0))
}

// A new account has all secrets, and KORE's signature of its callbacks is made with one of them, also after a restart.
func TestSecretsOfANewAccount(t *testing.T) {
	b := newBench(t)
	a := b.does("/lab/accounts")
	require.Regexp(t, `^[0-9a-f]{32}$`, a["webhook_secret"])
	w := b.raw("GET", "/lab/state", "", nil)
	require.Contains(t, w.Body.String(), a["webhook_secret"])
	require.NotContains(t, b.raw("GET", "/lab/accounts", "", nil).Body.String(), a["webhook_secret"])
	var kept newAccount
	raw, err := json.Marshal(a)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(raw, &kept))
	require.Equal(t, a["webhook_secret"], kept.account().WebhookSecret)
}

func TestAddresses(t *testing.T) {
	b := newBench(t)
	b.simIn(card1, "active")
	require.Equal(t, []any{"10.64.0.7", "fd00::7"}, b.does("/lab/addresses", "sim", card1, "addresses", "10.64.0.7, fd00::7")["addresses"])
	sid := b.lab.Cloud().SimStatus(card1).SID
	r := httptest.NewRequest("GET", "/v1/Sims/"+sid+"/IpAddresses", nil)
	r.SetBasicAuth(supersimtest.AccountSID, supersimtest.AuthToken)
	w := httptest.NewRecorder()
	b.lab.ServeHTTP(w, r)
	require.Contains(t, w.Body.String(), "fd00::7")
	b.refuses("/lab/addresses", "must be IP addresses", "sim", card1, "addresses", "10.64.0.7 here")
	require.Nil(t, b.does("/lab/addresses", "sim", card1)["addresses"], "off the VPN again")
}
