package main

import (
	"context"
	"net"
	"runtime/debug"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// percent is what the collector is set to.
func percent() int {
	p := debug.SetGCPercent(100)
	debug.SetGCPercent(p)
	return p
}

func TestMemory(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	before, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetGCPercent(before); debug.SetMemoryLimit(limit) })
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		defer m.stop()
		step := func(d time.Duration, want int, why string) {
			time.Sleep(d)
			synctest.Wait()
			require.Equal(t, want, percent(), why)
		}
		step(idleAfter-time.Second, 100, "the start is work")
		m.busy()
		step(idleAfter-time.Second, 100, "and so is what follows on it")
		step(time.Second, -1, "nothing is done any more")
		require.EqualValues(t, idleCeiling, debug.SetMemoryLimit(-1))
		step(3*trimEvery, -1, "still nothing")
		m.busy()
		step(0, 100, "a question")
		step(idleAfter, -1, "it is answered")
		m.busy()
		m.rest()
		step(0, 100, "it is not cut short")
		step(idleAfter, -1, "but not for ever")
	})
}

// What the user set stays set.
func TestMemoryOfTheUser(t *testing.T) {
	t.Setenv("GOGC", "50")
	before := debug.SetGCPercent(50)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		defer m.stop()
		time.Sleep(idleAfter)
		synctest.Wait()
		require.Equal(t, 50, percent())
	})
}

// comes is a socket with a visitor.
type comes struct{ net.Listener }

func (comes) Accept() (net.Conn, error) { return nil, nil }

// A visitor of the socket and a report are what memory is given back after.
func TestWhatIsRare(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	before, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() { debug.SetGCPercent(before); debug.SetMemoryLimit(limit) })
	synctest.Test(t, func(t *testing.T) {
		d := &daemon{memory: newMemory()}
		defer d.memory.stop()
		for what, do := range map[string]func(){
			"a visitor": func() { _, _ = asked{comes{}, d.memory}.Accept() },
			"a report": func() {
				send := d.send(func(context.Context, string, []byte) (int, error) { return 0, nil })
				_, _ = send(t.Context(), "", nil)
			},
		} {
			time.Sleep(idleAfter)
			synctest.Wait()
			require.Equal(t, -1, percent(), what)
			do()
			require.Equal(t, 100, percent(), what)
		}
	})
}
