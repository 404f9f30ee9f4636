package atcmd

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"github.com/warthog618/modem/at"
	"golang.org/x/term"
)

// rawPTY opens a pty in raw mode: the module's end, and the host's.
func rawPTY(b testing.TB) (master, host *os.File) {
	b.Helper()
	master, slave, err := pty.Open()
	require.NoError(b, err)
	_, err = term.MakeRaw(int(slave.Fd()))
	require.NoError(b, err)
	// Fd made the descriptor blocking; a fresh open goes through the poller again.
	host, err = os.OpenFile(slave.Name(), os.O_RDWR, 0)
	require.NoError(b, err)
	require.NoError(b, slave.Close()) // so that a read of master fails once host is closed
	return master, host
}

// instantModem opens a pty whose other end answers every command line with OK
// at once, without allocating. It returns the end for the host.
func instantModem(b testing.TB) *os.File {
	b.Helper()
	master, host := rawPTY(b)
	var wg sync.WaitGroup
	wg.Go(func() {
		buf, ok := make([]byte, 4096), []byte("\r\nOK\r\n")
		for {
			n, err := master.Read(buf)
			if err != nil {
				return
			}
			for range bytes.Count(buf[:n], []byte{'\r'}) {
				if _, err := master.Write(ok); err != nil {
					return
				}
			}
		}
	})
	b.Cleanup(func() {
		_ = host.Close()
		_ = master.Close()
		wg.Wait()
	})
	return host
}

// A contestant carries out one AT command.
type contestant struct {
	name   string
	do     func() error
	took   []time.Duration
	allocs uint64
}

// run measures n commands in a row.
func (c *contestant) run(b *testing.B, n int) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range n {
		start := time.Now()
		if err := c.do(); err != nil {
			b.Fatal(c.name, err)
		}
		c.took = append(c.took, time.Since(start))
	}
	runtime.ReadMemStats(&after)
	c.allocs += after.Mallocs - before.Mallocs
}

func (c *contestant) percentile(p float64) float64 {
	return float64(c.took[int(float64(len(c.took)-1)*p)]) / float64(time.Microsecond)
}

// bareLoop is the least that Go can do: write, read until OK.
func bareLoop(port io.ReadWriter) func() error {
	cmd, buf := []byte("AT+CSQ\r"), make([]byte, 256)
	return func() error {
		if _, err := port.Write(cmd); err != nil {
			return err
		}
		for n := 0; ; {
			m, err := port.Read(buf[n:])
			if err != nil {
				return err
			}
			if n += m; bytes.Contains(buf[:n], []byte("OK\r\n")) {
				return nil
			}
		}
	}
}

// BenchmarkCommandOverPty runs the three in turns of 100 commands, so that all
// meet the same noise of the machine.
func BenchmarkCommandOverPty(b *testing.B) {
	alone := at.New(instantModem(b), at.WithTimeout(-1), at.WithCmds())
	s := NewSession(instantModem(b), Options{})
	defer s.Close(time.Second)
	all := []*contestant{
		{name: "bare", do: bareLoop(instantModem(b))},
		{name: "at", do: func() error { _, err := alone.Command("+CSQ"); return err }},
		{name: "session", do: func() error { _, err := s.Do(b.Context(), "+CSQ"); return err }},
	}
	for _, c := range all {
		for range 50 {
			require.NoError(b, c.do())
		}
		c.took = make([]time.Duration, 0, 1<<20)
	}
	for b.Loop() {
		for _, c := range all {
			c.run(b, 100)
		}
	}
	for _, c := range all {
		slices.Sort(c.took)
		b.ReportMetric(c.percentile(0.5), c.name+"-p50-us")
		b.ReportMetric(c.percentile(0.99), c.name+"-p99-us")
	}
	bare, base, ours := all[0], all[1], all[2]
	n := float64(len(ours.took))
	b.ReportMetric(float64(base.allocs)/n, "at-allocs/cmd")
	b.ReportMetric(float64(ours.allocs)/n, "session-allocs/cmd")
	b.ReportMetric(base.percentile(0.5)/bare.percentile(0.5), "at/bare-p50")
	b.ReportMetric(ours.percentile(0.5)/base.percentile(0.5), "session/at-p50")
	b.ReportMetric(ours.percentile(0.99)/base.percentile(0.99), "session/at-p99")
	b.ReportMetric(0, "ns/op")
}

// A chatty module answers AT+CSQ, and while it is told to sends numbered URCs,
// a millisecond's worth at a time.
type chatty struct {
	host *os.File
	on   atomic.Bool
	sent atomic.Int64
}

func newChatty(b testing.TB, rate int) *chatty {
	master, host := rawPTY(b)
	m := &chatty{host: host}
	var wg sync.WaitGroup
	wg.Go(func() {
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			if err != nil {
				return
			}
			if i := bytes.Count(buf[:n], []byte{'\r'}); i > 0 {
				_, _ = master.Write([]byte(strings.Repeat("\r\n+CSQ: 20,99\r\n\r\nOK\r\n", i)))
			}
		}
	})
	stop := make(chan struct{})
	wg.Go(func() { m.chat(master, rate, stop) })
	b.Cleanup(func() {
		close(stop)
		_ = host.Close()
		_ = master.Close()
		wg.Wait()
	})
	return m
}

func (m *chatty) chat(w io.Writer, rate int, stop <-chan struct{}) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	last := time.Now()
	for due := 0.0; ; {
		select {
		case <-stop:
			return
		case now := <-tick.C:
			if m.on.Load() {
				due += now.Sub(last).Seconds() * float64(rate)
			}
			last = now
		}
		for ; due >= 1; due-- {
			if _, err := fmt.Fprintf(w, "\r\n+QIND: \"n\",%d\r\n", m.sent.Load()); err != nil {
				return
			}
			m.sent.Add(1)
		}
	}
}

// A tally counts what became of numbered URCs.
type tally struct {
	mu                     sync.Mutex
	got, reordered, leaked int
	next                   int
}

func (y *tally) urc(line string) {
	y.mu.Lock()
	defer y.mu.Unlock()
	n, _ := strconv.Atoi(line[strings.LastIndexByte(line, ',')+1:])
	y.got++
	if n < y.next {
		y.reordered++
	}
	y.next = max(y.next, n+1)
}

func (y *tally) answer(info []string) {
	for _, l := range info {
		if strings.HasPrefix(l, "+QIND") {
			y.leaked++
		}
	}
}

func (y *tally) report(b *testing.B, name string, sent int64) {
	y.mu.Lock()
	defer y.mu.Unlock()
	b.ReportMetric(float64(sent), name+"-sent")
	b.ReportMetric(float64(sent-int64(y.got)), name+"-lost")
	b.ReportMetric(float64(y.reordered), name+"-reordered")
	b.ReportMetric(float64(y.leaked), name+"-leaked")
}

// BenchmarkURCsDuringCommands: 1,000 URCs a second while commands run without
// a pause, in bursts of 100 ms, modem/at alone and a Session in turns.
func BenchmarkURCsDuringCommands(b *testing.B) {
	const rate, length = 1000, 100 * time.Millisecond
	var bare, ours tally
	m1, m2 := newChatty(b, rate), newChatty(b, rate)
	alone := at.New(m1.host, at.WithTimeout(-1), at.WithCmds(), at.WithIndication("+QIND:", func(l []string) { bare.urc(l[0]) }))
	s := NewSession(m2.host, Options{})
	defer s.Close(time.Second)
	go func() { // ends with the session
		for {
			select {
			case u := <-s.URCs():
				ours.urc(u.Line)
			case <-s.Done():
				return
			}
		}
	}()
	for b.Loop() {
		burst(b, m1, &bare, length, func() ([]string, error) { return alone.Command("+CSQ") })
		burst(b, m2, &ours, length, func() ([]string, error) { return s.Do(b.Context(), "+CSQ") })
	}
	bare.report(b, "at", m1.sent.Load())
	ours.report(b, "session", m2.sent.Load())
	b.ReportMetric(0, "ns/op")
}

func burst(b *testing.B, m *chatty, y *tally, length time.Duration, do func() ([]string, error)) {
	m.on.Store(true)
	for start := time.Now(); time.Since(start) < length; {
		info, err := do()
		require.NoError(b, err)
		y.answer(info)
	}
	m.on.Store(false)
	for range 200 { // until what is under way has come, 20 ms at most
		info, err := do()
		require.NoError(b, err)
		y.answer(info)
		time.Sleep(100 * time.Microsecond)
		y.mu.Lock()
		all := int64(y.got) >= m.sent.Load()
		y.mu.Unlock()
		if all {
			return
		}
	}
}

const (
	ceregLine = `+CEREG: 2,5,"1A2B","01C3D4E5",7`
	csqLine   = "+CSQ: 20,99"
)

// ceregByHand reads the one form of the line above and no other.
func ceregByHand(line string) (r Registration, ok bool) {
	rest, ok := strings.CutPrefix(line, "+CEREG: ")
	if !ok {
		return r, false
	}
	var f [5]string
	for i := range f {
		f[i], rest, _ = strings.Cut(rest, ",")
	}
	n, err1 := strconv.Atoi(f[0])
	stat, err2 := strconv.Atoi(f[1])
	area, err3 := strconv.ParseUint(strings.Trim(f[2], `"`), 16, 32)
	cell, err4 := strconv.ParseUint(strings.Trim(f[3], `"`), 16, 64)
	act, err5 := strconv.Atoi(f[4])
	ok = err1 == nil && err2 == nil && err3 == nil && err4 == nil && err5 == nil
	return Registration{Domain: EPS, HasN: true, N: n, Stat: Stat(stat), Area: area, Cell: cell, AcT: AcT(act)}, ok
}

var ceregExp = regexp.MustCompile(`^\+CEREG: (\d+),(\d+),"([0-9A-F]+)","([0-9A-F]+)",(\d+)$`)

func ceregByRegexp(line string) (r Registration, ok bool) {
	m := ceregExp.FindStringSubmatch(line)
	if m == nil {
		return r, false
	}
	n, _ := strconv.Atoi(m[1])
	stat, _ := strconv.Atoi(m[2])
	area, _ := strconv.ParseUint(m[3], 16, 32)
	cell, _ := strconv.ParseUint(m[4], 16, 64)
	act, _ := strconv.Atoi(m[5])
	return Registration{Domain: EPS, HasN: true, N: n, Stat: Stat(stat), Area: area, Cell: cell, AcT: AcT(act)}, true
}

func csqByHand(line string) (Signal, bool) {
	rest, ok := strings.CutPrefix(line, "+CSQ: ")
	if !ok {
		return NoSignal, false
	}
	rssi, ber, _ := strings.Cut(rest, ",")
	n, err := strconv.Atoi(rssi)
	_, err2 := strconv.Atoi(ber)
	s := NoSignal
	if n >= 0 && n <= 31 {
		s.RSSI = -113 + 2*n
	}
	return s, err == nil && err2 == nil
}

var csqExp = regexp.MustCompile(`^\+CSQ: (\d+),(\d+)$`)

func csqByRegexp(line string) (Signal, bool) {
	m := csqExp.FindStringSubmatch(line)
	if m == nil {
		return NoSignal, false
	}
	n, _ := strconv.Atoi(m[1])
	return Signal{RSSI: -113 + 2*n, RSRP: NoDBm, RSRQ: NoDBm}, true
}

// BenchmarkParse compares the parsers with the least that could be written for
// one line, and with regular expressions. ns is of 1,000 lines in a row.
func BenchmarkParse(b *testing.B) {
	check := func(ok bool) {
		if !ok {
			b.Fatal("a line was refused")
		}
	}
	for _, c := range []struct {
		name                  string
		ours, byHand, byRegex func()
	}{
		{"CEREG",
			func() { _, err := ParseRegistration(ceregLine); check(err == nil) },
			func() { _, ok := ceregByHand(ceregLine); check(ok) },
			func() { _, ok := ceregByRegexp(ceregLine); check(ok) }},
		{"CSQ",
			func() { _, err := ParseCSQ(csqLine); check(err == nil) },
			func() { _, ok := csqByHand(csqLine); check(ok) },
			func() { _, ok := csqByRegexp(csqLine); check(ok) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took [3]time.Duration
			rounds := 0
			for b.Loop() {
				for i, f := range []func(){c.ours, c.byHand, c.byRegex} {
					took[i] += thousand(f)
				}
				rounds++
			}
			for i, name := range []string{"ours", "by-hand", "regexp"} {
				b.ReportMetric(float64(took[i].Nanoseconds())/float64(rounds)/1000, name+"-ns")
			}
			b.ReportMetric(float64(took[0])/float64(took[1]), "ours/by-hand")
			b.ReportMetric(float64(took[2])/float64(took[1]), "regexp/by-hand")
			b.ReportMetric(testing.AllocsPerRun(100, c.ours), "ours-allocs")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func thousand(f func()) time.Duration {
	start := time.Now()
	for range 1000 {
		f()
	}
	return time.Since(start)
}
