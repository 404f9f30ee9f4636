package agent

import (
	"context"
	"errors"

	"simagent/agent/local"
)

// Status answers local.Source.
func (a *Agent) Status(ctx context.Context, showIDs bool) (local.Status, error) {
	q := make(chan Machine, 1)
	select {
	case a.ask <- q:
		m := <-q
		return m.Status(a.deps.Version, a.deps.Host, showIDs), nil
	case <-a.done:
		return local.Status{}, errors.New("the daemon is ending")
	case <-ctx.Done():
		return local.Status{}, ctx.Err()
	}
}

// SendSMS answers local.Source: it returns when the module has answered.
func (a *Agent) SendSMS(ctx context.Context, text string, force bool) error {
	a.mu.Lock()
	a.nextID++
	id := a.nextID
	answer := make(chan error, 1)
	a.replies[id] = answer
	a.mu.Unlock()
	a.emit(SMSAsked{ID: id, Text: text, Force: force})
	select {
	case err := <-answer:
		if r, ok := errors.AsType[*Refused](err); ok {
			return &local.Refused{Text: r.Text}
		}
		return err
	case <-a.done:
		return errors.New("the daemon is ending")
	case <-ctx.Done():
		a.mu.Lock()
		delete(a.replies, id)
		a.mu.Unlock()
		return ctx.Err()
	}
}

func (a *Agent) reply(r Reply) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.replies[r.ID]; c != nil {
		c <- r.Err
		delete(a.replies, r.ID)
	}
}

// Reload gives the loop new settings.
func (a *Agent) Reload(s Settings) { a.emit(Reload{s}) }
