package boards_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/gpio"

	"simagent/boards"
	"simagent/boards/boardstest"
)

// line is a made-up line; keys are active high as behind a transistor.
func line(name string, d boards.Direction, active gpio.Level, held bool) boards.Line {
	return boards.Line{Name: name, Chips: []string{"chip"}, Line: "GPIO-" + name, Direction: d, Active: active, Inactive: !active,
		Held: held, Consumer: "simagent:" + name}
}

// full is a board with every kind of line: reset active low, STATUS low when on, a supply.
func full() boards.Sequence {
	return boards.Sequence{
		Action: boards.On,
		Lines: []boards.Line{
			line(boards.PowerKey, boards.Out, gpio.High, false), line(boards.Reset, boards.Out, gpio.Low, false),
			line(boards.Status, boards.In, gpio.Low, false), line(boards.Supply, boards.Out, gpio.High, true),
		},
		Steps: []boards.Step{
			boards.Set(boards.Supply, true), boards.Hold(100 * time.Millisecond),
			boards.Toggle(boards.PowerKey, true, 500*time.Millisecond, boards.BySTATUS),
			boards.WaitLine(boards.Status, true, 10*time.Second),
		},
	}
}

func TestRunToTheMillisecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := full()
		b := boardstest.New(s.Lines...)
		time.AfterFunc(4333*time.Millisecond, func() { b.Drive(boards.Status, true) })
		start := time.Now()
		require.NoError(t, boards.Run(t.Context(), s, b.Pins(), nil))
		require.Equal(t, []string{
			"0s status in",
			"0s reset High", // inactive, and before the key
			"0s pwrkey Low",
			"0s supply High",
			"100ms pwrkey High",
			"600ms pwrkey Low",
		}, b.Strings())
		require.Equal(t, 4350*time.Millisecond, time.Since(start), "looked at every 50 ms")
		require.True(t, b.Active(boards.Supply), "a held line stays")
	})
}

func TestRunDoesNotPressWhatIsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := full()
		b := boardstest.New(s.Lines...)
		b.Drive(boards.Status, true)
		require.NoError(t, boards.Run(t.Context(), s, b.Pins(), nil))
		require.Equal(t, []string{"0s status in", "0s reset High", "0s pwrkey Low", "0s supply High"}, b.Strings())
	})
}

func TestRunRefusesABlindToggle(t *testing.T) {
	for name, by := range map[string]boards.Sense{"status": boards.BySTATUS, "usb": boards.ByUSB | boards.ByAT} {
		t.Run(name, func(t *testing.T) {
			s := full()
			s.Steps[2].By = by
			b := boardstest.New(s.Lines...)
			pins := b.Pins()
			delete(pins, boards.Status)
			s.Steps = s.Steps[:3]
			var observer boards.Observer
			if by == boards.BySTATUS { // a module on the bus does not help a step that only trusts STATUS
				observer = &boardstest.Module{}
			}
			err := boards.Run(t.Context(), s, pins, observer)
			require.ErrorIs(t, err, boards.ErrBlind)
			require.Empty(t, b.Events(), "no line has moved")
		})
	}
}

func TestRunFailingPin(t *testing.T) {
	refused := errors.New("EBUSY")
	for _, c := range []struct {
		line string
		n    int
		want []string
	}{
		{boards.PowerKey, 0, []string{"0s status in", "0s reset High", "0s pwrkey Low refused", "0s pwrkey Low refused", "0s reset High"}},
		{boards.PowerKey, 1, []string{"0s status in", "0s reset High", "0s pwrkey Low", "0s supply High", "100ms pwrkey High refused",
			"100ms pwrkey Low refused", "100ms reset High"}},
		{boards.Supply, 0, []string{"0s status in", "0s reset High", "0s pwrkey Low", "0s supply High refused", "0s pwrkey Low", "0s reset High"}},
		{boards.Status, 0, []string{"0s status in refused"}},
	} {
		t.Run(c.line, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := full()
				b := boardstest.New(s.Lines...)
				b.Fail(c.line, c.n, refused)
				err := boards.Run(t.Context(), s, b.Pins(), nil)
				require.ErrorIs(t, err, refused)
				require.ErrorContains(t, err, "cannot turn the module on: ")
				require.ErrorContains(t, err, "line "+c.line+" (GPIO-"+c.line+")")
				require.Equal(t, c.want, b.Strings())
			})
		})
	}
}

func TestRunCancelledReleasesTheKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := full()
		b := boardstest.New(s.Lines...)
		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		defer cancel()
		err := boards.Run(ctx, s, b.Pins(), nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.Equal(t, []string{"0s status in", "0s reset High", "0s pwrkey Low", "0s supply High", "100ms pwrkey High",
			"250ms pwrkey Low", "250ms reset High"}, b.Strings(), "the supply stays on: the sequence meant to leave it so")
	})
}

func TestRunCancelledWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := full()
		b := boardstest.New(s.Lines...)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2*time.Second, cancel)
		start := time.Now()
		require.ErrorIs(t, boards.Run(ctx, s, b.Pins(), nil), context.Canceled)
		require.Equal(t, 2*time.Second, time.Since(start))
	})
}

func TestRunStatusNeverComes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := full()
		b := boardstest.New(s.Lines...)
		start := time.Now()
		err := boards.Run(t.Context(), s, b.Pins(), nil)
		require.EqualError(t, err, "cannot turn the module on: step 4, wait 10s for status active: it did not happen within 10s")
		require.Equal(t, 10600*time.Millisecond, time.Since(start))
	})
}

// A line that the sequence would have let go must not stay active when the run breaks off in between.
func TestRunCancelledResetLetsGoOfAHeldLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := named(t, "sixfab-base")
		s, err := board.Sequence(boards.Restart)
		require.NoError(t, err)
		b := boardstest.New(board.Lines...)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, boards.Run(ctx, s, b.Pins(), nil), context.DeadlineExceeded)
		require.False(t, b.Active(boards.PowerDown))

		s, err = board.Sequence(boards.Off)
		require.NoError(t, err)
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, boards.Run(ctx, s, b.Pins(), nil), context.DeadlineExceeded)
		require.True(t, b.Active(boards.PowerDown), "off was asked for")
	})
}

// A supply that the sequence would have given back must not stay cut when the run breaks off in between.
func TestRunCancelledResetGivesTheSupplyBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := named(t, "iniveo-pilot")
		s, err := board.Sequence(boards.Restart)
		require.NoError(t, err)
		b := boardstest.New(board.Lines...)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.ErrorIs(t, boards.Run(ctx, s, b.Pins(), nil), boards.ErrBlind)
		require.ErrorIs(t, boards.Run(ctx, s, b.Pins(), off{}), context.DeadlineExceeded)
		require.True(t, b.Active(boards.Supply))
	})
}

// off is an observer that sees nothing.
type off struct{}

func (off) USB() bool               { return false }
func (off) AT(context.Context) bool { return false }

func TestRunMissingPin(t *testing.T) {
	s := full()
	b := boardstest.New(s.Lines...)
	pins := b.Pins()
	delete(pins, boards.Supply)
	require.EqualError(t, boards.Run(t.Context(), s, pins, nil), "cannot turn the module on: line supply (GPIO-supply) is not open")
	require.Empty(t, b.Events())
}

// Without anybody who looks, a wait can only let its time pass.
func TestRunWaitUnobserved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := named(t, "sixfab-base").Sequence(boards.On)
		require.NoError(t, err)
		start := time.Now()
		require.NoError(t, boards.Run(t.Context(), s, boardstest.New(s.Lines...).Pins(), nil))
		require.Equal(t, 32*time.Second, time.Since(start))
	})
}

// slow is an observer whose AT gets no answer before its time is up.
type slow struct{}

func (slow) USB() bool                   { return false }
func (slow) AT(ctx context.Context) bool { <-ctx.Done(); return false }

// An answer that was cut off by the limit says nothing: it must not pass for "off".
func TestRunWaitDoesNotTakeATimeoutForOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := boards.Sequence{Action: boards.Off, Steps: []boards.Step{boards.Wait(false, 5*time.Second, boards.ByAT)}}
		err := boards.Run(t.Context(), s, nil, slow{})
		require.ErrorContains(t, err, "it did not happen within 5s")
	})
}
