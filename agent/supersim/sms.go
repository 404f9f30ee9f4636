package supersim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"time"
	"unicode/utf8"
)

// The values of Direction in [IPCommand] and [SmsCommand].
const (
	ToSim   = "to_sim"
	FromSim = "from_sim"
)

// SmsCommand is one SMS Command, in either direction. Null is "" or the zero time.
type SmsCommand struct {
	SID         string // HC and 32 hex digits
	AccountSID  string
	SimSID      string
	Payload     string // as it came, control characters included
	Status      string // queued, sent, delivered, received, failed
	Direction   string // ToSim or FromSim
	DateCreated time.Time
	DateUpdated time.Time
	URL         string
	Raw         json.RawMessage // the whole answer
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (s *SmsCommand) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*s = SmsCommand{
		SID: p.text("sid"), AccountSID: p.text("account_sid"), SimSID: p.text("sim_sid"), Payload: p.raw("payload"),
		Status: p.text("status"), Direction: p.text("direction"),
		DateCreated: p.time("date_created"), DateUpdated: p.time("date_updated"), URL: p.text("url"), Raw: raw,
	}
	return nil
}

// SmsCommandFilter narrows a list of SMS Commands. "" does not narrow.
type SmsCommandFilter struct {
	Sim       string // SID or unique name
	Status    string // queued, sent, delivered, received, failed
	Direction string // ToSim or FromSim
}

// SmsCommands lists SMS Commands, newest first, in the manner of Sims.
func (c *Client) SmsCommands(ctx context.Context, f SmsCommandFilter) iter.Seq2[SmsCommand, error] {
	u := c.url(c.query("Sim", f.Sim, "Status", f.Status, "Direction", f.Direction), "SmsCommands")
	return list[SmsCommand](ctx, c, u, "cannot read SMS Commands", "sms_commands")
}

// SmsCommand fetches one SMS Command.
func (c *Client) SmsCommand(ctx context.Context, sid string) (SmsCommand, Meta, error) {
	const what = "cannot read SMS Command"
	if !isSID("HC", sid) {
		return SmsCommand{}, Meta{}, errors.New(what + ": its SID must be HC and 32 hex digits")
	}
	body, meta, err := c.get(ctx, c.url(nil, "SmsCommands", sid))
	s, err := one[SmsCommand](what, "SMS Command", body, meta, err)
	return s, meta, err
}

// maxSMS bounds the payload of an SMS Command, in characters (smscommand-resource).
const maxSMS = 160

// SendSms sends an SMS Command to a Sim, named by SID or unique name; five of them make a ready Sim active, which costs
// money. payload has 1 to 160 characters. It is sent at most once: after a time-out or a cut answer the error says so,
// and whether it went is to be read from the list.
func (c *Client) SendSms(ctx context.Context, sim, payload string, back Callback) (SmsCommand, Meta, error) {
	const what = "cannot send SMS Command"
	form := url.Values{"Sim": {sim}, "Payload": {payload}}
	err := back.add(form)
	switch n := utf8.RuneCountInString(payload); {
	case !isRef(sim):
		err = errors.New("name the Sim by its SID or unique name")
	case n == 0 || n > maxSMS || !utf8.ValidString(payload):
		err = fmt.Errorf("the text must have 1 to %d characters", maxSMS)
	}
	if err != nil {
		return SmsCommand{}, Meta{}, fmt.Errorf("%s: %w", what, err)
	}
	body, meta, err := c.post(ctx, c.url(nil, "SmsCommands"), form, true)
	if Doubtful(err) {
		return SmsCommand{}, meta, fmt.Errorf("%s: %w; it may have gone, so it is not sent again: look at the list of SMS Commands", what, err)
	}
	s, err := one[SmsCommand](what, "SMS Command", body, meta, err)
	return s, meta, err
}

// Doubtful reports whether an error of a call that changes something leaves open whether the change was made: the
// request may have arrived.
func Doubtful(err error) bool {
	if _, ok := errors.AsType[*tokenError](err); ok {
		return false // the request itself was never made
	}
	if e, ok := errors.AsType[*NetError](err); ok {
		switch e.Kind {
		case NetTimeout, NetCut, NetCanceled, NetOther:
			return !e.Unsent
		}
		return false
	}
	e, ok := errors.AsType[*APIError](err)
	return ok && (e.HTTPStatus >= 500 || e.HTTPStatus < 300 || e.HTTPStatus == 408)
}
