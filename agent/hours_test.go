package agent_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/agent/history"
	"simagent/agent/ledger"
	"simagent/agent/local"
)

// shelf is a history in memory.
type shelf struct {
	mu      sync.Mutex
	hours   map[uint32]ledger.Hour
	periods []history.Period
	writes  int
	err     error
}

func (s *shelf) Append(_ string, hours []ledger.Hour) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	if s.err != nil {
		return s.err
	}
	if s.hours == nil {
		s.hours = map[uint32]ledger.Hour{}
	}
	for _, h := range hours {
		s.hours[h.Hour] = h
	}
	return nil
}

func (s *shelf) AppendPeriod(_ string, p history.Period) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.periods = append(s.periods, p)
	}
	return s.err
}

func (s *shelf) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// What passed in an hour is found in that hour, once in all, also when the agent restarts in between and the history fails
// for a day.
func TestHoursReachTheHistory(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		s := &shelf{}
		r.archive = s
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		time.Sleep(time.Until(time.Now().Truncate(time.Hour).Add(90 * time.Minute))) // no reading is near the end of an hour
		want := map[uint32]int64{}
		for i := range 60 { // hours
			if i%7 == 0 {
				r.lab.Traffic(100, int64(i))
				want[ledger.HourOf(time.Now())] += 100 + int64(i)
			}
			if i == 20 {
				s.fail(errors.New("cannot write history: no space left on device"))
			}
			if i == 30 {
				s.fail(nil)
			}
			if i == 40 {
				require.NoError(t, r.stop())
				r.start()
			}
			r.after(time.Hour)
		}
		r.after(7 * time.Hour) // a closed day waits for a commit of something else
		own := int64(0)
		s.mu.Lock()
		for h, x := range s.hours {
			require.Equal(t, want[h]+x.Own, x.TX+x.RX, "hour %d of %v", h, want)
			require.Zero(t, x.Slack)
			own += x.Own
		}
		require.LessOrEqual(t, s.writes, 16, "once a day, and once an hour while it fails")
		require.GreaterOrEqual(t, len(s.hours), 45)
		_, today := s.hours[ledger.HourOf(time.Now())]
		s.mu.Unlock()
		require.False(t, today, "a day is handed over once it is over")
		require.Positive(t, own)
	})
}

// Before the time of day is known, what passes waits, and is dated later.
func TestHoursAreDatedLater(t *testing.T) {
	synctestRaw(t, func(t *testing.T) {
		var told atomic.Bool // the network's time
		r := newRig(t, agenttest.Options{Now: func() time.Time {
			if told.Load() {
				return ahead()
			}
			return time.Now()
		}})
		s := &shelf{}
		r.archive = s
		r.cfg.Cloud.Provider = "none"
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		begin := ahead()
		r.lab.Traffic(1000, 0)
		r.after(90 * time.Minute)
		r.lab.Traffic(5000, 0)
		r.after(100 * time.Minute)
		require.Empty(t, s.hours)
		told.Store(true)
		r.until(3*time.Hour, "the network's time", func(st local.Status) bool { return st.Clock == "network" })
		r.after(25*time.Hour + 6*time.Hour)
		s.mu.Lock()
		defer s.mu.Unlock()
		near := func(at time.Time) int64 { // to the hour: hours of waiting begin with the agent
			n := ledger.HourOf(at)
			return s.hours[n-1].TX + s.hours[n].TX + s.hours[n+1].TX
		}
		require.GreaterOrEqual(t, near(begin), int64(1000))
		require.GreaterOrEqual(t, near(begin.Add(95*time.Minute)), int64(5000))
		require.Zero(t, s.hours[0])
	})
}

// A SIM that goes before the time is known keeps its bytes, without an hour.
func TestHoursWithoutATime(t *testing.T) {
	synctestRaw(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.cfg.Cloud.Provider = "none"
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		r.lab.Traffic(1000, 0)
		r.after(10 * time.Minute)
		require.NoError(t, r.stop())
		store, err := ledger.OpenStore(r.dir, ledger.Options{ReadOnly: true})
		require.NoError(t, err)
		hours := store.Accounts()[0].Hours
		require.Len(t, hours, 1)
		require.Zero(t, hours[0].Hour)
		require.GreaterOrEqual(t, hours[0].TX, int64(1000))
		require.NoError(t, store.Close())
	})
}

func TestEndedPeriodGoesIntoTheHistory(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		s := &shelf{err: errors.New("no space")}
		r.archive = s
		r.activate("ready")
		r.start()
		r.until(time.Minute, "attached", attached)
		r.lab.Traffic(200_000, 40_000)
		r.after(30 * time.Minute)
		r.lab.Traffic(20_000, 4_000)
		r.until(time.Hour, "active", func(st local.Status) bool { return str(st.Cloud.Status) == "active" })
		r.after(time.Minute)
		require.Empty(t, s.periods)
		s.fail(nil)
		r.after(2 * time.Hour)
		s.mu.Lock()
		defer s.mu.Unlock()
		require.Len(t, s.periods, 1)
		p := s.periods[0]
		require.Equal(t, ledger.PeriodReady, p.Type)
		require.False(t, p.Start.IsZero())
		require.GreaterOrEqual(t, p.Low, int64(250_000))
	})
}

var _ agent.Archive = (*shelf)(nil)
