package supersim

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"time"
)

// IPCommand is one IP Command, in either direction. Null is "", 0 or the zero time.
type IPCommand struct {
	SID         string // HG and 32 hex digits
	AccountSID  string
	SimSID      string
	SimICCID    string
	Status      string // queued, sent, received, failed
	Direction   string // ToSim or FromSim
	DeviceIP    string
	DevicePort  int    // 1..65535; 0 when unknown
	PayloadType string // text or binary; from a SIM always binary
	Payload     string // as it came; see Bytes
	DateCreated time.Time
	DateUpdated time.Time
	URL         string
	Raw         json.RawMessage // the whole answer
}

// Bytes is the payload itself: decoded from base64 when PayloadType is binary, else the text as it is.
func (c IPCommand) Bytes() ([]byte, error) {
	if c.PayloadType != "binary" {
		return []byte(c.Payload), nil
	}
	b, err := base64.StdEncoding.DecodeString(c.Payload)
	if err != nil {
		return nil, errors.New("cannot read IP Command payload: it is not base64")
	}
	return b, nil
}

// UnmarshalJSON reads the API's form. Anything but a JSON object is an error.
func (c *IPCommand) UnmarshalJSON(b []byte) error {
	p, raw, err := readProps(b)
	if err != nil {
		return err
	}
	*c = IPCommand{
		SID: p.text("sid"), AccountSID: p.text("account_sid"), SimSID: p.text("sim_sid"), SimICCID: p.text("sim_iccid"),
		Status: p.text("status"), Direction: p.text("direction"), DeviceIP: p.text("device_ip"),
		PayloadType: p.text("payload_type"), Payload: p.raw("payload"),
		DateCreated: p.time("date_created"), DateUpdated: p.time("date_updated"), URL: p.text("url"), Raw: raw,
	}
	if n := p.count("device_port"); n != nil && *n >= 0 && *n <= 65535 {
		c.DevicePort = int(*n)
	}
	return nil
}

// IPCommandFilter narrows a list of IP Commands. "" does not narrow.
type IPCommandFilter struct {
	Sim       string // SID or unique name
	SimICCID  string // 18 to 22 digits
	Status    string // queued, sent, received, failed
	Direction string // ToSim or FromSim
}

// IPCommands lists IP Commands, newest first, in the manner of Sims.
func (c *Client) IPCommands(ctx context.Context, f IPCommandFilter) iter.Seq2[IPCommand, error] {
	u := c.url(c.query("Sim", f.Sim, "SimIccid", f.SimICCID, "Status", f.Status, "Direction", f.Direction), "IpCommands")
	return list[IPCommand](ctx, c, u, "cannot read IP Commands", "ip_commands")
}

// IPCommand fetches one IP Command.
func (c *Client) IPCommand(ctx context.Context, sid string) (IPCommand, Meta, error) {
	const what = "cannot read IP Command"
	if !isSID("HG", sid) {
		return IPCommand{}, Meta{}, errors.New(what + ": its SID must be HG and 32 hex digits")
	}
	body, meta, err := c.get(ctx, c.url(nil, "IpCommands", sid))
	v, err := one[IPCommand](what, "IP Command", body, meta, err)
	return v, meta, err
}

// maxIP bounds the payload of an IP Command, in bytes (ipcommand-resource).
const maxIP = 1300

// SendIP sends a datagram to a port of the device in which the Sim is, named by SID or unique name. payload has 1 to 1300
// bytes and goes as base64. Like SendSms it is sent at most once.
func (c *Client) SendIP(ctx context.Context, sim string, port int, payload []byte, back Callback) (IPCommand, Meta, error) {
	const what = "cannot send IP Command"
	form := url.Values{"Sim": {sim}, "Payload": {base64.StdEncoding.EncodeToString(payload)}, "PayloadType": {"binary"}, "DevicePort": {strconv.Itoa(port)}}
	err := back.add(form)
	switch {
	case !isRef(sim):
		err = errors.New("name the Sim by its SID or unique name")
	case len(payload) == 0 || len(payload) > maxIP:
		err = fmt.Errorf("the payload must have 1 to %d bytes", maxIP)
	case port < 1 || port > 65535:
		err = errors.New("the device's port must be 1 to 65535")
	}
	if err != nil {
		return IPCommand{}, Meta{}, fmt.Errorf("%s: %w", what, err)
	}
	body, meta, err := c.post(ctx, c.url(nil, "IpCommands"), form, true)
	v, err := one[IPCommand](what, "IP Command", body, meta, err)
	return v, meta, err
}
