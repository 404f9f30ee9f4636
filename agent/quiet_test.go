package agent_test

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
)

// Another program has left the module silent (ATQ1): it is woken.
func TestSilencedModuleIsWoken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		r := newRig(t, agenttest.Options{})
		r.activate("ready")
		here, there := net.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		go func() { _ = r.lab.Modem.Serve(ctx, there) }()
		go func() { _, _ = io.Copy(io.Discard, here) }()
		_, err := here.Write([]byte("ATQ1\r"))
		require.NoError(t, err)
		synctest.Wait()
		cancel()
		_ = here.Close()
		r.start()
		r.until(time.Second, "attached", attached)
		require.Contains(t, r.lab.Modem.Commands(), "ATQ0V1")
	})
}
