package main

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
)

// running is a laboratory with a ready SIM and an agent beside it.
func running(b *testing.B, o agenttest.Options) (*bench, string) {
	b.Helper()
	o.RegisterTime = time.Millisecond
	lab, err := startBench(b.Context(), cloudFlags{listen: "127.0.0.1:0", scheduled: time.Millisecond}, o, b.TempDir())
	require.NoError(b, err)
	b.Cleanup(lab.stop)
	lab.lab.Cloud.AddFleet("lab")
	require.NoError(b, lab.lab.Cloud.Put(lab.info.ICCID, "ready", "lab"))
	return lab, buildAgent(b)
}

// awaitAttached asks as fast as it can.
func awaitAttached(b *testing.B, p *agentProcess) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), patience)
	defer cancel()
	for ctx.Err() == nil {
		if st, err := p.client.Status(ctx, false); err == nil && attached(st) {
			return
		}
	}
	b.Fatal("not attached in time")
}

// BenchmarkStartToAttached: from exec of simagent to a status that says
// attached, with an instant module and with one as slow as a real one at 115,200
// baud. Measured once elsewhere: ofono 60 ms and 1.46 s, ModemManager 3.7 s and 5.8 s.
func BenchmarkStartToAttached(b *testing.B) {
	b.Run("instant", func(b *testing.B) { startToAttached(b, agenttest.Options{}, 1<<20) })
	b.Run("paced", func(b *testing.B) { startToAttached(b, agenttest.Options{Paced: true}, 5) })
}

// BenchmarkManagerStart is the same of ModemManager where it is installed, with the same module: until it says registered.
// The figure is missing if it does not.
func BenchmarkManagerStart(b *testing.B) {
	if !manageable() {
		b.Skip("not run: no ModemManager that may be started here")
	}
	done := false
	for b.Loop() {
		if done {
			continue // once is enough
		}
		done = true
		if m := registered(b); m != nil {
			b.ReportMetric(float64(time.Since(m.since).Microseconds())/1000, "ms-to-registered")
		}
	}
}

// registered starts a ModemManager, and waits until it says registered; nil when it does not: a program of others costs its own
// figures, not ours.
func registered(b *testing.B) (m *managed) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		started := managing(foreign{b})
		started.registers()
		m = started
	}()
	<-done
	return m
}

// foreign is a benchmark that a failure does not fail: it is told, and ends the goroutine.
type foreign struct{ testing.TB }

func (f foreign) Errorf(format string, args ...any) {
	fmt.Printf("not run: %s: ModemManager: %s\n", f.Name(), fmt.Sprintf(format, args...))
}

func (foreign) FailNow() { runtime.Goexit() }

func (foreign) SkipNow() { runtime.Goexit() }

func startToAttached(b *testing.B, o agenttest.Options, most int) {
	lab, binary := running(b, o)
	var total time.Duration
	n := 0
	for b.Loop() {
		if n == most {
			continue // enough is measured
		}
		start := time.Now()
		p, err := startAgent(binary, lab.info.Config, b.TempDir())
		require.NoError(b, err)
		awaitAttached(b, p)
		total += time.Since(start)
		n++
		_, err = p.stop()
		require.NoError(b, err)
	}
	b.ReportMetric(float64(total.Microseconds())/1000/float64(n), "ms-to-attached")
}

// BenchmarkStatusCommand: `simagent status` of a running daemon, against the
// same binary doing nothing.
func BenchmarkStatusCommand(b *testing.B) {
	lab, binary := running(b, agenttest.Options{})
	p, err := startAgent(binary, lab.info.Config, b.TempDir())
	require.NoError(b, err)
	b.Cleanup(func() { _, _ = p.stop() })
	awaitAttached(b, p)
	run := func(args ...string) time.Duration {
		start := time.Now()
		require.NoError(b, exec.Command(binary, args...).Run())
		return time.Since(start)
	}
	var status, nothing time.Duration
	n := 0
	for b.Loop() {
		status += run("status", "--run", p.run, "--state", p.state)
		nothing += run("version")
		n++
	}
	b.ReportMetric(float64(status.Microseconds())/1000/float64(n), "ms/status")
	b.ReportMetric(float64(status)/float64(nothing), "x-version")
}
