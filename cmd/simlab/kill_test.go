package main

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/ledger"
	"simagent/agent/local"
)

// buildAgent builds simagent as it ships.
func buildAgent(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "simagent")
	flags, err := exec.Command("bash", "../../.ci/flags").Output()
	require.NoError(t, err)
	args := append([]string{"build"}, strings.Fields(string(flags))...)
	cmd := exec.Command("go", append(args, "-ldflags=-s -w", "-o", path, "simagent/cmd/simagent")...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return path
}

// victim is an agent that dies often.
type victim struct {
	t      *testing.T
	binary string
	bench  *bench
	dir    string
	proc   *agentProcess
	kills  int64
	polled int64 // the most that it was heard to have counted, as far as it came to the disk before a kill
}

func (v *victim) start() {
	p, err := startAgent(v.binary, v.bench.info.Config, v.dir)
	require.NoError(v.t, err)
	v.proc = p
}

// kill ends it with SIGKILL; a power cut takes the run folder too.
func (v *victim) kill(powerCut bool) {
	require.NoError(v.t, v.proc.cmd.Process.Signal(syscall.SIGKILL))
	<-v.proc.ended
	kept := v.kept()
	v.polled = min(v.polled, kept.Bytes().High) // a commit that was under way is lost
	v.kills++
	if powerCut {
		require.NoError(v.t, os.RemoveAll(v.proc.run))
	}
}

// kept is what the disk has of the account, the lease included.
func (v *victim) kept() (a ledger.Account) {
	store, err := ledger.OpenStore(v.proc.state, ledger.Options{ReadOnly: true})
	require.NoError(v.t, err)
	defer store.Close()
	if all := store.Accounts(); len(all) > 0 {
		a = all[0]
	}
	return a
}

// until asks until cond holds; every answer is checked.
func (v *victim) until(what string, cond func(local.Status) bool) local.Status {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var last local.Status
	for {
		if st, err := v.proc.client.Status(ctx, false); err == nil {
			last = st
			v.check(st)
			if cond(st) {
				return st
			}
		}
		select {
		case <-tick.C:
		case <-v.proc.ended:
			require.Fail(v.t, "simagent ended", "%s", v.proc.tail(20))
		case <-ctx.Done():
			require.Fail(v.t, "not in time: "+what, "%+v\n%s", last.Verdict, v.proc.tail(20))
		}
	}
}

// check: the interval never starts above what was metered, and what was once
// counted stays counted.
func (v *victim) check(st local.Status) {
	d := st.Account.Data
	if d.Low == nil || d.High == nil {
		return
	}
	require.LessOrEqual(v.t, *d.Low, v.used(), "low is above the truth")
	require.GreaterOrEqual(v.t, *d.High, v.polled, "what was polled is gone")
	v.polled = max(v.polled, *d.Low)
}

func (v *victim) used() int64 {
	m := v.bench.lab.Metered()
	return m.Up + m.Down
}

func attached(st local.Status) bool { return st.Network.Attached != nil && *st.Network.Attached }

// The agent is killed at random moments of a SIM's life. What it says is
// compared with what the laboratory metered: never below what was polled, and
// with the traffic since the last poll counted, over by at most one lease a kill.
func TestKilledAtRandomMoments(t *testing.T) {
	const lives, kills = 2, 8
	binary := buildAgent(t)
	for life := range lives {
		seed := uint64(time.Now().UnixNano())
		t.Logf("life %d, seed %d", life, seed)
		oneKilledLife(t, binary, rand.New(rand.NewPCG(seed, 0)), kills)
	}
}

func oneKilledLife(t *testing.T, binary string, rnd *rand.Rand, kills int) {
	dir := t.TempDir()
	b, err := startBench(t.Context(), cloudFlags{listen: "127.0.0.1:0", scheduled: 300 * time.Millisecond}, agenttest.Options{RegisterTime: 50 * time.Millisecond}, dir)
	require.NoError(t, err)
	defer b.stop()
	v := &victim{t: t, binary: binary, bench: b, dir: dir}
	v.start()
	defer func() { _ = v.proc.cmd.Process.Kill(); <-v.proc.ended }()
	v.until("new", func(st local.Status) bool {
		kept := v.kept()
		return st.Cloud.Status != nil && st.Account.Data.High != nil && kept.Bytes().HighKnown
	})
	b.lab.Cloud.AddFleet("lab")
	require.NoError(t, b.lab.Cloud.Put(b.info.ICCID, "ready", "lab"))
	// A Sim that is activated while nobody watches has a past that is not known.
	v.until("ready", func(local.Status) bool { return v.kept().Cloud.Status == "ready" })
	for range kills {
		v.moment(rnd)
		v.kill(rnd.IntN(2) == 0)
		v.start()
	}
	v.until("everything counted", func(st local.Status) bool {
		d := st.Account.Data
		return attached(st) && d.Low != nil && d.High != nil && *d.High >= v.used()
	})
	st := v.until("at rest", func(st local.Status) bool {
		kept := v.kept()
		return st.Account.Data.High != nil && *st.Account.Data.High >= v.used() && attached(st) && kept.Bytes().High >= v.used()
	})
	over := *st.Account.Data.High - v.used()
	lease := ledger.LeaseBytes(0, ledger.ReadyBytes)
	t.Logf("metered %d B; the agent says %d to %d after %d kills; over by %d, a lease is at most %d", v.used(), *st.Account.Data.Low, *st.Account.Data.High, v.kills, over, lease)
	require.LessOrEqual(t, over, v.kills*lease)
	_, err = v.proc.stop()
	require.NoError(t, err)
}

// moment lets the agent live for a random while: until it opened the port,
// read the SIM, attached, or counted some bursts, or not even that.
func (v *victim) moment(rnd *rand.Rand) {
	stages := []func(local.Status) bool{
		func(local.Status) bool { return true },
		func(st local.Status) bool { return st.Link.State == "up" },
		func(st local.Status) bool { return st.SIM.State == "ready" },
		attached,
	}
	n := rnd.IntN(len(stages) + 2)
	if n < len(stages) {
		v.until("a moment", stages[n])
		v.bench.lab.Traffic(rnd.Int64N(3000), rnd.Int64N(3000))
		return
	}
	v.until("attached", attached)
	for range rnd.IntN(5) + 1 {
		v.bench.lab.Traffic(rnd.Int64N(3000), rnd.Int64N(3000))
		if rnd.IntN(2) == 0 {
			before := v.used()
			v.until("counted", func(st local.Status) bool { return st.Account.Data.Low != nil && *st.Account.Data.Low >= before-6000 })
		}
	}
}
