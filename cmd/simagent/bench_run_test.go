package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	trays "simagent/agent/bench"
	"simagent/agent/supersim"
	"simagent/agent/supersim/supersimtest"
)

// trayRun is a bench over a laboratory in memory, in a synctest bubble.
type trayRun struct {
	t    *testing.T
	lab  *agenttest.Lab
	tray *agenttest.Tray
	h    *benchRun
	out  bytes.Buffer
	dir  string

	pause time.Duration // from a verdict to the hand; 1 s if less
}

func newTrayRun(t *testing.T, o agenttest.Options, slots []agenttest.Slot, plan trays.Plan) *trayRun {
	r := &trayRun{t: t, lab: agenttest.New(o), dir: t.TempDir()}
	var err error
	r.tray, err = agenttest.NewTray(r.lab, slots)
	require.NoError(t, err)
	client, err := supersim.New(supersim.Config{
		BaseURL: "https://cloud.test/v1", Transport: r.lab.Cloud.RoundTripper(),
		Credentials: func(context.Context) (string, string, error) {
			return supersimtest.AccountSID, supersimtest.AuthToken, nil
		},
	})
	require.NoError(t, err)
	r.h = &benchRun{
		opt: trays.Options{Plan: plan, Cloud: true}, out: &r.out, cloud: client, provider: "twilio", number: agenttest.SMSNumber,
		open: r.open, networks: func() []string { return nil },
		datagram: func(_ context.Context, _ string, b []byte) (int, error) {
			r.lab.Datagram(nil, b)
			return len(b) + 28, nil
		},
	}
	r.h.files, err = newBenchFiles(r.dir, time.Now())
	require.NoError(t, err)
	return r
}

// open connects a new link to the module.
func (r *trayRun) open(ctx context.Context) (agent.Port, error) {
	here, there := net.Pipe()
	go func() { _ = r.lab.Modem.Serve(ctx, there) }() // ends with the session, which closes its end
	return agent.Port{ReadWriteCloser: here, Path: "/dev/bench"}, nil
}

// hand changes the SIM soon after each verdict, until the tray is empty,
// and then ends the bench.
func (r *trayRun) hand(ctx context.Context, stop func()) {
	verdicts := -1
	for limit := time.Now().Add(2 * time.Hour); ctx.Err() == nil; {
		if time.Now().After(limit) { // else a bench that waits for ever lets years pass
			stop()
			return
		}
		if n := r.verdicts(); n != verdicts {
			time.Sleep(max(r.pause, time.Second))
			verdicts = r.verdicts()
			if _, ok := r.tray.Next(ctx, 2700*time.Millisecond); !ok {
				time.Sleep(3 * time.Second)
				stop()
				return
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// verdicts counts the lines of SIMs that are on the disk.
func (r *trayRun) verdicts() int {
	b, err := os.ReadFile(r.h.files.base + ".jsonl")
	require.NoError(r.t, err)
	return bytes.Count(b, []byte(`{"kind":"sim"`)) + bytes.Count(b, []byte(`{"kind":"seen"`))
}

// run lets the bench go through the tray.
func (r *trayRun) run() (err error) {
	defer r.lab.Close()
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	over := make(chan struct{})
	go func() { defer close(over); r.hand(ctx, cancel) }()
	err = r.h.run(ctx)
	cancel()
	<-over
	return err
}

// linesOf are those of a kind in the file.
func linesOf[T any](r *trayRun, kind string) (list []T) {
	b, err := os.ReadFile(r.h.files.base + ".jsonl")
	require.NoError(r.t, err)
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, `{"kind":"`+kind+`"`) {
			var v T
			d := json.NewDecoder(strings.NewReader(line))
			d.DisallowUnknownFields()
			require.NoError(r.t, d.Decode(&v), line)
			list = append(list, v)
		}
	}
	return list
}

// Twenty SIMs of which three are bad in different ways and four are new: each
// gets its verdict, and nothing is spent.
func TestBenchTwenty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newTrayRun(t, agenttest.Options{RegisterTime: 2 * time.Second, Paced: true}, agenttest.Twenty(), trays.Default())
		start := time.Now()
		err := r.run()
		require.ErrorContains(t, err, "")
		t.Log(time.Since(start), "\n"+r.out.String())
		want := map[int]trays.Reason{5: trays.TakenOut, 11: trays.Refused, 17: trays.NeedsPIN}
		for _, n := range []int{3, 8, 14, 20} {
			want[n] = trays.NotActivated
		}
		list := linesOf[trays.Record](r, "sim")
		require.Len(t, list, 20)
		for i, rec := range list {
			reason, is := want[i+1]
			if !is {
				reason = trays.OK
			}
			require.Equal(t, reason, rec.Reason, "%d: %s", i+1, rec.Text)
			require.Equal(t, i+1, rec.N)
			require.Equal(t, trays.ShortID(agenttest.Twenty()[i].ICCID), *rec.ICCID)
			require.Equal(t, []int{0, 0}, []int{*rec.Spent.Bytes, *rec.Spent.SMS})
		}
		end := linesOf[trays.Totals](r, "end")
		require.Len(t, end, 1)
		require.Equal(t, []int{20, 17, 4, 3, 0}, []int{end[0].Tested, end[0].Passed, end[0].NotActivated, end[0].Failed, end[0].Seen})
		require.Nil(t, end[0].Unfinished)
		for _, s := range end[0].Commands {
			if s.Command == "+CEREG?" {
				require.Less(t, s.Most, 25.0, "in ms, without the wait for one's turn behind +CRSM")
			}
		}
		require.Len(t, linesOf[trays.RunRecord](r, "run"), 1)
		require.Zero(t, r.lab.Metered(), "nothing was spent")
		require.Zero(t, r.lab.Modem.SentSMS())
		r.quiet()
	})
}

// quiet looks over everything that was written: no whole number, nothing wider
// than the screen.
func (r *trayRun) quiet() {
	all := r.out.String()
	for line := range strings.Lines(all) {
		if strings.HasPrefix(line, "Written: ") {
			continue // as long as the folder's name
		}
		require.LessOrEqual(r.t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 80, line)
	}
	files, err := filepath.Glob(r.dir + "/*")
	require.NoError(r.t, err)
	require.Len(r.t, files, 3, files)
	for _, f := range files {
		b, err := os.ReadFile(f)
		require.NoError(r.t, err)
		all += string(b)
	}
	for _, s := range agenttest.Twenty() {
		require.NotContains(r.t, all, s.ICCID)
	}
	require.NotContains(r.t, all, supersimtest.AuthToken)
}
