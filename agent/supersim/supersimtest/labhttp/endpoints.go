package labhttp

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"simagent/agent/supersim/supersimtest"
)

// endpoint is one method on one path below /lab.
type endpoint struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	Params string `json:"params"` // by spaces; those with a ! must be there
	What   string `json:"what"`
	do     func(*Lab, *params) any
}

// failure is an answer that says why not.
type failure struct {
	Error string `json:"error"`
}

// endpoints lists what /lab can do, but for the state and scripts of faults, whose bodies are no parameters.
func endpoints() []endpoint {
	return []endpoint{
		{"GET", "/lab/accounts", "", "the accounts, without secrets", (*Lab).accounts},
		{"POST", "/lab/accounts", "parent move_inactive", "a new account; the answer holds its made-up secrets", (*Lab).addAccount},
		{"POST", "/lab/accounts/permit", "account! move_inactive!", "whether an account may move inactive Sims to another one", (*Lab).permit},
		{"GET", "/lab/fleets", "", "the Fleets of all accounts", (*Lab).fleets},
		{"POST", "/lab/fleets", "name! account", "a Fleet with the defaults", (*Lab).addFleet},
		{"GET", "/lab/sims", "", "the Sims of all accounts, and what the network counted", (*Lab).sims},
		{"POST", "/lab/sims", "iccid! code account status fleet", "a SIM on an account, or with a code one that waits for its registration", (*Lab).addSim},
		{"POST", "/lab/status", "sim! status! fleet", "put a Sim into a status at once: new, ready, active, inactive", (*Lab).putStatus},
		{"POST", "/lab/addresses", "sim! addresses", "what a SIM has on a VPN, apart by commas; none takes it off", (*Lab).addresses},
		{"POST", "/lab/usage", "sim! up down network", "bytes of a SIM; network is a SID, or MCC and MNC as in 00101", (*Lab).usage},
		{"GET", "/lab/messages", "", "the last SMS and IP Commands", (*Lab).messages},
		{"POST", "/lab/sms", "sim! text!", "an SMS Command from a SIM", (*Lab).smsFrom},
		{"POST", "/lab/sms/end", "sid! failed", "an SMS Command to a SIM has arrived, or with failed=true not", (*Lab).smsEnd},
		{"POST", "/lab/ip", "sim! text base64 ip port", "an IP Command from a SIM", (*Lab).ipFrom},
		{"POST", "/lab/ip/end", "sid! ip failed", "an IP Command to a SIM was sent to ip, or with failed=true not", (*Lab).ipEnd},
		{"GET", "/lab/devices", "", "the UDP address, what is bound to it, and where devices were last", (*Lab).devices},
		{"POST", "/lab/devices", "address! sim", "datagrams from address (IP, or IP:PORT) are this SIM's, or without sim nobody's", (*Lab).bindDevice},
		{"POST", "/lab/settings", "sim! status", "a Settings Update; status is scheduled (which goes on by itself), in-progress, successful, failed", (*Lab).settings},
		{"GET", "/lab/esims", "", "the eSIM profiles", (*Lab).esims},
		{"POST", "/lab/esims", "sid! step! code text", "a device's step: downloaded, installed, or failed with code and text", (*Lab).esimStep},
		{"GET", "/lab/clock", "", "the cloud's time, and when something falls due", (*Lab).clock},
		{"POST", "/lab/clock", "by to", "put the clock forward, by 90m, 36h, 5d or 3mo, or to an RFC 3339 time", (*Lab).setClock},
		{"GET", "/lab/faults", "", "the disturbances, and what they have struck", (*Lab).faults},
		{"DELETE", "/lab/faults", "", "end all disturbances; updates that are stuck go on", (*Lab).clearFaults},
		{"POST", "/lab/faults/clear", "", "the same, for a form", (*Lab).clearFaults},
		{"GET", "/lab/requests", "", "the last 200 requests of the API", (*Lab).requests},
		{"GET", "/lab/callbacks", "", "the last 200 callbacks, and what became of them", (*Lab).callbacks},
		{"GET", "/lab/alerts", "", "errors that no answer carries, such as 83401", (*Lab).alerts},
		{"POST", "/lab/reset", "", "begin again as at the start, without bound devices and past requests; the clock goes on", (*Lab).reset},
	}
}

// special are those with bodies of their own.
func special() []endpoint {
	return []endpoint{
		{"POST", "/lab/faults", "kind! count skip method path iccid status code retry_after latency pause bytes skew until",
			"a disturbance, of the kind " + strings.Replace(supersimtest.KindsText(), " and ", " or ", 1) + "; or a JSON array of such objects, with durations such as \"2s\"", nil},
		{"GET", "/lab/state", "", "the whole state of the cloud", nil},
		{"POST", "/lab/state", "", "a state in place of this one; the clock goes forward to its time", nil},
	}
}

// routes joins paths and functions.
func (l *Lab) routes() {
	l.mux = http.NewServeMux()
	l.mux.HandleFunc("GET /{$}", l.page)
	l.mux.HandleFunc("GET /lab", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"lab": append(endpoints(), special()...)})
	})
	for _, e := range endpoints() {
		l.mux.HandleFunc(e.Method+" "+e.Path, func(w http.ResponseWriter, r *http.Request) {
			p, err := readParams(w, r)
			if err == nil {
				err = p.check(e.Params)
			}
			if err != nil {
				reply(w, r, nil, err)
				return
			}
			body := e.do(l, p)
			if r.Method != http.MethodGet {
				l.opt.Commit()
			}
			reply(w, r, body, p.err)
		})
	}
	l.mux.HandleFunc("/lab/", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusNotFound, failure{"there is no such endpoint; GET /lab lists all"})
	})
	l.mux.HandleFunc("POST /lab/faults", l.setFaults)
	l.mux.HandleFunc("GET /lab/state", l.state)
	l.mux.HandleFunc("POST /lab/state", l.setState)
}

// reply answers a program in JSON, and sends the page that posted a form back to itself.
func reply(w http.ResponseWriter, r *http.Request, body any, err error) {
	switch {
	case err != nil:
		answer(w, http.StatusBadRequest, failure{err.Error()})
	case r.Method == http.MethodPost && strings.Contains(r.Header.Get("Accept"), "text/html"):
		http.Redirect(w, r, "/", http.StatusSeeOther)
	default:
		answer(w, http.StatusOK, body)
	}
}

func answer(w http.ResponseWriter, status int, body any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(body); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // an error means that the client has gone
}
