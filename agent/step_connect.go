package agent

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"simagent/agent/journal"
	"simagent/atcmd"
)

// ContextRaised is the end of a RaiseContext command.
type ContextRaised struct {
	Gen    uint32
	Was    bool // it was active already
	Active bool
	Err    error
}

// raiseContext activates the first context (27.007 10.1.10), if it is not.
func (l *link) raiseContext(ctx context.Context) ContextRaised {
	v := ContextRaised{Gen: l.gen}
	if v.Was, v.Err = l.contextActive(ctx); v.Err != nil || v.Was {
		v.Active = v.Was
		return v
	}
	if _, v.Err = l.sess.Do(ctx, "+CGACT=1,1"); v.Err != nil {
		return v
	}
	v.Active, v.Err = l.contextActive(ctx)
	return v
}

func (l *link) contextActive(ctx context.Context) (bool, error) {
	info, err := l.sess.Do(ctx, "+CGACT?")
	for _, line := range info {
		if cid, active, e := atcmd.ParseCGACT(line); e == nil && cid == 1 {
			return active, nil
		}
	}
	return false, err
}

// The values of modem.connect.
const (
	connectOff     = "off"
	connectContext = "context"
)

// connectAgain is how often a context that does not come up is tried: a network that refuses it throttles devices that ask
// too often.
const connectAgain = 10 * time.Minute

// connect keeps the first context active, if the configuration says so. Without that no context is raised or dropped.
func (s *step) connect() {
	m := &s.m
	if m.Settings.Connect != connectContext || m.Net.Attached == nil || !*m.Net.Attached || m.Card.State != CardReady {
		return
	}
	if !m.Net.ConnectAt.IsZero() && m.Now.Sub(m.Net.ConnectAt) < connectAgain {
		return
	}
	m.Net.ConnectAt = m.Now
	s.command(RaiseContext)
}

func (s *step) contextRaised(v ContextRaised) {
	if s.gone(v.Gen) {
		return
	}
	n := &s.m.Net
	n.ConnectErr = ""
	switch {
	case v.Err != nil:
		n.ConnectErr = "cannot raise the data context: " + v.Err.Error()
	case !v.Active:
		n.ConnectErr = errNotRaised.Error()
	case !v.Was:
		s.m.note("context", "inactive", "active", "modem.connect")
		s.do(Alert{slog.LevelInfo, journal.Context, "data context 1 raised (modem.connect)"})
	}
	if n.ConnectErr != "" {
		s.do(Alert{slog.LevelWarn, journal.Context, fmt.Sprintf("%s: tried again in %s", n.ConnectErr, span(connectAgain))})
	}
}

var errNotRaised = errors.New("cannot raise the data context: the module said OK and left it as it was")
