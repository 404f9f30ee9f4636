package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// notPrinting are the commands whose result is not what they print: they serve, need a terminal, or write files.
const notPrinting = "bench bench-module help run setup watch"

// TestOutputThatFails runs every command that prints with an output that takes nothing, beside a daemon and a cloud.
func TestOutputThatFails(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	file := b.config("")
	b.start("--config", file).await("working", func(st local.Status) bool { return working(st) && is(st.Cloud.Status, "ready") })
	fresh := b.lab.Cloud.AddSim("89883070000000000014")
	cloud := " --config " + file
	tried := map[string]bool{}
	for _, line := range []string{
		"", "--help", "--version", "version", "help sims", "config", "boards", "boards list", "boards show sixfab-base",
		"boards show --toml sixfab-base", "boards check sixfab-base", "boards check --json sixfab-base", "ports", "ports --json",
		"explain +CSQ:1,2", "explain --json +CSQ:1,2", "report", "report decode rwABARi1Ag4DAQQFBfUGBwg4YAoaAALLoAsaAALPoAwBDQEOGDIPGGAQGRHc",
		"bench plan", "completion", "completion bash", "completion zsh", "completion fish", "completion powershell",
		"status", "status --json", "status --history", "status --watch", "status --watch --json", "account", "account show", "account show --json",
		"account export", "account baseline --data 5 --sms 0 --yes", "usage", "usage --csv", "usage --json", "at AT", "at --json AT", "card", "card --json",
		"card clear-fplmn --yes", "record --for 1s", "doctor", "doctor --json", "sms HELLO",
		"sims", "sims list" + cloud, "sims list --json" + cloud, "sims show ." + cloud, "sims periods ." + cloud, "sims usage ." + cloud, "sims updates ." + cloud,
		"sims wait ." + cloud, "sims ready ." + cloud, "sims activate . --yes" + cloud, "sims deactivate . --yes" + cloud,
		"sims fleet . lab --yes" + cloud, "sims rename . gate-1 --yes" + cloud, "sims claim " + agenttest.ICCID + cloud,
		"sims move " + fresh + " AC00000000000000000000000000000002 --fleet none --yes" + cloud,
		"bundle --record 0s --out " + filepath.Join(t.TempDir(), "bundle.tar.gz"), "fleets" + cloud, "fleets show lab" + cloud, "sms list" + cloud, "sms send . hello" + cloud,
	} {
		args := strings.Fields(line)
		tried[commandOf(args)] = true
		code, said := onFull(t, append(b.folders(), args...))
		require.NotZero(t, code, line)
		require.Contains(t, said, "no space left on device", line)
		require.True(t, strings.HasPrefix(said, "simagent: ") && !strings.Contains(said, "write /dev/"), "%s: %s", line, said)
	}
	for _, c := range commandsBelow(t, nil) {
		require.True(t, tried[c] || strings.Contains(" "+notPrinting+" ", " "+strings.ReplaceAll(c, " ", "-")+" "), "%s is tried by nobody", c)
	}
}

// onFull runs simagent with an output that takes nothing.
func onFull(t *testing.T, args []string) (code int, said string) {
	t.Helper()
	out, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	require.NoError(t, err)
	defer out.Close()
	var errs bytes.Buffer
	c := exec.CommandContext(t.Context(), binary, args...)
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader("123456\n"), out, &errs
	_ = c.Run() // the exit code says it
	return c.ProcessState.ExitCode(), errs.String()
}

// commandsBelow walks the tree as a person does, by the lists in the help.
func commandsBelow(t *testing.T, path []string) (all []string) {
	t.Helper()
	out, _, code := execute(t, binary, append(path, "--help")...)
	require.Zero(t, code, path)
	_, list, _ := strings.Cut(out, "\nAvailable Commands:\n")
	list, _, _ = strings.Cut(list, "\n\n")
	for line := range strings.SplitSeq(list, "\n") {
		if name, _, _ := strings.Cut(strings.TrimPrefix(line, "  "), " "); name != "" {
			sub := append(path[:len(path):len(path)], name)
			all = append(append(all, strings.Join(sub, " ")), commandsBelow(t, sub)...)
		}
	}
	return all
}

// commandOf is the command's part of a line: its words up to what is no lower-case word, two at most.
func commandOf(args []string) string {
	n := 0
	for n < len(args) && n < 2 && strings.Trim(args[n], "abcdefghijklmnopqrstuvwxyz-") == "" && !strings.HasPrefix(args[n], "-") {
		n++
	}
	return strings.Join(args[:n], " ")
}
