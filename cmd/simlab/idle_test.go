package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
)

// spent is what a process took so far.
type spent struct {
	at       time.Time
	switches int64 // voluntary ones, of all threads
	cpu      time.Duration
}

// spentBy reads proc(5) of a process.
func spentBy(pid int) (s spent, err error) {
	s.at = time.Now()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil {
		return s, err
	}
	for _, file := range tasks {
		b, err := os.ReadFile(file)
		if err != nil {
			continue // a thread that ended
		}
		s.switches += number(string(b), "voluntary_ctxt_switches:")
	}
	if len(tasks) == 0 {
		return s, fmt.Errorf("no process %d", pid)
	}
	stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, file := range stats {
		if b, err := os.ReadFile(file); err == nil {
			ns, _ := strconv.ParseInt(strings.Fields(string(b))[0], 10, 64)
			s.cpu += time.Duration(ns)
		}
	}
	return s, nil
}

// pssOf is the proportional share of memory, bytes.
func pssOf(pid int) (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	return number(string(b), "Pss:") << 10, err
}

// number is the one behind a name at the start of a line.
func number(text, name string) int64 {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return n
		}
	}
	return 0
}

// idleFor is how long idleness is watched: SIMAGENT_IDLE, a Go duration. What is measured is reported for an hour.
func idleFor() time.Duration {
	if d, err := time.ParseDuration(os.Getenv("SIMAGENT_IDLE")); err == nil && d > 0 {
		return d
	}
	return 20 * time.Second
}

// BenchmarkIdle: a daemon that manages an idle module, beside a Go process of the same run that is blocked on a terminal and
// does nothing. Measured once elsewhere, in an hour: ModemManager 9.6 MB, 20 voluntary switches a minute, 143 ms; ofono 3.4 MB,
// 0, 0. Where ModemManager is installed, one with an emulated module of its own is measured in the same minutes. SIMAGENT_IDLE=1h takes
// the hour itself, which has the polls of the module and the cloud in their true proportion. The daemon that has no cloud is the one to
// compare: none of the others has any.
func BenchmarkIdle(b *testing.B) {
	pids := map[string]int{"ours": managesIdly(b, false), "clouded": managesIdly(b, true)}
	master, slave, err := pty.Open()
	require.NoError(b, err)
	defer master.Close()
	blocked := exec.Command(buildBlocked(b))
	blocked.Stdin = slave
	require.NoError(b, blocked.Start())
	defer func() { _ = blocked.Process.Kill(); _ = blocked.Wait() }()
	var manager *managed
	if manageable() {
		manager = registered(b)
	}
	settle := min(35*time.Second, 2*idleFor()) // until what the start and the cloud's word needed of memory is given back
	once := false
	for b.Loop() {
		if once {
			continue
		}
		once = true
		time.Sleep(settle)
		pids["blocked"] = blocked.Process.Pid
		if manager != nil {
			pids["mm"] = manager.pid
		}
		before := map[string]spent{}
		for name, pid := range pids {
			before[name], err = spentBy(pid)
			require.NoError(b, err)
		}
		time.Sleep(idleFor())
		b.ReportMetric(idleFor().Seconds(), "seconds")
		for name, pid := range pids {
			after, err := spentBy(pid)
			require.NoError(b, err)
			pss, err := pssOf(pid)
			if name == "mm" && err != nil {
				fmt.Printf("not run: %s: ModemManager beside us: it has ended\n", b.Name())
				continue
			}
			require.NoError(b, err)
			took := after.at.Sub(before[name].at)
			b.ReportMetric(float64(pss)/1e6, name+"-MB")
			b.ReportMetric(float64(after.switches-before[name].switches)/took.Minutes(), name+"-switches/min")
			b.ReportMetric(float64(after.cpu-before[name].cpu)/float64(time.Millisecond)/took.Hours(), name+"-cpu-ms/h")
		}
	}
}

// managesIdly starts a daemon beside a laboratory of its own, with a build of its own: shared pages would count
// by half, and a copy that was written at once lies in the page cache in large pieces, which count whole.
func managesIdly(b *testing.B, cloud bool) (pid int) {
	lab, binary := running(b, agenttest.Options{})
	p, err := startAgent(binary, ordinary(b, lab.info.Config, cloud), b.TempDir())
	require.NoError(b, err)
	b.Cleanup(func() { _, _ = p.stop() })
	awaitAttached(b, p)
	return p.cmd.Process.Pid
}

// ordinary is the laboratory's configuration with the times that simagent has by itself, and with an interface that counts, as
// most boards have one.
func ordinary(b *testing.B, path string, cloud bool) string {
	text, err := os.ReadFile(path)
	require.NoError(b, err)
	var keep []string
	section := ""
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "[") {
			section = strings.TrimSpace(line)
		}
		if section == "[cloud]" && !cloud || strings.HasPrefix(line, "poll") || strings.HasPrefix(line, "interval") {
			continue
		}
		keep = append(keep, strings.Replace(line, `source = "module"`, quietMeter(), 1))
	}
	out := filepath.Join(b.TempDir(), "simagent.toml")
	require.NoError(b, os.WriteFile(out, []byte(strings.Join(keep, "")), 0o600))
	return out
}

// quietMeter is an interface of this machine that nothing uses; without one nothing counts.
func quietMeter() string {
	found, _ := filepath.Glob("/sys/class/net/*/statistics/rx_bytes")
	for _, file := range found {
		b, err := os.ReadFile(file)
		name := filepath.Base(filepath.Dir(filepath.Dir(file)))
		if err == nil && strings.TrimSpace(string(b)) == "0" && name != "lo" {
			return "source = \"interface\"\ninterface = \"" + name + "\""
		}
	}
	return `source = "none"`
}

// buildBlocked builds a program that reads its standard input and does nothing else.
func buildBlocked(b *testing.B) string {
	dir := b.TempDir()
	require.NoError(b, os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nimport \"os\"\n\nfunc main() { _, _ = os.Stdin.Read(make([]byte, 1)) }\n"), 0o600))
	out := filepath.Join(dir, "blocked")
	cmd := exec.Command("go", "build", "-o", out, filepath.Join(dir, "main.go"))
	text, err := cmd.CombinedOutput()
	require.NoError(b, err, string(text))
	return out
}
