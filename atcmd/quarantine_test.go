package atcmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// A turn is what happens to one line that the module receives.
type turn struct {
	Delay  time.Duration // before it answers
	Lost   bool          // no answer at all
	Failed bool          // an error that carries the number
	Slow   time.Duration // between the information and the final
	URCs   int           // lines that come in between
}

// A plan is one run of the quarantine property.
type plan struct {
	Turns    []turn // one for each line received, then round again
	Patience []time.Duration
	Refuse   bool // the module does not know the marker
	Single   bool // it knows no chains
}

var (
	delays   = []time.Duration{0, 0, 0, 90 * time.Millisecond, 700 * time.Millisecond, 2100 * time.Millisecond, 4 * time.Second, 7 * time.Second}
	patience = []time.Duration{50 * time.Millisecond, time.Second, 2500 * time.Millisecond, 20 * time.Second}
)

func drawPlan(t *rapid.T) plan {
	ms := func(from []time.Duration) *rapid.Generator[time.Duration] { return rapid.SampledFrom(from) }
	one := rapid.Custom(func(t *rapid.T) turn {
		return turn{
			Delay:  ms(delays).Draw(t, "delay"),
			Lost:   rapid.IntRange(0, 5).Draw(t, "lost") == 0,
			Failed: rapid.IntRange(0, 5).Draw(t, "failed") == 0,
			Slow:   ms(delays[:5]).Draw(t, "slow"),
			URCs:   rapid.IntRange(0, 3).Draw(t, "urcs"),
		}
	})
	return plan{
		Turns:    rapid.SliceOfN(one, 3, 30).Draw(t, "turns"),
		Patience: rapid.SliceOfN(ms(patience), 1, 12).Draw(t, "patience"),
		Refuse:   rapid.IntRange(0, 3).Draw(t, "refuse") == 0,
		Single:   rapid.IntRange(0, 3).Draw(t, "single") == 0,
	}
}

// numbered is a module that answers strictly in turn, as slowly as it is told.
// It returns how many URCs it sent.
func (p plan) numbered(there net.Conn) (urcs int) {
	lines := make(chan string, 64)
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(lines)
		r := bufio.NewReader(there)
		for {
			l, err := r.ReadString('\r')
			if err != nil {
				return
			}
			lines <- strings.TrimLeft(strings.TrimSpace(l), esc)
		}
	})
	defer wg.Wait()
	i := 0
	for l := range lines {
		step := p.Turns[i%len(p.Turns)]
		i++
		time.Sleep(step.Delay)
		for range step.URCs {
			if _, err := fmt.Fprintf(there, "+URC: %d\r\n", urcs); err != nil {
				return urcs
			}
			urcs++
		}
		info, final := p.answer(l, step.Failed)
		if step.Lost {
			continue
		}
		if _, err := there.Write([]byte(info)); err != nil {
			return urcs
		}
		time.Sleep(step.Slow)
		if _, err := there.Write([]byte(final)); err != nil {
			return urcs
		}
	}
	return urcs
}

func (p plan) answer(l string, failed bool) (info, final string) {
	marks := strings.Count(l, "+CMEE?")
	number, isCommand := strings.CutPrefix(l, "AT+NUM=")
	switch {
	case marks > 0 && (p.Refuse || p.Single && marks > 1):
		return "", "ERROR\r\n"
	case marks > 0:
		return strings.Repeat("+CMEE: 1\r\n", marks), "OK\r\n"
	case isCommand && failed:
		return "", "+CME ERROR: 1" + number + "\r\n"
	case isCommand:
		return "+NUM: " + number + "\r\n", "OK\r\n"
	}
	return "", "OK\r\n"
}

// run carries the plan out and returns what was wrong.
func (p plan) run(t *testing.T) (served int, problem error) {
	here, there := net.Pipe()
	s := NewSession(here, Options{})
	sent := 0
	var wg sync.WaitGroup
	wg.Go(func() { sent = p.numbered(there) })
	var mu sync.Mutex
	var callers sync.WaitGroup
	for c := range 2 { // two callers, who take turns as they can
		callers.Go(func() {
			for i, wait := range p.Patience {
				n := 100 + 100*c + i
				ctx, cancel := context.WithTimeout(context.Background(), wait)
				info, err := s.Do(ctx, fmt.Sprintf("+NUM=%d", n))
				cancel()
				ours := &CommandError{}
				mu.Lock()
				switch {
				case err == nil && (len(info) != 1 || info[0] != fmt.Sprintf("+NUM: %d", n)):
					problem = fmt.Errorf("command %d was answered by %q", n, info)
				case errors.As(err, &ours) && ours.Code != 1000+n:
					problem = fmt.Errorf("command %d failed by %v", n, err)
				case err == nil:
					served++
				}
				mu.Unlock()
			}
		})
	}
	callers.Wait()
	if err := s.Close(time.Second); err != nil {
		problem = err
	}
	_ = there.Close()
	wg.Wait()
	for i, u := range urcs(s) {
		if u != fmt.Sprintf("+URC: %d", i) {
			return served, fmt.Errorf("URC %d is %q", i, u)
		}
		if i >= sent {
			return served, fmt.Errorf("%d URCs of %d", i+1, sent)
		}
	}
	return served, problem
}

// Whatever is late, lost or cancelled: no answer ever reaches another command
// than its own, and no URC is lost, doubled or taken for an answer.
func TestNoAnswerReachesAnotherCommand(t *testing.T) {
	total := 0
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPlan(rt)
		var problem error
		synctest.Test(t, func(t *testing.T) {
			var served int
			served, problem = p.run(t)
			total += served
		})
		require.NoError(rt, problem)
	})
	require.NotZero(t, total, "no command was ever answered")
}
