package atcmd

import (
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/warthog618/modem/at"
	"golang.org/x/sys/unix"
)

// childModem is set for the process that plays the module in BenchmarkCPUAtRealPace.
const childModem = "SIMAGENT_BENCH_MODEM"

// TestPacedModemChild is no test: it is the other process of
// BenchmarkCPUAtRealPace, so that the module's work is not counted. It answers
// as a module on a UART of 115,200 baud that thinks for 20 ms, eight bytes at a
// time, as a UART's queue hands them over.
func TestPacedModemChild(t *testing.T) {
	if os.Getenv(childModem) == "" {
		t.Skip("the other process of a benchmark")
	}
	port := os.NewFile(3, "port")
	buf := make([]byte, 64)
	for {
		n, err := port.Read(buf)
		if err != nil {
			return
		}
		if buf[n-1] != '\r' && buf[n-1] != '\n' {
			continue
		}
		time.Sleep(20 * time.Millisecond)
		for answer := []byte("\r\n+CSQ: 20,99\r\n\r\nOK\r\n"); len(answer) > 0; {
			part := answer[:min(8, len(answer))]
			if _, err := port.Write(part); err != nil {
				return
			}
			answer = answer[len(part):]
			time.Sleep(8 * 10 * time.Second / 115200)
		}
	}
}

// pacedModem starts the other process and returns the host's end.
func pacedModem(b *testing.B) *os.File {
	b.Helper()
	master, host := rawPTY(b)
	cmd := exec.Command(os.Args[0], "-test.run=^TestPacedModemChild$")
	cmd.Env = append(os.Environ(), childModem+"=1")
	cmd.ExtraFiles = []*os.File{master}
	require.NoError(b, cmd.Start())
	require.NoError(b, master.Close())
	b.Cleanup(func() {
		_ = host.Close() // the child's read fails then
		_ = cmd.Wait()
	})
	return host
}

// cpu is what this process has used, user and system.
func cpu(b *testing.B) time.Duration {
	var u unix.Rusage
	require.NoError(b, unix.Getrusage(unix.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkCPUAtRealPace: what a command costs of the processor when the module
// is as slow as a real one, against modem/at alone in the same run.
func BenchmarkCPUAtRealPace(b *testing.B) {
	alone := at.New(pacedModem(b), at.WithTimeout(defaultLimit), at.WithCmds())
	s := NewSession(pacedModem(b), Options{})
	defer s.Close(time.Second)
	const commands, rounds = 40, 5 // 10 s in all, however long the benchmark is to run
	var base, ours time.Duration
	n := 0
	for b.Loop() {
		if n == rounds*commands {
			continue
		}
		for _, c := range []struct {
			spent *time.Duration
			do    func() error
		}{
			{&base, func() error { _, err := alone.Command("+CSQ"); return err }},
			{&ours, func() error { _, err := s.Do(b.Context(), "+CSQ"); return err }},
		} {
			require.NoError(b, c.do())
			before := cpu(b)
			for range commands {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
			*c.spent += cpu(b) - before
		}
		n += commands
	}
	b.ReportMetric(float64(base.Microseconds())/float64(n), "at-us/cmd")
	b.ReportMetric(float64(ours.Microseconds())/float64(n), "session-us/cmd")
	b.ReportMetric(float64(ours)/float64(base), "session/at")
}
