package main_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/local"
	"simagent/agent/supersim/supersimtest"
)

func TestSmsFromTheCloud(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, a *account) {
		a.put(cardOne, "ready", a.AddFleet("one"))
		for n, text := range []string{"one", "two", "three"} {
			out := a.well("sms", "send", cardOne, text)
			require.Contains(t, flat(out), "8988307…0014 is ready: this is SMS Command "+string('1'+rune(n))+" of the five that make it active, as the cloud lists them. SMS Command HC")
			require.True(t, strings.HasSuffix(out, " to 8988307…0014 is queued.\n"), out)
		}
		a.ReceiveSMS(cardOne, "four")
		require.Equal(t, 3, a.changes())
		out := a.fails("there is no terminal to ask on; say --yes", "sms", "send", cardOne, "five")
		require.Equal(t, "8988307…0014 is ready, and the cloud lists 4 SMS Commands already. With this one\nit becomes active by itself, and is billed.\n", out)
		require.Equal(t, 3, a.changes())
		require.Equal(t, "ready", a.SimStatus(cardOne).Status)
		a.well("sms", "send", cardOne, "now", "five", "--yes")
		require.Equal(t, "active", a.SimStatus(cardOne).Status)
		require.True(t, strings.HasPrefix(a.well("sms", "send", cardOne, "six"), "SMS Command HC"), "an active Sim needs no word about it")
		require.Contains(t, a.well("sms", "list"), "8988307…0014  now five\n")
	})
}

// Nobody knows of what status a Sim is while it is scheduled.
func TestSmsToAScheduledSim(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.put(cardOne, "active", a.AddFleet("one"))
	a.AddFleet("two")
	a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStuck})
	a.well("sims", "fleet", cardOne, "two", "--yes", "--no-wait")
	for n := range 4 {
		require.Contains(t, flat(a.well("sms", "send", cardOne, "x")), "8988307…0014 is scheduled: if it is ready, or is to be, this is SMS Command "+
			string('1'+rune(n))+" of the five that make it active, as the cloud lists them.")
	}
	out := a.fails("say --yes", "sms", "send", cardOne, "x")
	require.Equal(t, "8988307…0014 is scheduled, and the cloud lists 4 SMS Commands already. If it is ready, or is to be, with this one it becomes active by itself, and is billed.", flat(out))
}

// An answer that is lost leaves open whether it went: it is never sent again.
func TestSmsIsSentOnce(t *testing.T) {
	t.Parallel()
	for _, f := range []supersimtest.Fault{
		{Kind: supersimtest.FaultCut, Bytes: -1},
		{Kind: supersimtest.FaultCut, Bytes: 20},
		{Kind: supersimtest.FaultStatus, Status: 503},
		{Kind: supersimtest.FaultBrokenJSON},
	} {
		a := newAccount(t, supersimtest.Options{})
		a.put(cardOne, "active", a.AddFleet("one"))
		f.Path, f.Method = "/v1/SmsCommands", "POST"
		a.Fault(f)
		_, errs, code := a.ask("", "sms", "send", cardOne, "once")
		require.Equal(t, 1, code)
		require.Contains(t, errs, "\nIt may have gone, and is not sent again by itself. See whether it went: simagent sms list 8988307…0014\n")
		require.Equal(t, 1, strings.Count(errs, "may have gone"))
		require.NotContains(t, errs, "look at the list")
		require.Equal(t, 1, a.changes(), f.Kind)
	}
	a := newAccount(t, supersimtest.Options{}) // what was surely not processed is sent again
	a.put(cardOne, "active", a.AddFleet("one"))
	a.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 429, RetryAfter: time.Second, Path: "/v1/SmsCommands", Method: "POST", Count: 1})
	a.well("sms", "send", cardOne, "once")
	require.Equal(t, 2, a.changes())
	require.Equal(t, 1, strings.Count(a.well("sms", "list"), "once"))
}

// The device's own way stays as it was, and the commands find the SIM that the daemon has read.
func TestSmsFromTheDevice(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("working", working)
	for _, args := range [][]string{{"sms", "--force", "valve open"}, {"sms", "--force", "--", "list"}, {"sms", "--force", "--", "send", "it"}} {
		out, errs, code := b.command("sms")
		require.Equal(t, 1, code, out)
		require.Contains(t, errs, "give the TEXT to send")
		out, errs, code = execute(t, binary, append(b.folders(), args...)...)
		require.Zero(t, code, "%v %s", args, errs)
		require.Equal(t, "sent\n", out)
	}
	d.await("counted", func(st local.Status) bool { return st.Account.SMS.Low != nil && *st.Account.SMS.Low == 3 })
	cloud := []string{"--provider", "twilio", "--credentials", b.credential, "--base-url", b.api}
	out, errs, code := b.command(append([]string{"sms", "list"}, cloud...)...)
	require.Zero(t, code, errs)
	for _, text := range []string{"valve open", "list", "send it"} {
		require.Contains(t, out, "  "+text+"\n")
	}
	file := []string{"--config", b.config("")}
	for _, args := range []string{"sims show", "sims show .", "sims periods", "sims usage", "sims updates", "sims wait", "sims ready"} {
		out, errs, code := b.command(append(strings.Fields(args), file...)...)
		require.Zero(t, code, errs)
		d.clean(out)
	}
	out, _, _ = b.command(append([]string{"sims", "show"}, file...)...)
	require.Contains(t, out, "SIM          8988307…2342")
}
