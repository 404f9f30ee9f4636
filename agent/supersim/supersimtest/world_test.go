package supersimtest

import (
	"time"

	"github.com/stretchr/testify/require"
)

const (
	subSID   = "AC00000000000000000000000000000002"
	otherSID = "AC00000000000000000000000000000003"
	alienSID = "AC00000000000000000000000000000004"
)

// world is a cloud with a primary account, two subaccounts and a stranger, under a clock that stands still.
type world struct {
	t                         tester
	c                         *Cloud
	now                       time.Time
	prim, sub, other, foreign api
}

// newWorld begins on 2 March 2026. The primary account may move inactive Sims when moveInactive is set.
func newWorld(t tester, moveInactive bool, more ...func(*Options)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
	opt := worldOptions(moveInactive)
	opt.Now = func() time.Time { return w.now }
	for _, f := range more {
		f(&opt)
	}
	w.use(New(opt))
	return w
}

func worldOptions(moveInactive bool) Options {
	return Options{Accounts: []Account{
		{SID: AccountSID, AuthToken: AuthToken, MoveInactive: moveInactive,
			Clients: map[string]string{ClientID: ClientSecret, "apiclient_reader": "reader"}, ReadOnly: []string{"apiclient_reader"}},
		{SID: subSID, AuthToken: "sub-token", Parent: AccountSID},
		{SID: otherSID, AuthToken: "other-token", Parent: AccountSID},
		{SID: alienSID, AuthToken: "alien-token"},
	}}
}

// use puts a cloud behind the four clients.
func (w *world) use(c *Cloud) {
	w.c = c
	w.prim, w.sub = api{w.t, c, AccountSID, AuthToken}, api{w.t, c, subSID, "sub-token"}
	w.other, w.foreign = api{w.t, c, otherSID, "other-token"}, api{w.t, c, alienSID, "alien-token"}
}

func (w *world) pass(d time.Duration) { w.now = w.now.Add(d) }

// days lets days pass.
func (w *world) days(n int) { w.pass(time.Duration(n) * 24 * time.Hour) }

// on sets the clock, as 2026-03-02.
func (w *world) on(day string) {
	w.t.Helper()
	v, err := time.Parse(time.DateOnly, day)
	require.NoError(w.t, err)
	w.now = v.Add(12 * time.Hour)
}

// fleet makes a Fleet of an account.
func (w *world) fleet(a api, name string, more ...string) string {
	w.t.Helper()
	r := a.post("Fleets", q(append([]string{"NetworkAccessProfile", "default", "UniqueName", name}, more...)...))
	require.Equal(w.t, 201, r.status, r.raw)
	return r.str("sid")
}

// ok posts an update that is accepted, and lets it complete.
func (w *world) ok(a api, sid string, pairs ...string) reply {
	w.t.Helper()
	r := a.post("Sims/"+sid, q(pairs...))
	require.Contains(w.t, []int{200, 202}, r.status, r.raw)
	if r.status == 202 {
		w.pass(10 * time.Second)
	}
	return r
}

// periods is the list of billing periods as an account sees it.
func (w *world) periods(a api, sid string) []map[string]any {
	w.t.Helper()
	return a.get("Sims/" + sid + "/BillingPeriods").list("billing_periods")
}

// movedInactive is a Sim that was active with 5 MB used, is inactive and on the subaccount now, in its Fleet "there".
func (w *world) movedInactive() (sid string) {
	w.t.Helper()
	sid, _ = w.prim.simIn(card1, stActive)
	w.c.AddUsage(card1, 3_000_000, 2_000_000)
	w.fleet(w.sub, "there", "DataLimit", "15")
	w.ok(w.prim, sid, "Status", "inactive")
	require.Equal(w.t, 200, w.ok(w.prim, sid, "AccountSid", subSID, "Fleet", "there").status)
	return sid
}
