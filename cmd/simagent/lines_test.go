package main

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"periph.io/x/conn/v3/gpio"

	"simagent/boards"
	"simagent/boards/boardstest"
)

// switched is a board with all kinds of lines.
func switched() boards.Board {
	flight := powerKey
	flight.Name, flight.Line, flight.Held = boards.Flight, "GPIO4", true
	down := powerKey
	down.Name, down.Line, down.Held = boards.PowerDown, "GPIO26", true
	reset := powerKey
	reset.Name, reset.Line = boards.Reset, "GPIO5"
	button := statusLine
	button.Name, button.Line = boards.Button, "GPIO22"
	return boards.Board{Name: "switched", Lines: []boards.Line{powerKey, flight, down, reset, button},
		Sequences: map[boards.Action][]boards.Step{
			boards.On: {
				boards.Set(boards.PowerDown, false), boards.Toggle(boards.PowerKey, true, time.Second, boards.ByUSB), boards.Wait(true, 30*time.Second, boards.ByUSB),
			},
			boards.Restart: {boards.Set(boards.PowerDown, true), boards.Hold(2 * time.Second), boards.Set(boards.PowerDown, false)},
		}}
}

// openedPins opens the pins of a bench and writes down what was opened and what was closed.
type openedPins struct {
	*boardstest.Bench
	opened, closed []string
	fail           error
}

type closingPin struct {
	gpio.PinIO
	close func()
}

func (p closingPin) Close() error {
	p.close()
	return nil
}

func (o *openedPins) open(l boards.Line) (gpio.PinIO, error) {
	if o.fail != nil {
		return nil, o.fail
	}
	o.opened = append(o.opened, l.Name)
	return closingPin{o.Pins()[l.Name], func() { o.closed = append(o.closed, l.Name) }}, nil
}

func TestLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := switched()
		o, m := &openedPins{Bench: boardstest.New(board.Lines...)}, &boardstest.Module{PressOn: time.Second, Boot: 5 * time.Second, NeedsKey: true}
		m.Attach(o.Bench, false)
		l := openLines(board, o.open)
		require.True(t, l.Can(boards.On))
		require.False(t, l.Can(boards.Off))
		require.EqualError(t, l.Do(t.Context(), boards.Off, m), "cannot turn the module off: board switched has no line that does it")
		require.Empty(t, o.opened, "nothing is opened before it is needed")

		o.fail = errors.New("GPIO26 of pinctrl-bcm2711 is in use by sixfab")
		require.EqualError(t, l.Do(t.Context(), boards.On, m), "cannot turn the module on: line pwrkey: GPIO26 of pinctrl-bcm2711 is in use by sixfab")
		o.fail = nil
		require.NoError(t, l.Do(t.Context(), boards.On, m), "it tries again")
		require.Equal(t, []string{boards.PowerKey, boards.PowerDown, boards.Reset}, o.opened, "flight mode and the button are not ours to touch")
		require.Equal(t, 1, m.Toggles())
		require.NoError(t, l.Do(t.Context(), boards.Restart, m))
		require.Len(t, o.opened, 3, "lines stay open")
		require.Empty(t, o.closed)
		events := o.Strings()
		require.NoError(t, l.Close())
		require.Equal(t, []string{boards.PowerKey, boards.Reset}, o.closed)
		require.Equal(t, events, o.Strings(), "closing drives nothing")
		require.EqualError(t, l.Do(t.Context(), boards.On, m), "cannot turn the module on: the lines of the board are closed")
	})
}

// The status line is opened whatever the steps say: it decides which way a key goes.
func TestLinesOpenTheStatusLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := switched()
		board.Lines = append(board.Lines, statusLine)
		o := &openedPins{Bench: boardstest.New(board.Lines...)}
		require.NoError(t, openLines(board, o.open).Do(t.Context(), boards.Restart, nil))
		require.True(t, slices.Contains(o.opened, boards.Status))
	})
}

// Two actions never mix, and one that waits gives up with its own context.
func TestLinesOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := switched()
		o, m := &openedPins{Bench: boardstest.New(board.Lines...)}, &boardstest.Module{PressOn: time.Second, Boot: 5 * time.Second, NeedsKey: true}
		m.Attach(o.Bench, true)
		l := openLines(board, o.open)
		start := time.Now()
		done := make(chan time.Duration, 2)
		for range 2 { // two restarts of 2 s each; the test waits for both below
			go func() {
				_ = l.Do(t.Context(), boards.Restart, m)
				done <- time.Since(start)
			}()
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := l.Do(ctx, boards.Restart, m)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "another action is running")
		require.Equal(t, 2*time.Second, <-done)
		require.Equal(t, 4*time.Second, <-done)
	})
}

// The real pins below the lines: what is requested, and that an action ends with the key let go.
func TestLinesOnTheKernel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := header()
		l := openLines(switched(), gpioDevice{k}.open)
		require.NoError(t, l.Do(t.Context(), boards.Restart, nil))
		require.NoError(t, l.Close())
		require.Equal(t, []string{
			"GPIO6 out Low by simagent:pwrkey", "GPIO26 out Low by simagent:pwrkey", "GPIO5 out Low by simagent:pwrkey",
			"GPIO5 Low", "GPIO6 Low", "GPIO26 High", "GPIO26 Low", "GPIO6 released", "GPIO5 released",
		}, k.log)
		require.Equal(t, "simagent:pwrkey", k.line("GPIO26").consumer, "the held line stays ours")
	})
}
