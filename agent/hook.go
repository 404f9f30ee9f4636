package agent

import (
	"context"
	"encoding/json"
	"time"

	"simagent/agent/local"
	"simagent/agent/report"
)

// HookEvent is what the user's command gets on its standard input, as JSON.
type HookEvent struct {
	Schema int          `json:"schema"`
	Time   *time.Time   `json:"time"` // null when nobody knows it
	Kind   string       `json:"kind"` // "data 80 %", "ready ended", …
	Code   report.Alarm `json:"code"` // the same as a number, as in reports
	Text   string       `json:"text"`
	Status local.Status `json:"status"` // as `simagent status --json` shows it then
}

// hooksMost bounds the events that wait for the user's command; hookLimit is how long one run of it may take.
const (
	hooksMost = 16
	hookLimit = 30 * time.Second
)

// queueHook hands an event to the runner; the loop never waits for it.
func (a *Agent) queueHook(f Hook, m Machine) {
	if a.deps.Hook == nil {
		return
	}
	e := HookEvent{Schema: local.Schema, Kind: f.Kind.String(), Code: f.Kind, Text: f.Text, Status: m.Status(a.deps.Version, a.deps.Host, m.Settings.ShowIDs)}
	if !f.At.IsZero() {
		e.Time = &f.At
	}
	b, err := json.Marshal(e)
	if err != nil {
		a.deps.Log.Error("cannot run alarm.command: " + err.Error())
		return
	}
	select {
	case a.hooks <- append(b, '\n'):
	default:
		a.deps.Log.Error("alarm.command is too slow: it is not told of: " + f.Text)
	}
}

// runHooks runs the user's command once for each event, one after the other. Run waits for it.
func (a *Agent) runHooks(ctx context.Context) {
	for {
		select {
		case b := <-a.hooks:
			limited, cancel := context.WithTimeout(ctx, hookLimit)
			if err := a.deps.Hook(limited, b); err != nil && ctx.Err() == nil {
				a.deps.Log.Error("cannot run alarm.command: " + err.Error())
			}
			cancel()
		case <-ctx.Done():
			return
		}
	}
}
