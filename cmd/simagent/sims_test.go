package main_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

func TestSimsFromNewToReady(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, a *account) {
		a.put(cardOne, "new", "")
		a.AddFleet("hq-sensors")
		a.fails("refused, and nothing was changed: the Sim is in no Fleet; add --fleet FLEET", "sims", "ready", cardOne)
		out := a.fails("there is no terminal to ask on; say --yes", "sims", "ready", cardOne, "--fleet", "hq-sensors")
		require.Contains(t, flat(out), "8988307…0014 goes from new to ready in Fleet hq-sensors. This is free until 250 KB of data, five SMS Commands or three months are used up; then it becomes active by itself and is billed.")
		require.Zero(t, a.changes(), "nothing is changed without a word")
		require.Equal(t, "new", a.SimStatus(cardOne).Status)

		out = a.well("sims", "ready", cardOne, "--fleet", "hq-sensors", "--yes")
		require.Contains(t, out, "\nScheduled in the cloud; waiting for it.\n8988307…0014 is ready in Fleet hq-sensors.\n")
		require.Equal(t, "ready", a.SimStatus(cardOne).Status)
		require.NotContains(t, out, cardOne)

		out = a.well("sims", "ready", cardOne)
		require.Equal(t, "8988307…0014 is ready in Fleet hq-sensors already. Nothing to do.\n", out)
		require.Equal(t, 1, a.changes())
	})
}

func TestSimsChanges(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	one := a.AddFleet("one")
	a.AddFleet("two")
	a.put(cardOne, "ready", one)
	require.Equal(t, `8988307…0014 gets the unique name "gate-1". That costs nothing.
8988307…0014 (gate-1) has this unique name.
`, a.well("sims", "rename", cardOne, "gate-1", "--yes"))
	require.Equal(t, "8988307…0014 (gate-1) has this unique name already. Nothing to do.\n", a.well("sims", "rename", "gate-1", "gate-1"))

	require.Equal(t, `8988307…0014 (gate-1) goes from Fleet one to Fleet two. It is scheduled for a
while, and then ready again. What the Fleet allows, and its data limit, hold
from then on.
Accepted. The update goes on in the cloud.
Wait for it: simagent sims wait gate-1
`, a.well("sims", "fleet", "gate-1", "two", "--yes", "--no-wait"))
	require.Contains(t, a.well("sims", "wait", "gate-1"), "8988307…0014 (gate-1) is ready in Fleet two.\n")
	require.Equal(t, "8988307…0014 (gate-1) is in Fleet two already. Nothing to do.\n", a.well("sims", "fleet", "gate-1", "two"))

	require.Contains(t, flat(a.well("sims", "activate", "gate-1", "--fleet", "one", "--yes")), "goes from ready to active in Fleet one. It is billed monthly from now on. It can never be ready again. ")
	require.Contains(t, flat(a.well("sims", "deactivate", "gate-1", "--yes")), "goes from active to inactive. It is blocked from the network until you activate it again. Scheduled in the cloud; waiting for it. 8988307…0014 (gate-1) is inactive.")
	require.Contains(t, a.well("sims", "activate", "gate-1", "--yes"), "is active in Fleet one.\n")

	// The same status and another Fleet is a change of the Fleet alone: the status must not be asked for again.
	require.Contains(t, flat(a.well("sims", "activate", "gate-1", "--fleet", "two", "--yes")), "is active already, and changes its Fleet: it will be in Fleet two.")
	require.Contains(t, a.well("sims", "show", "gate-1"), "Fleet        two  ")
	require.Equal(t, 6, a.changes())
}

func TestSimsRefuses(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	f := a.AddFleet("one")
	other := "AC00000000000000000000000000000002"
	for i, c := range []struct{ status, args, want string }{
		{"active", "ready SIM", "only a new Sim can become ready, and this one is active"},
		{"inactive", "ready SIM", "only a new Sim can become ready, and this one is inactive"},
		{"new", "deactivate SIM", "a Sim that is new cannot become inactive"},
		{"ready", "fleet SIM none", "a Sim that is ready needs a Fleet; choose another one instead of none"},
		{"active", "fleet SIM none", "a Sim that is active needs a Fleet"},
		{"active", "move SIM " + other, "only a new Sim can be moved, and with a special permission an inactive one; this one is active"},
		{"new", "move SIM " + other, "the Sim is in a Fleet, which stays behind; add --fleet FLEET of the new account, or --fleet none"},
		{"new", "move SIM " + other + " --fleet HF4c…64", "a Fleet of another account cannot be looked up by its short form; give its SID or unique name"},
		{"scheduled", "activate SIM", "an update is under way already; wait for it: simagent sims wait"},
		{"scheduled", "fleet SIM one", "an update is under way already"},
		{"scheduled", "deactivate SIM", "an update is under way already"},
		{"scheduled", "move SIM " + other, "only a new Sim can be moved, and with a special permission an inactive one; this one is scheduled"},
	} {
		iccid := "8988307000000004" + strings.Repeat("0", 2) + string('0'+rune(i/10)) + string('0'+rune(i%10))
		if c.status == "scheduled" {
			a.put(iccid, "ready", f)
			a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStuck, ICCID: iccid, Count: 1})
			a.well("sims", "deactivate", iccid, "--yes", "--no-wait")
		} else {
			a.put(iccid, c.status, f)
		}
		before := a.changes()
		args := strings.Fields("sims " + strings.Replace(c.args, "SIM", iccid, 1) + " --yes")
		a.fails("simagent: refused, and nothing was changed: "+c.want, args...)
		require.Equal(t, before, a.changes(), c.args)
	}
	a.put(cardOne, "new", f)
	a.fails("cannot read Fleet: cloud answered 404", "sims", "fleet", cardOne, "three", "--yes")
}

func TestSimsMove(t *testing.T) {
	t.Parallel()
	sub := "AC00000000000000000000000000000002"
	a := newAccount(t, supersimtest.Options{Accounts: []supersimtest.Account{
		{SID: supersimtest.AccountSID, AuthToken: supersimtest.AuthToken, Keys: map[string]string{supersimtest.KeySID: supersimtest.KeySecret}},
		{SID: sub, AuthToken: "0000another0000", Parent: supersimtest.AccountSID},
	}})
	a.put(cardOne, "new", a.AddFleet("one"))
	require.Equal(t, `8988307…0014 moves to account AC00…02, without a Fleet. The account that it
leaves does not see it any more.
8988307…0014 is on account AC00…02.
`, a.well("sims", "move", cardOne, sub, "--fleet", "none", "--yes"))
	require.Equal(t, sub, a.SimStatus(cardOne).AccountSID)
	a.fails("no Sim with this ICCID on the account", "sims", "show", cardOne)
}

func TestSimsAreNamed(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	sid := a.put(cardOne, "new", "")
	a.well("sims", "rename", cardOne, "gate 1", "--yes")
	for _, name := range []string{cardOne, "8988307…0014", "8988307...0014", "gate 1", sid, sid[:4] + "…" + sid[32:]} {
		require.Contains(t, a.well("sims", "show", name), "SIM          8988307…0014  gate 1  "+sid[:4]+"…"+sid[32:]+"\n", name)
	}
	two := a.put(cardTwo, "ready", a.AddFleet("one"))
	_, errs, _ := a.ask("", "sims", "show", "8988307…0014")
	require.Equal(t, "simagent: cannot find Sim: 8988307…0014 fits 2 of this account; name one of these by its name or its SID:\n"+
		"name    SID      status\n-       "+two[:4]+"…"+two[32:]+"  ready\ngate 1  "+sid[:4]+"…"+sid[32:]+"  new\n", errs)
	_, errs, _ = a.ask("", "sims", "show", "8988307…0014", "--show-ids")
	require.Contains(t, errs, "\n-       "+two+"  ready\ngate 1  "+sid+"  new\n")
	for name, want := range map[string]string{
		"8988307…9999":       "cannot find Sim: 8988307…9999 fits none of this account; what there is: simagent sims list",
		"8988…0014":          "a short form has seven digits, …, and the last four",
		"HF12…34":            "a short form has",
		"nobody":             "cannot read Sim: cloud answered 404 (code 20404): there is no resource /Sims/nobody Is the name right? What there is: simagent sims list",
		"898830700000009999": "no Sim with this ICCID on the account",
		"..":                 "cannot read Sim: give its SID or its unique name",
	} {
		a.fails(want, "sims", "show", name)
	}
	out, errs, code := a.ask("", "sims", "show")
	require.Equal(t, 3, code)
	require.Empty(t, out)
	require.Contains(t, errs, "cannot tell which SIM is here: no simagent is running here")
	require.Contains(t, errs, "\nOr name the SIM: its ICCID, its unique name or its SID\n")
}

// What the API sent goes through whole, known or not.
func TestSimsJSON(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	require.Equal(t, "[]\n", a.well("sims", "list", "--json"))
	f := a.AddFleet("one")
	sid := a.put(cardOne, "ready", f)
	a.ReceiveSMS(cardOne, "one\x00")
	a.AddSettingsUpdate(cardOne, "failed")
	for args, path := range map[string]string{
		"sims list":                 "/Sims sims",
		"sims show " + sid:          "/Sims/" + sid,
		"sims periods " + sid:       "/Sims/" + sid + "/BillingPeriods billing_periods",
		"sims updates " + sid:       "/SettingsUpdates settings_updates",
		"fleets":                    "/Fleets fleets",
		"fleets show one":           "/Fleets/" + f,
		"sms list":                  "/SmsCommands sms_commands",
		"sims ready " + sid:         "/Sims/" + sid,
		"sims usage --all --by all": "",
	} {
		out, errs, code := a.ask("", append(strings.Fields(args), "--json")...)
		require.Zero(t, code, errs)
		require.True(t, json.Valid([]byte(out)), out)
		if path != "" {
			path, key, _ := strings.Cut(path, " ")
			require.JSONEq(t, a.raw(path, key), out, args)
		}
	}
}

// raw asks the emulator itself.
func (a *account) raw(path, key string) string {
	a.t.Helper()
	h := a.Face(supersimtest.Twilio)
	req, err := http.NewRequest(http.MethodGet, a.url+path, nil)
	require.NoError(a.t, err)
	req.SetBasicAuth(supersimtest.KeySID, supersimtest.KeySecret)
	w := &memory{header: http.Header{}}
	h.ServeHTTP(w, req)
	b, err := io.ReadAll(&w.body)
	require.NoError(a.t, err)
	if key == "" {
		return string(b)
	}
	var list map[string]json.RawMessage
	require.NoError(a.t, json.Unmarshal(b, &list), "%s", b)
	return string(list[key])
}

// memory keeps an answer.
type memory struct {
	header http.Header
	body   bytes.Buffer
}

func (m *memory) Header() http.Header         { return m.header }
func (m *memory) WriteHeader(int)             {}
func (m *memory) Write(b []byte) (int, error) { return m.body.Write(b) }

// The cloud calls where it is told to.
func TestSimsCallback(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.put(cardOne, "new", a.AddFleet("one"))
	a.well("sims", "ready", cardOne, "--yes", "--callback-url", "https://example.com/done?a=1&b=2", "--callback-method", "get")
	a.well("sms", "send", cardOne, "x", "--callback-url", "https://example.com/sent", "--callback-method", "post")
	require.Equal(t, []string{"CallbackMethod=GET&CallbackUrl=https%3A%2F%2Fexample.com%2Fdone%3Fa%3D1%26b%3D2&Status=ready",
		"CallbackMethod=POST&CallbackUrl=https%3A%2F%2Fexample.com%2Fsent&Payload=x&Sim=" + a.SimStatus(cardOne).SID}, a.forms)
}
