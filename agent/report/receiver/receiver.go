package main

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"simagent/agent/report"
	"simagent/agent/supersim"
)

// receiver takes reports from several requests at once.
type receiver struct {
	key       []byte // of signed reports
	tolerance time.Duration
	now       func() time.Time

	mu   sync.Mutex
	out  io.Writer
	sims memory
}

func (r *receiver) routes(ipCommand http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/ip-command", ipCommand)
	if len(r.key) > 0 {
		mux.HandleFunc("POST /report", r.report)
	}
	return mux
}

// maxBody bounds a request, in bytes: the largest form of a report, and something for a webhook's other parameters.
const maxBody = report.MaxJSON

// report takes what the daemon itself posts. What is refused with 4xx is not sent again.
func (r *receiver) report(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, maxBody))
	if err != nil {
		http.Error(w, "too large, or cut off", http.StatusRequestEntityTooLarge)
		return
	}
	if err := report.Verify(r.key, q.Header.Get(report.SignatureHeader), body, r.now(), r.tolerance); err != nil {
		r.print("a report was refused: " + err.Error())
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	p, device, at, err := report.DecodeJSON(body)
	if err != nil {
		r.print("a report was refused: " + err.Error())
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.take("HTTPS", report.Received{Payload: p, Device: device, SentAt: at})
	w.WriteHeader(http.StatusNoContent)
}

// ipCommand takes the vendor's webhook unchecked: whoever reaches it can make up reports.
func (r *receiver) ipCommand(w http.ResponseWriter, q *http.Request) {
	if q.Method != http.MethodPost {
		w.Header().Set("Allow", "POST")
		http.Error(w, "only POST is taken", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, q.Body, maxBody))
	if err != nil {
		http.Error(w, "too large, or cut off", http.StatusRequestEntityTooLarge)
		return
	}
	r.command(body)
	w.WriteHeader(http.StatusNoContent)
}

// callback takes a webhook whose signature was right.
func (r *receiver) callback(e supersim.CallbackEvent) { r.command([]byte(e.Params.Encode())) }

// command reads the parameters. Other programs send IP Commands too: what is no report is no failure, and the vendor
// would only send it again.
func (r *receiver) command(params []byte) {
	v, err := report.Read(params)
	if err != nil {
		r.print("an IP Command that is no report: " + err.Error())
		return
	}
	r.take("IP Command", v)
}

func (r *receiver) take(route string, v report.Received) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintf(r.out, "%s, by %s: %s; %s\n", name(v.Device), route, r.sims.judge(id(v.Device), v.Payload), v.Payload)
}

func (r *receiver) print(line string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	fmt.Fprintln(r.out, line)
}

// id tells Sims apart. Both routes know the ICCID; a device that is asked for no ids says its name alone.
func id(d report.Device) string {
	switch {
	case d.ICCID != "":
		return d.ICCID
	case d.SimSID != "":
		return d.SimSID
	}
	return d.Name
}

// name is for the log, where ids do not belong.
func name(d report.Device) string {
	if d.Name != "" {
		return fmt.Sprintf("%q", d.Name)
	}
	if s := id(d); len(s) > 8 {
		return "…" + s[len(s)-4:]
	}
	return "a device"
}
