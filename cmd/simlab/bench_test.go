package main

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
)

// running is a laboratory with a ready SIM and an agent beside it.
func running(b *testing.B) (*bench, string) {
	b.Helper()
	lab, err := startBench(b.Context(), cloudFlags{listen: "127.0.0.1:0", scheduled: time.Millisecond}, agenttest.Options{RegisterTime: time.Millisecond}, b.TempDir())
	require.NoError(b, err)
	b.Cleanup(lab.stop)
	lab.lab.Cloud.AddFleet("lab")
	require.NoError(b, lab.lab.Cloud.Put(lab.info.ICCID, "ready", "lab"))
	return lab, buildAgent(b)
}

// awaitAttached asks as fast as it can.
func awaitAttached(b *testing.B, p *agentProcess) {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), 10*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if st, err := p.client.Status(ctx, false); err == nil && attached(st) {
			return
		}
	}
	b.Fatal("not attached in time")
}

// BenchmarkStartToAttached: from exec of simagent to a status that says
// attached, with an instant modem. Measured once elsewhere: ofono 60 ms,
// ModemManager 3.7 s.
func BenchmarkStartToAttached(b *testing.B) {
	lab, binary := running(b)
	var total time.Duration
	n := 0
	for b.Loop() {
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
	lab, binary := running(b)
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
