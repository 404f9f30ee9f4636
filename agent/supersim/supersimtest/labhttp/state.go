package labhttp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"simagent/agent/supersim/supersimtest"
)

// maxState bounds a state that is loaded, in bytes.
const maxState = 256 << 20

// saved is the cloud and the accounts that were added to it, with their made-up secrets.
type saved struct {
	Accounts []newAccount    `json:"accounts"`
	Movers   map[string]bool `json:"move_inactive,omitempty"` // by SID, what /lab has settled
	Cloud    json.RawMessage `json:"cloud"`
}

func (a newAccount) account() supersimtest.Account {
	return supersimtest.Account{SID: a.SID, AuthToken: a.AuthToken, Parent: a.Parent, Clients: map[string]string{a.ClientID: a.ClientSecret},
		WebhookSecret: a.WebhookSecret}
}

// Save writes the state of the cloud, with the secrets of the accounts that /lab added, so that Load can go on with it.
// Callbacks that wait, faults, access tokens and the log are not in it.
func (l *Lab) Save(w io.Writer) error {
	l.mu.Lock()
	c, added, movers := l.cloud, slices.Clone(l.added), maps.Clone(l.movers)
	l.mu.Unlock()
	var b bytes.Buffer
	if err := c.Save(&b); err != nil {
		return err
	}
	if added == nil {
		added = []newAccount{}
	}
	return json.NewEncoder(w).Encode(saved{added, movers, b.Bytes()})
}

// Load serves a cloud from a state of Save in place of the present one, and puts the clock forward to its time. After an
// error nothing has changed.
func (l *Lab) Load(r io.Reader) error {
	if l.opt.Shared {
		return errors.New("this cloud is part of a larger laboratory, and cannot be replaced alone")
	}
	b, err := io.ReadAll(io.LimitReader(r, maxState+1))
	if err != nil || len(b) > maxState {
		return errors.New("cannot read the state: it is too long, or ended early")
	}
	var st saved
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	switch err := dec.Decode(&st); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("cannot read the state: it is cut off")
	case err != nil, len(st.Cloud) == 0, dec.More():
		return errors.New("cannot read the state: it is not one of this laboratory")
	}
	o := l.opt.Cloud
	if o.Accounts = slices.Clone(o.Accounts); len(o.Accounts) == 0 {
		o.Accounts = []supersimtest.Account{supersimtest.DefaultAccount()}
	}
	for _, a := range st.Accounts {
		o.Accounts = append(o.Accounts, a.account())
	}
	c, err := supersimtest.Load(o, bytes.NewReader(st.Cloud))
	if err != nil {
		return err
	}
	for sid, may := range st.Movers {
		if err := c.PermitMoveInactive(sid, may); err != nil {
			return err
		}
	}
	l.opt.Clock.Set(c.Latest()) // a clock that is later already goes on as it is
	l.mu.Lock()
	l.added, l.movers = st.Accounts, st.Movers
	l.mu.Unlock()
	l.adopt(c)
	return nil
}

func (l *Lab) state(w http.ResponseWriter, _ *http.Request) {
	var b bytes.Buffer
	if err := l.Save(&b); err != nil {
		answer(w, http.StatusInternalServerError, failure{err.Error()})
		return
	}
	answer(w, http.StatusOK, json.RawMessage(b.Bytes()))
}

func (l *Lab) setState(w http.ResponseWriter, r *http.Request) {
	if err := l.Load(http.MaxBytesReader(w, r.Body, maxState)); err != nil {
		reply(w, r, nil, fmt.Errorf("the state stays as it was: %w", err))
		return
	}
	l.opt.Commit()
	reply(w, r, map[string]any{"loaded": true}, nil)
}
