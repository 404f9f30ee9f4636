package supersim

import (
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// CallbackKind says what a callback is about.
type CallbackKind string

// The kinds of callbacks.
const (
	CallbackSim   CallbackKind = "sim"   // an asynchronous update of a Sim has ended
	CallbackSms   CallbackKind = "sms"   // an SMS Command changed its status, or came from a SIM
	CallbackIP    CallbackKind = "ip"    // the same of an IP Command
	CallbackOther CallbackKind = "other" // signed, but not understood
)

// CallbackEvent is one callback whose signature was right. Neither vendor's signature covers the time, and KORE's covers
// no query: take it as a reason to ask the API, not as its word.
type CallbackEvent struct {
	Kind       CallbackKind
	SimSID     string
	SimName    string // unique name
	AccountSID string
	Status     string // of the Sim after the update, or of the Command
	CommandSID string
	Direction  string // ToSim or FromSim
	Params     url.Values
}

// CallbackConfig says how callbacks are checked.
type CallbackConfig struct {
	// URL is the address that the vendor was given: it is part of what is signed. A query in it does not matter.
	URL string
	// Secret gives what the vendor signs with: Twilio's AuthToken, or KORE's webhook secret. It is asked for every callback.
	Secret func() (string, error)
	// Handle takes each verified callback once. It must not block for long: the vendor waits 15 s.
	Handle func(CallbackEvent)
	// Refused is told why a callback was refused, without anything that it carried; nil is silent.
	Refused func(why string)
	// Now is the time, and whether it is certain: the Date of a callback is judged only by a clock that is right. nil is
	// this board's clock.
	Now func() (now time.Time, certain bool)
}

const (
	maxCallback    = 64 << 10         // bytes of a body
	callbackWindow = 15 * time.Minute // how far the Date of a callback may be off, and how long a duplicate is known
	callbackMemory = 1024             // duplicates that are remembered
)

// CallbackHandler serves callbacks: a form by POST, or a query by GET (sim-resource, Callback values). It answers 204 to what
// was accepted and to a duplicate of it, and 403 to a wrong, missing or old signature. Behind a proxy URL must be the
// address in front of it. Safe for several goroutines.
func CallbackHandler(cfg CallbackConfig) (http.Handler, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return nil, errors.New("cannot serve callbacks: the URL must be an absolute http or https address without a user")
	}
	if cfg.Secret == nil || cfg.Handle == nil {
		return nil, errors.New("cannot serve callbacks: there is no secret, or nobody to tell")
	}
	if cfg.Now == nil {
		cfg.Now = func() (time.Time, bool) { return time.Now(), true }
	}
	if cfg.Refused == nil {
		cfg.Refused = func(string) {}
	}
	return &callbacks{cfg: cfg, url: u}, nil
}

type callbacks struct {
	cfg  CallbackConfig
	url  *url.URL
	seen seen
}

func (c *callbacks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status, why, detail := c.serve(w, r)
	if why != "" {
		c.cfg.Refused(why + detail)
		http.Error(w, why, status)
		return
	}
	w.WriteHeader(status)
}

func (c *callbacks) serve(w http.ResponseWriter, r *http.Request) (status int, why, detail string) {
	if r.Method != http.MethodPost && r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET, POST")
		return http.StatusMethodNotAllowed, "only GET and POST are taken", ""
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCallback))
	if err != nil {
		return http.StatusRequestEntityTooLarge, "the body cannot be read, or is too large", ""
	}
	params, ok := callbackParams(r, body)
	if !ok {
		return http.StatusBadRequest, "the parameters are malformed", ""
	}
	now, certain := c.cfg.Now()
	if date, err := http.ParseTime(r.Header.Get("Date")); err == nil && certain && now.Sub(date).Abs() > callbackWindow {
		return http.StatusForbidden, "it is older than 15 minutes, or from a clock that is off", ""
	}
	secret, err := c.cfg.Secret()
	if err != nil {
		detail = ": " + err.Error() // for the log of this board alone
	}
	if err != nil || secret == "" {
		return http.StatusServiceUnavailable, "there is no secret to check it with", detail
	}
	mark, ok := c.verify(r, body, params, secret)
	if !ok {
		return http.StatusForbidden, "its signature is missing or wrong", ""
	}
	// KORE repeats with the same token; a replay has the same signature. So has a second event of the same content within
	// the window: it is lost, since the token that tells the two apart is not signed.
	if token := r.Header.Get(koreTokenHeader); !c.seen.first(time.Now(), mark, token) {
		return http.StatusNoContent, "", ""
	}
	c.cfg.Handle(eventOf(params))
	return http.StatusNoContent, "", ""
}

// callbackParams reads the parameters. A parameter that comes twice is refused, and so is a body that is not plain ASCII:
// KORE's hash can be continued by whoever knows one signature, and what can be appended begins with such bytes.
func callbackParams(r *http.Request, body []byte) (url.Values, bool) {
	// Some encoders leave a semicolon as it is, which net/url refuses.
	params, err := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, ";", "%3B"))
	if err != nil {
		return nil, false
	}
	if r.Method == http.MethodPost {
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
			return nil, false
		}
		if strings.ContainsFunc(string(body), func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return nil, false
		}
		if params, err = url.ParseQuery(string(body)); err != nil {
			return nil, false
		}
	}
	for _, v := range params {
		if len(v) != 1 {
			return nil, false
		}
	}
	return params, true
}

// eventOf names what the parameters say. The names of a Command's own SID are not the same in all sources.
func eventOf(p url.Values) CallbackEvent {
	text := func(names ...string) string {
		for _, n := range names {
			if v := printable(p.Get(n)); v != "" {
				return v
			}
		}
		return ""
	}
	e := CallbackEvent{
		Kind: CallbackOther, SimSID: text("SimSid"), SimName: text("SimUniqueName"), AccountSID: text("AccountSid"),
		Status: cmp.Or(text("SimStatus"), text("Status")), Direction: text("Direction"),
		CommandSID: text("SmsCommandSid", "IpCommandSid", "CommandSid", "Sid"), Params: p,
	}
	switch {
	case p.Has("SimStatus"):
		e.Kind = CallbackSim
	case strings.HasPrefix(e.CommandSID, "HG"), p.Has("IpCommandSid"), p.Has("DevicePort"):
		e.Kind = CallbackIP
	case strings.HasPrefix(e.CommandSID, "HC"), p.Has("SmsCommandSid"), p.Has("Payload"), p.Has("Command"):
		e.Kind = CallbackSms
	}
	return e
}
