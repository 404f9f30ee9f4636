package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	trays "simagent/agent/bench"
	"simagent/agent/supersim"
	"simagent/atcmd"
	"simagent/atcmd/modemtest"
	families "simagent/atcmd/module"
)

// only is the one result of a run.
func (r *trayRun) only() trays.Record {
	list := linesOf[trays.Record](r, "sim")
	require.Len(r.t, list, 1, r.out.String())
	return list[0]
}

// stopAfter ends the bench in the middle, as Ctrl-C does.
func (r *trayRun) stopAfter(d time.Duration) error {
	ctx, cancel := context.WithTimeout(r.t.Context(), d)
	defer cancel()
	defer r.lab.Close()
	return r.h.run(ctx)
}

// A card whose contacts are dead is told from a module without one, where the module tells them apart.
func TestBenchDeadCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{}, slotsOf("ready"), trays.Default())
		time.AfterFunc(2*time.Second, func() {
			r.lab.Modem.Fault(modemtest.Fault{Match: "+CPIN?", Times: -1, Final: "+CME ERROR: 13"}, modemtest.Fault{Match: "+CRSM", Times: -1, Final: "+CME ERROR: 13"},
				modemtest.Fault{Match: "CCID", Times: -1, Final: "+CME ERROR: 13"}, modemtest.Fault{Match: "+CSIM", Times: -1, Final: "+CME ERROR: 13"})
		})
		require.Error(t, r.stopAfter(time.Minute))
		rec := r.only()
		require.Equal(t, trays.CardFailed, rec.Reason, rec.Text)
		require.Contains(t, rec.Text, "SIM failure")
		require.Nil(t, rec.ICCID)
	})
}

// A module that answers nothing any more is the module's failure, not the SIM's having been taken out.
func TestBenchHungModule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{RegisterTime: time.Minute}, slotsOf("ready"), trays.Default())
		_, ok := r.tray.Next(t.Context(), 0)
		require.True(t, ok)
		time.AfterFunc(5*time.Second, func() { r.lab.Modem.Fault(modemtest.Fault{Times: -1, Ignore: true}) })
		require.Error(t, r.stopAfter(3*time.Minute))
		rec := r.only()
		require.Equal(t, trays.ModuleSilent, rec.Reason, rec.Text)
	})
}

// The cloud is down: the SIM fails for that, and nothing of the request stands in a file or on the screen.
func TestBenchCloudDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{RegisterTime: time.Second}, slotsOf("ready"), trays.Default())
		r.h.cloud = downCloud{r.h.cloud}
		_ = r.run()
		rec := r.only()
		require.Equal(t, trays.CloudSilent, rec.Reason, rec.Text)
		require.Equal(t, "roaming", *rec.Registration.State, "what the network says is kept")
		r.quiet()
	})
}

type downCloud struct{ benchCloud }

func (downCloud) SimByICCID(context.Context, string) (supersim.Sim, supersim.Meta, error) {
	return supersim.Sim{}, supersim.Meta{}, io.ErrUnexpectedEOF
}

// Ctrl-C in the middle of a SIM: the files are complete, and say which one has no verdict.
func TestBenchCtrlC(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{RegisterTime: time.Hour}, slotsOf("ready"), trays.Default())
		_, ok := r.tray.Next(t.Context(), 0)
		require.True(t, ok)
		require.Equal(t, &exitError{code: 2}, r.stopAfter(20*time.Second))
		end := linesOf[trays.Totals](r, "end")
		require.Len(t, end, 1)
		require.Equal(t, "8988307…0016 while it was registering", *end[0].Unfinished)
		require.Contains(t, r.out.String(), "8988307…0016 has no verdict: the bench ended while it was registering.\nNo SIM was tested.")
		page, err := os.ReadFile(r.h.files.base + ".html")
		require.NoError(t, err)
		require.Contains(t, string(page), "8988307…0016 has no verdict: the bench ended while it was registering.")
	})
}

// onVerdict is a screen that calls f before it shows a verdict.
type onVerdict struct {
	io.Writer
	f func()
}

func (o onVerdict) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte("PASS")) {
		o.f()
	}
	return o.Writer.Write(b)
}

// A disk that is full ends the run with that word, and no half page stays behind.
func TestBenchDiskFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{RegisterTime: time.Second}, slotsOf("ready", "ready"), trays.Default())
		_, ok := r.tray.Next(t.Context(), 0)
		require.True(t, ok)
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		require.NoError(t, err)
		r.h.out = onVerdict{&r.out, func() {
			_ = r.h.files.csv.Close()
			r.h.files.csv = full
		}}
		err = r.stopAfter(time.Minute)
		require.ErrorContains(t, err, "cannot write results: ")
		require.ErrorContains(t, err, "no space left on device")
		require.Contains(t, r.out.String(), "PASS", "the verdict is on the screen")
		require.Empty(t, linesOf[trays.Totals](r, "end"), "a run that did not end by itself has no end line")
	})
}

// writes keeps what is written to a port. Read it when the session is over.
type writes struct {
	io.ReadWriteCloser
	text bytes.Buffer
}

func (w *writes) Write(b []byte) (int, error) { w.text.Write(b); return w.ReadWriteCloser.Write(b) }

// What the default plan sends reads, but for the messages that the help names: no context is activated, nothing is
// written into the module for good, no operator chosen, no SMS sent, no PIN given.
func TestBenchAsksOnly(t *testing.T) {
	for _, p := range modemtest.Personas() {
		t.Run(p.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newTrayRun(t, agenttest.Options{Persona: p.New(), RegisterTime: 2 * time.Second}, slotsOf("ready", "new", "pin", "refused=8"), trays.Default())
				heard := &writes{}
				r.h.open = func(ctx context.Context) (agent.Port, error) {
					port, err := r.open(ctx)
					heard.ReadWriteCloser = port.ReadWriteCloser
					port.ReadWriteCloser = heard
					return port, err
				}
				_ = r.run()
				sent := strings.FieldsFunc(heard.text.String(), func(c rune) bool { return c == '\r' || c == '\n' })
				profile := families.Identify(r.h.module.Maker, r.h.module.Model)
				known := append(slices.Clone(profile.ICCID), profile.Signal.Command, profile.Retries.Command)
				messages := append([]string{"", "E0", "V1", "+CMEE=1", "+COPS=3,2", "+CREG=3", "+CREG=2", "+CGREG=3", "+CGREG=2", "+CEREG=3", "+CEREG=2"}, profile.Setup...)
				require.NotEmpty(t, sent)
				for _, line := range sent {
					cmd := atcmd.DropAT(line)
					for _, part := range strings.Split(cmd, ";") {
						require.True(t, slices.Contains(messages, part) || atcmd.ReadOnly(part, known...), "%q was sent", line)
					}
				}
				require.Zero(t, r.lab.Metered())
				require.Zero(t, r.lab.Modem.SentSMS())
			})
		})
	}
}

// Ctrl-C while an SMS Command is under way: the module goes back to PDU mode, in which the daemon reads, and the SIM is named.
func TestBenchCtrlCWhileSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{RegisterTime: time.Second}, slotsOf("ready"), trays.Default())
		r.h.opt.Spend = trays.Allowed{SMS: 1}
		heard := &writes{}
		r.h.open = func(context.Context) (agent.Port, error) {
			port, err := r.open(t.Context()) // the module stays when the bench ends
			heard.ReadWriteCloser = port.ReadWriteCloser
			port.ReadWriteCloser = heard
			return port, err
		}
		_, ok := r.tray.Next(t.Context(), 0)
		require.True(t, ok)
		r.lab.Modem.Fault(modemtest.Fault{Match: "+CMGS", Delay: 6 * time.Second})
		require.Equal(t, &exitError{code: 2}, r.stopAfter(9*time.Second))
		end := linesOf[trays.Totals](r, "end")
		require.Len(t, end, 1)
		require.Equal(t, "8988307…0016 while it was sending; what was sent is not known", *end[0].Unfinished)
		_, behind, sent := strings.Cut(heard.text.String(), "AT+CMGS")
		require.True(t, sent, heard.text.String())
		require.Contains(t, behind, "AT+CMGF=0")
	})
}

// A second secret of the card bars nobody from the network; what else is said of the holder is told apart.
func TestPresence(t *testing.T) {
	for answer, want := range map[string]trays.Presence{"+CPIN: SIM PIN2": trays.There, "+CPIN: SIM PUK2": trays.There, "+CPIN: READY": trays.There, "+CPIN: NOT INSERTED": trays.Empty, "+CPIN: NOT READY": trays.Busy, "": trays.Faulty} {
		p, lock, _ := presence([]string{answer}, nil)
		require.Equal(t, want, p, answer)
		require.Equal(t, want == trays.There, lock == "READY", answer)
	}
	p, lock, _ := presence([]string{"+CPIN: SIM PIN"}, nil)
	require.Equal(t, []any{trays.There, "SIM PIN"}, []any{p, lock})
	p, _, trouble := presence(nil, context.DeadlineExceeded)
	require.Equal(t, trays.Unclear, p)
	require.NotEmpty(t, trouble)
}

// A module that is registered with a 5G core alone passes: AT+C5GREG? says so, and nothing else.
func TestBenchStandalone5G(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		persona, err := modemtest.ByName("rm520n")
		require.NoError(t, err)
		r := newTrayRun(t, agenttest.Options{Persona: persona}, slotsOf("ready"), trays.Default())
		r.lab.Modem.Fault(
			modemtest.Fault{Match: "+CREG?", Times: -1, Lines: []string{"+CREG: 0,0"}}, modemtest.Fault{Match: "+CGREG?", Times: -1, Lines: []string{"+CGREG: 0,0"}},
			modemtest.Fault{Match: "+CEREG?", Times: -1, Lines: []string{"+CEREG: 0,0"}}, modemtest.Fault{Match: "+C5GREG?", Times: -1, Lines: []string{"+C5GREG: 0,5"}})
		_, ok := r.tray.Next(t.Context(), 0)
		require.True(t, ok)
		require.NoError(t, r.stopAfter(5*time.Minute))
		rec := r.only()
		require.Equal(t, trays.Pass, rec.Verdict, rec.Text)
	})
}
