package agent

import (
	"context"
	"errors"
	"time"

	"simagent/agent/ledger"
	"simagent/agent/local"
	"simagent/atcmd"
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
	r, err := a.wish(ctx, func(id uint64) any { return SMSAsked{ID: id, Text: text, Force: force} })
	if err != nil {
		return err
	}
	return plain(r.Err)
}

// AT answers local.Source: it returns when the module has answered. A refusal
// by the module is part of the answer.
func (a *Agent) AT(ctx context.Context, q local.ATRequest) (local.ATAnswer, error) {
	r, err := a.wish(ctx, func(id uint64) any {
		return ATAsked{ID: id, Cmd: atcmd.DropAT(q.Cmd), Text: q.Text, Force: q.Force}
	})
	if err != nil {
		return local.ATAnswer{}, err
	}
	answer := local.ATAnswer{Lines: append([]string{}, r.Lines...)}
	if e, ok := errors.AsType[*atcmd.CommandError](r.Err); ok {
		answer.Error = &local.ATError{Name: e.Name, Kind: uint8(e.Kind), Code: e.Code, Text: e.Text}
		return answer, nil
	}
	return answer, plain(r.Err)
}

// Book is the account of the SIM in the module, without its history.
func (a *Agent) Book(ctx context.Context, showIDs bool) (local.Book, *ledger.Account, error) {
	q := make(chan Machine, 1)
	select {
	case a.ask <- q:
		m := <-q
		if !m.Account.Has {
			return local.Book{}, nil, &local.Refused{Text: "no SIM's account is open: " + m.verdict().Text}
		}
		l := m.Account.Ledger
		b := BookOf(&l, m.time(), showIDs)
		b.Account = m.accountStatus(showIDs)
		b.Stored, b.StoredSure = b.Account.Stored, !m.time().IsZero()
		return b, &l, nil
	case <-a.done:
		return local.Book{}, nil, errors.New("the daemon is ending")
	case <-ctx.Done():
		return local.Book{}, nil, ctx.Err()
	}
}

// SetBaseline answers local.Source: it returns when it is on the disk.
func (a *Agent) SetBaseline(ctx context.Context, b local.Baseline) error {
	r, err := a.wish(ctx, func(id uint64) any { return BaselineAsked{ID: id, Baseline: b} })
	if err != nil {
		return err
	}
	return plain(r.Err)
}

// plain puts a refusal into the API's words.
func plain(err error) error {
	if r, ok := errors.AsType[*Refused](err); ok {
		return &local.Refused{Text: r.Text}
	}
	return err
}

// wish emits the event of a wish and waits for its Reply.
func (a *Agent) wish(ctx context.Context, event func(id uint64) any) (Reply, error) {
	a.mu.Lock()
	a.nextID++
	id := a.nextID
	answer := make(chan Reply, 1)
	a.replies[id] = answer
	a.mu.Unlock()
	a.emit(event(id))
	select {
	case r := <-answer:
		return r, nil
	case <-a.done:
		return Reply{}, errors.New("the daemon is ending")
	case <-ctx.Done():
		a.mu.Lock()
		delete(a.replies, id)
		a.mu.Unlock()
		return Reply{}, ctx.Err()
	}
}

func (a *Agent) reply(r Reply) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if c := a.replies[r.ID]; c != nil {
		c <- r
		delete(a.replies, r.ID)
	}
}

// tellTime keeps what CloudTime needs.
func (a *Agent) tellTime(skew time.Duration, heard bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.skew, a.heard = skew, heard
}

// CloudTime is the time by the cloud's clock; certain is false until that was heard.
func (a *Agent) CloudTime() (now time.Time, certain bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return time.Now().Add(-a.skew), a.heard
}

// CalledBack tells the loop of a verified callback about a Sim.
func (a *Agent) CalledBack(simSID string) { a.emit(CalledBack{simSID}) }

// Reload gives the loop new settings.
func (a *Agent) Reload(s Settings) { a.emit(Reload{s}) }
