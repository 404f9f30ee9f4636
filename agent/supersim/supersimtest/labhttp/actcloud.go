package labhttp

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"simagent/agent/supersim/supersimtest"
)

func (l *Lab) accounts(*params) any {
	return map[string]any{"accounts": list(l.Cloud().Accounts(), func(a supersimtest.AccountView) accountView { return accountView(a) })}
}

// addAccount makes up everything about a new account.
func (l *Lab) addAccount(p *params) any {
	a := newAccount{SID: "AC" + random(16), Parent: p.str("parent"), AuthToken: random(16), ClientID: "apiclient_" + random(8), ClientSecret: random(16),
		WebhookSecret: random(16)}
	may := p.yes("move_inactive")
	if p.err != nil {
		return nil
	}
	if err := l.Cloud().AddAccount(a.account()); err != nil {
		p.fail("%w", err)
		return nil
	}
	l.mu.Lock()
	l.added = append(l.added, a)
	l.mu.Unlock()
	if may {
		l.settleMoves(p, a.SID, true)
	}
	return a
}

// permit says whether an account may move inactive Sims.
func (l *Lab) permit(p *params) any {
	if may := p.yes("move_inactive"); p.err == nil {
		l.settleMoves(p, p.str("account"), may)
	}
	return l.accounts(p)
}

func (l *Lab) settleMoves(p *params, account string, may bool) {
	if err := l.Cloud().PermitMoveInactive(account, may); err != nil {
		p.fail("%w", err)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.movers == nil {
		l.movers = map[string]bool{}
	}
	l.movers[account] = may
}

// random is hex digits of so many bytes.
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

func (l *Lab) fleets(*params) any {
	return map[string]any{"fleets": list(l.Cloud().Fleets(), func(f supersimtest.FleetView) fleetView {
		return fleetView{f.SID, f.UniqueName, f.AccountSID, f.DataEnabled, f.SMSEnabled, f.DataLimit, f.SMSURL, f.IPURL, f.Sims}
	})}
}

func (l *Lab) addFleet(p *params) any {
	if _, err := l.Cloud().AddFleetTo(p.str("account"), p.str("name")); err != nil {
		p.fail("%w", err)
		return nil
	}
	return l.fleets(p)
}

func (l *Lab) clock(*params) any {
	v := clockView{Now: l.opt.Clock.Now().UTC()}
	if t, ok := l.Cloud().NextDue(); ok {
		t = t.UTC()
		v.NextDue = &t
	}
	return v
}

func (l *Lab) setClock(p *params) any {
	now := l.opt.Clock.Now()
	to, err := now, error(nil)
	switch by := p.str("by"); {
	case (by == "") == (p.str("to") == ""):
		p.fail("either by or to must be there")
	case by != "":
		to, err = later(now, by)
	default:
		if to, err = time.Parse(time.RFC3339, p.str("to")); err != nil {
			err = errors.New("parameter \"to\" must be a time such as 2027-01-31T12:00:00Z")
		}
	}
	if err != nil {
		p.fail("%w", err)
	}
	if p.err != nil {
		return nil
	}
	switch {
	case to.Before(now):
		p.fail("the clock cannot go back")
	case to.UTC().Year() > supersimtest.MaxYear || !l.opt.Clock.Advance(to.Sub(now)):
		p.fail("that is too far: the clock ends with the year %d", supersimtest.MaxYear)
	default:
		l.Cloud().Tick(l.opt.Clock.Now()) // so that the answer comes after what fell due
	}
	return l.clock(p)
}

func (l *Lab) faults(*params) any {
	return map[string]any{"faults": list(l.Cloud().Faults(), viewFault)}
}

func (l *Lab) clearFaults(p *params) any {
	l.Cloud().ClearFaults()
	return l.faults(p)
}

// setFaults takes a script, or the parameters of one fault.
func (l *Lab) setFaults(w http.ResponseWriter, r *http.Request) {
	script, err := readScript(w, r)
	var faults []supersimtest.Fault
	if err == nil {
		faults, err = supersimtest.ParseFaults(bytes.NewReader(script))
	}
	for _, f := range faults {
		l.Cloud().Fault(f)
	}
	reply(w, r, l.faults(nil), err)
}

// numeric are the parameters of a fault that are numbers in a script.
var numeric = []string{"count", "skip", "status", "code", "bytes"}

// readScript makes a script of whatever form the request has.
func readScript(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, errors.New("cannot read the body: it is too long, or ended early")
	}
	switch b = bytes.TrimSpace(b); {
	case bytes.HasPrefix(b, []byte("[")):
		return b, nil
	case bytes.HasPrefix(b, []byte("{")):
		return slices.Concat([]byte("["), b, []byte("]")), nil
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	p, err := readParams(w, r)
	if err != nil {
		return nil, err
	}
	object := map[string]any{}
	for name, v := range p.values {
		if v == "" {
			continue // an empty field of a form
		}
		if object[name] = v; slices.Contains(numeric, name) {
			object[name] = json.Number(v)
		}
	}
	if b, err = json.Marshal([]any{object}); err != nil {
		return nil, fmt.Errorf("one of %s is not a number", strings.Join(numeric, ", "))
	}
	return b, nil
}

func (l *Lab) requests(*params) any {
	last, all, _ := l.log.view()
	return map[string]any{"requests": last, "all": all}
}

func (l *Lab) callbacks(*params) any {
	c := l.Cloud()
	return map[string]any{"callbacks": list(c.Callbacks(), func(v supersimtest.CallbackView) supersimtest.CallbackView {
		if v.Attempts == nil {
			v.Attempts = []supersimtest.CallbackAttempt{}
		}
		return v
	}), "dropped": c.CallbacksDropped()}
}

func (l *Lab) alerts(*params) any {
	return map[string]any{"alerts": list(l.Cloud().Alerts(), func(a supersimtest.Alert) supersimtest.Alert { return a })}
}

func (l *Lab) reset(p *params) any {
	if l.opt.Shared {
		p.fail("this cloud is part of a larger laboratory, and cannot be reset alone")
		return nil
	}
	l.mu.Lock()
	l.added, l.movers = nil, nil
	l.mu.Unlock()
	l.adopt(l.fresh())
	l.log.clear()
	if l.gateway != nil {
		l.gateway.clear()
	}
	return map[string]any{"reset": true}
}
