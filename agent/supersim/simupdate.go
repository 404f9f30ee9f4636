package supersim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// RegisterSim adds a SIM that is on no account yet. iccid has 18 to 22 digits; code is the registration code that is
// printed on the card, ten characters. No error quotes it.
func (c *Client) RegisterSim(ctx context.Context, iccid, code string) (Sim, Meta, error) {
	const what = "cannot add SIM"
	switch {
	case !isICCID(iccid):
		return Sim{}, Meta{}, errors.New(what + ": the ICCID must have 18 to 22 digits")
	case !sendable(code) || len(code) > 64:
		return Sim{}, Meta{}, errors.New(what + ": the registration code must be letters and digits without spaces")
	}
	body, meta, err := c.post(ctx, c.url(nil, "Sims"), url.Values{"Iccid": {iccid}, "RegistrationCode": {code}}, false)
	s, meta, err := oneSim(what, "", body, meta, err)
	if err == nil && !sameCard(iccid, s.ICCID) {
		return Sim{}, meta, fmt.Errorf("%s: %w", what, unreadable(meta.HTTPStatus, anotherSIM))
	}
	return s, meta, err
}

// Callback is where the API reports how something ended. The zero value is nowhere.
type Callback struct {
	URL    string // https; KORE calls no other
	Method string // GET or POST; "" is POST
}

func (c Callback) add(form url.Values) error {
	if c.URL == "" {
		if c.Method != "" {
			return errors.New("a callback method without a URL")
		}
		return nil
	}
	if u, err := url.Parse(c.URL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("the callback URL must be an absolute http or https address")
	}
	form.Set("CallbackUrl", c.URL)
	switch c.Method {
	case "":
	case http.MethodGet, http.MethodPost:
		form.Set("CallbackMethod", c.Method)
	default:
		return errors.New("the callback method must be GET or POST")
	}
	return nil
}

// SimUpdate is what to change; nil and "" keep what is there.
type SimUpdate struct {
	UniqueName *string   // "" takes the name away
	Status     SimStatus // StatusReady (only from new), StatusActive or StatusInactive
	Fleet      *string   // SID or unique name; "" is no Fleet, sent as an empty value
	AccountSID string    // moves the Sim to this account; see the API's rules
	Callback   Callback  // called when an asynchronous update has ended
}

// UpdateSim changes a Sim, which may cost money. ref is its SID or unique name. When [Meta.HTTPStatus] is 202 the update
// goes on after the answer, see [Client.Wait]. Making the same update twice does it once, so it is repeated in doubt; when
// the first one was accepted and its answer lost, the second is refused (83009, 83010): read the Sim before taking an error
// after several [Meta.Attempts] for a failure.
func (c *Client) UpdateSim(ctx context.Context, ref string, u SimUpdate) (Sim, Meta, error) {
	const what = "cannot update Sim"
	form, err := u.form()
	if err == nil && !isRef(ref) {
		err = errors.New("give its SID or its unique name")
	}
	if err != nil {
		return Sim{}, Meta{}, fmt.Errorf("%s: %w", what, err)
	}
	body, meta, err := c.post(ctx, c.url(nil, "Sims", ref), form, false)
	if u.UniqueName != nil {
		ref = "" // the answer may carry the new name
	}
	return oneSim(what, ref, body, meta, err)
}

func (u SimUpdate) form() (url.Values, error) {
	form := url.Values{}
	if u.UniqueName != nil {
		if *u.UniqueName != "" && !isRef(*u.UniqueName) {
			return nil, errors.New("the unique name holds what no address can")
		}
		form.Set("UniqueName", *u.UniqueName)
	}
	switch u.Status {
	case "":
	case StatusReady, StatusActive, StatusInactive:
		form.Set("Status", string(u.Status))
	default:
		return nil, errors.New("the status must be ready, active or inactive")
	}
	if u.Fleet != nil {
		form.Set("Fleet", *u.Fleet)
	}
	if u.AccountSID != "" {
		if !isSID("AC", u.AccountSID) {
			return nil, errors.New("the account's SID must be AC and 32 hex digits")
		}
		form.Set("AccountSid", u.AccountSID)
	}
	if len(form) == 0 {
		return nil, errors.New("nothing is to change")
	}
	return form, u.Callback.add(form)
}
