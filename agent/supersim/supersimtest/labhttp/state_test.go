package labhttp

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// A state that is put back shows the same Sims, accounts and time; one that is broken changes nothing.
func TestState(t *testing.T) {
	b := newBench(t)
	account := b.does("/lab/accounts", "parent", supersimtest.AccountSID)
	b.does("/lab/sims", "iccid", card2, "account", account["sid"].(string))
	b.simIn(card1, "ready")
	b.does("/lab/clock", "by", "2mo")
	w := b.raw("GET", "/lab/state", "", nil)
	require.Equal(t, 200, w.Code)
	state := w.Body.String()

	other := newBench(t)
	w = other.raw("POST", "/lab/state", state, http.Header{"Content-Type": {"application/json"}})
	require.Equal(t, 200, w.Code, w.Body.String())
	require.Equal(t, b.shows("/lab/sims"), other.shows("/lab/sims"))
	require.Equal(t, b.shows("/lab/accounts"), other.shows("/lab/accounts"))
	require.WithinDuration(t, b.clock.Now(), other.clock.Now(), time.Minute)
	r := httptest.NewRequest("GET", "/v1/Sims", nil)
	r.SetBasicAuth(account["sid"].(string), account["auth_token"].(string))
	w = httptest.NewRecorder()
	other.lab.ServeHTTP(w, r)
	require.Contains(t, w.Body.String(), card2)
	var again bytes.Buffer
	require.NoError(t, other.lab.Save(&again))
	require.NotContains(t, again.String(), supersimtest.AuthToken, "only the secrets of added accounts")

	before := other.shows("/lab/sims")
	for _, bad := range []string{"", "{}", "[]", state + "x", state[:len(state)/2], `{"accounts":[],"cloud":{}}`} {
		w = other.raw("POST", "/lab/state", bad, nil)
		require.Equal(t, 400, w.Code, bad)
		require.Contains(t, w.Body.String(), "the state stays as it was")
	}
	require.Equal(t, before, other.shows("/lab/sims"))
	shared := newBench(t, func(o *Options) { o.Shared = true })
	require.Equal(t, 400, shared.raw("POST", "/lab/state", state, nil).Code)
}
