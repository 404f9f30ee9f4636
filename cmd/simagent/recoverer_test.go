package main

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/config"
	"simagent/agent/recovery"
	"simagent/atcmd/modemtest"
	"simagent/boards"
)

func daemonWith(board string) *daemon {
	d := &daemon{log: slog.New(slog.DiscardHandler), opener: &opener{}}
	d.cfg = config.Default()
	d.cfg.Board.Name = board
	return d
}

// What the board has lines for is what recovery may ask of it.
func TestBoardGivesHands(t *testing.T) {
	for board, want := range map[string][]recovery.Rung{"": nil, "generic-usb": nil, "sixfab-base": {recovery.On, recovery.Power}} {
		d := daemonWith(board)
		require.NoError(t, d.takeBoard(d.cfg))
		require.Equal(t, want, d.hands, board)
		require.Equal(t, want, d.settings(d.cfg).Hands)
	}
	d := daemonWith("sixfab")
	require.ErrorContains(t, d.takeBoard(d.cfg), `board.name: `)
}

func TestRestoreSaysWhatIsMissing(t *testing.T) {
	d := daemonWith("")
	require.EqualError(t, d.restore(t.Context(), recovery.USB), "cannot reset the module's USB device: no port of it is known")
	require.EqualError(t, d.restore(t.Context(), recovery.Power), "no board with a line to the module's power is configured")
	require.EqualError(t, d.restore(t.Context(), recovery.Radio), "cannot switch the radio off and on: this is no work of the host")
}

// The observer asks the module itself, by the port that the agent has closed, and leaves it free again.
func TestObserverAsksTheModule(t *testing.T) {
	lab := agenttest.New(agenttest.Options{})
	defer lab.Close()
	master, path, done, err := modemtest.OpenPTY()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan struct{})
	go func() { defer close(served); _ = lab.Modem.Serve(ctx, master) }()
	defer func() { cancel(); _ = done(); <-served }()
	o := observer{&opener{path: path, baud: 115200}, boards.Board{}}
	require.True(t, o.AT(t.Context()))
	require.True(t, o.AT(t.Context()), "the port was left")
	require.False(t, o.USB())
	lab.Modem.Stall(true)
	begin := time.Now()
	require.False(t, o.AT(t.Context()))
	require.Less(t, time.Since(begin), patienceOfProbe)
}

const patienceOfProbe = 20 * time.Second // two probes, a close, and a busy machine

// The link that was shut a moment ago still closes its port: the observer waits for that, since a module that runs and counts
// as off would have its key pressed the wrong way.
func TestObserverWaitsForThePort(t *testing.T) {
	lab := agenttest.New(agenttest.Options{})
	defer lab.Close()
	master, path, done, err := modemtest.OpenPTY()
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan struct{})
	go func() { defer close(served); _ = lab.Modem.Serve(ctx, master) }()
	defer func() { cancel(); _ = done(); <-served }()
	o := observer{&opener{path: path, baud: 115200}, boards.Board{}}
	p, err := o.opener.open(ctx, "")
	require.NoError(t, err)
	closed := time.AfterFunc(300*time.Millisecond, func() { _ = p.Close() })
	defer closed.Stop()
	require.True(t, o.AT(t.Context()))
}
