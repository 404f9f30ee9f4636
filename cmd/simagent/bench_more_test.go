package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	trays "simagent/agent/bench"
	"simagent/atcmd"
	"simagent/atcmd/modemtest"
	"simagent/atcmd/transcript"
	"simagent/simcard/simcardtest"
)

func slotsOf(kinds ...string) []agenttest.Slot {
	list, err := agenttest.ParseSlots(strings.Join(kinds, "\n"))
	if err != nil {
		panic(err)
	}
	return list
}

// Each kind of SIM that a tray can hold, on modules of several makers: with a
// message about the card, and without any.
func TestBenchKinds(t *testing.T) {
	want := map[string]trays.Reason{"ready": trays.OK, "active": trays.OK, "new": trays.NotActivated, "inactive": trays.WrongStatus, "unknown": trays.NotOnAccount,
		"refused=8": trays.Refused, "pin": trays.NeedsPIN, "puk": trays.NeedsPUK, "blank": trays.NoNumber, "flaky=1.5": trays.TakenOut, "weak=-124": trays.WeakSignal, "late=20": trays.OK}
	for _, name := range []string{"eg25-g", "sim7600", "generic"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, err := modemtest.ByName(name)
				require.NoError(t, err)
				r := newTrayRun(t, agenttest.Options{Persona: p, RegisterTime: 2 * time.Second}, slotsOf(agenttest.SlotKinds()...), trays.Default())
				_ = r.run() // some fail
				list := linesOf[trays.Record](r, "sim")
				require.Len(t, list, len(want), r.out.String())
				for i, rec := range list {
					require.Equal(t, want[agenttest.SlotKinds()[i]], rec.Reason, "%s: %s", agenttest.SlotKinds()[i], rec.Text)
				}
			})
		})
	}
}

// A SIM that comes again has no second result, and the exit code is that of the results.
func TestBenchSeenBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := slotsOf("ready", "active")
		slots = append(slots, slots[0])
		r := newTrayRun(t, agenttest.Options{RegisterTime: time.Second}, slots, trays.Default())
		require.NoError(t, r.run())
		require.Len(t, linesOf[trays.Record](r, "sim"), 2)
		seen := linesOf[trays.SeenRecord](r, "seen")
		require.Len(t, seen, 1)
		require.Equal(t, 1, seen[0].N)
		require.Contains(t, r.out.String(), "SEEN  seen before: number 1, PASS")
	})
}

// Nobody put a SIM in: exit code 2, and the page says so.
func TestBenchEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{}, nil, trays.Default())
		require.Equal(t, &exitError{code: 2}, r.run())
		require.Contains(t, r.out.String(), "No SIM was tested.")
	})
}

// The module goes away in the middle of a SIM, and comes back by another link: the SIM fails, and is tested again under its number.
func TestBenchPortLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{RegisterTime: 5 * time.Second, ResetEndsLink: true}, slotsOf("ready", "ready"), trays.Default())
		r.pause = 40 * time.Second // the module is back before the hand comes
		gone := time.AfterFunc(44300*time.Millisecond, r.lab.Modem.Reset)
		defer gone.Stop()
		require.NoError(t, r.run())
		list := linesOf[trays.Record](r, "sim")
		require.Len(t, list, 3, r.out.String())
		require.Equal(t, []trays.Reason{trays.PortGone, trays.OK, trays.OK}, []trays.Reason{list[0].Reason, list[1].Reason, list[2].Reason}, r.out.String())
		require.Equal(t, []int{1, 1, 2}, []int{list[0].N, list[1].N, list[2].N})
		require.Len(t, r.h.files.page.Records, 2, "the page has the later one")
	})
}

// What is spent is as much as was allowed, is counted by the cloud, and never ends `ready`.
func TestBenchSpends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slots := slotsOf("ready", "ready", "ready", "new", "active")
		r := newTrayRun(t, agenttest.Options{RegisterTime: time.Second}, slots, trays.Default())
		r.h.opt.Spend = trays.Allowed{Bytes: 1500, SMS: 1}
		r.lab.Cloud.AddUsage(slots[1].ICCID, 249_000, 0)
		for range 4 {
			r.lab.Cloud.ReceiveSMS(slots[2].ICCID, "x")
		}
		_ = r.run()
		list := linesOf[trays.Record](r, "sim")
		require.Len(t, list, 5, r.out.String())
		var reasons []trays.Reason
		for _, rec := range list {
			reasons = append(reasons, rec.Reason)
		}
		require.Equal(t, []trays.Reason{trays.OK, trays.SpendRefused, trays.SpendRefused, trays.NotActivated, trays.OK}, reasons, r.out.String())
		for _, i := range []int{0, 4} {
			s := list[i].Spent
			require.LessOrEqual(t, *s.Bytes, 1500)
			require.Greater(t, *s.Bytes, 1400)
			require.Equal(t, []int{*s.Bytes, 1, 1}, []int{*s.CountedBytes, *s.SMS, *s.CountedSMS})
			m := r.lab.MeteredOf(slots[i].ICCID)
			require.Equal(t, []int{*s.Bytes, 1}, []int{int(m.Up), m.SentSMS}, "as the network metered it")
		}
		for _, i := range []int{1, 2, 3} {
			require.Zero(t, r.lab.MeteredOf(slots[i].ICCID))
			require.Zero(t, *list[i].Spent.Bytes+*list[i].Spent.SMS)
		}
		require.Contains(t, list[1].Text, "the cloud counts 249000 B, and with 1500 more of 250,000 the Sim becomes active")
		require.Contains(t, list[2].Text, "the cloud lists 4 SMS Commands, and with 1 more of five the Sim becomes active")
		require.Equal(t, "ready", string(r.lab.Cloud.SimStatus(slots[1].ICCID).Status))
	})
}

// The folder is full: the bench ends, and says why.
func TestBenchCannotWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{RegisterTime: time.Second}, slotsOf("ready", "ready"), trays.Default())
		require.NoError(t, r.h.files.csv.Close())
		_, stop := context.WithCancel(t.Context())
		defer stop()
		require.ErrorContains(t, r.h.run(t.Context()), "cannot write results: ")
		r.lab.Close()
	})
}

// Every persona is surveyed by reading alone: no command of the survey changes what the module keeps, no number is
// in anything that is written, and the drafts differ from what is nobody's.
func TestSurveyOfPersonas(t *testing.T) {
	for _, p := range modemtest.Personas() {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			persona, err := modemtest.ByName(p.Name)
			require.NoError(t, err)
			var mu sync.Mutex
			var sent []string
			card := simcardtest.New(agenttest.ICCID)
			m := modemtest.New(modemtest.Options{Persona: persona, Card: card, Registration: modemtest.Roaming("310410", "LAB"),
				OnCommand: func(line string) { mu.Lock(); defer mu.Unlock(); sent = append(sent, line) }})
			var tee transcript.Tee
			here, there := net.Pipe()
			over := make(chan struct{})
			go func() { defer close(over); _ = m.Serve(t.Context(), there) }()
			open := func(context.Context) (agent.Port, error) {
				return agent.Port{ReadWriteCloser: tee.Wrap(here), Path: "/dev/bench"}, nil
			}
			dir := filepath.Join(t.TempDir(), "survey")
			var out bytes.Buffer
			require.NoError(t, survey(t.Context(), &out, open, &tee, dir))
			<-over
			all := out.String()
			files, err := filepath.Glob(dir + "/*")
			require.NoError(t, err)
			require.Len(t, files, 3)
			for _, f := range files {
				b, err := os.ReadFile(f)
				require.NoError(t, err)
				all += string(b)
			}
			for _, id := range []string{agenttest.ICCID, card.IMSI(), persona.IMEI} {
				require.NotContains(t, all, id)
			}
			asked := trays.SurveyCommands()
			for _, line := range sent {
				cmd := atcmd.DropAT(line)
				require.True(t, slices.Contains(asked, cmd) || atcmd.ReadOnly(cmd) || slices.Contains([]string{"E0", "V1", "+CMEE=1"}, cmd), "%q was sent", line)
			}
			at, err := os.Open(strings.TrimSuffix(files[0], filepath.Ext(files[0])) + ".at")
			require.NoError(t, err)
			defer at.Close()
			script, err := transcript.Parse(at)
			require.NoError(t, err)
			require.NotEmpty(t, script.Entries)
		})
	}
}
