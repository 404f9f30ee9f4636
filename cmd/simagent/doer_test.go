package main

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	"simagent/atcmd/modemtest"
	"simagent/simcard/simcardtest"
)

// A module that another program has silenced (ATQ1) is opened without a daemon all the same; one that is dead fails soon.
func TestAlign(t *testing.T) {
	for _, said := range []string{"AT\r", "ATQ1\r", ""} {
		synctest.Test(t, func(t *testing.T) {
			here, there := net.Pipe()
			served := make(chan struct{})
			go func() {
				defer close(served)
				if said == "" {
					_, _ = io.Copy(io.Discard, there)
					return
				}
				_ = modemtest.New(modemtest.Options{Card: simcardtest.New(agenttest.ICCID)}).Serve(t.Context(), there)
			}()
			go func() { // another program, before
				if said != "" {
					_, _ = here.Write([]byte(said))
				}
			}()
			if said != "" {
				_, err := io.ReadFull(here, make([]byte, len(said)))
				require.NoError(t, err, "the echo")
			}
			start := time.Now()
			d, err := align(t.Context(), agent.Port{ReadWriteCloser: here, Path: "port"})
			if said == "" {
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.NotContains(t, err.Error(), "no turn", "the first error tells more")
				require.Equal(t, 2*wakeLimit, time.Since(start))
			} else {
				require.NoError(t, err)
				lines, err := d.Do(t.Context(), "+CGMM")
				require.NoError(t, err)
				require.Equal(t, []string{"EG25"}, lines)
				require.NoError(t, d.Close())
			}
			_ = there.Close()
			<-served
		})
	}
}

// One that leaves unanswered what it does not know is asked on.
func TestAlignWithAMuteModule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		m := modemtest.New(modemtest.Options{Card: simcardtest.New(agenttest.ICCID)})
		for _, cmd := range []string{"E0", "V1", "+CMEE"} {
			m.Fault(modemtest.Fault{Match: cmd, Times: -1, Ignore: true})
		}
		served := make(chan error)
		go func() { served <- m.Serve(t.Context(), there) }() // joined below
		d, err := align(t.Context(), agent.Port{ReadWriteCloser: here, Path: "port"})
		require.NoError(t, err)
		lines, err := d.Do(t.Context(), "+CGMM")
		require.NoError(t, err)
		require.Equal(t, []string{"EG25"}, lines)
		require.NoError(t, d.Close())
		<-served
	})
}
