package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
	"unicode/utf8"

	"simagent/agent/report"
)

// arrived is what came from the device, by whatever route, as its receiver sees it.
type arrived struct {
	Time    time.Time        `json:"time"`
	Route   string           `json:"route"`    // HTTPS, IP Command or SMS Command
	IPBytes int              `json:"ip_bytes"` // that the network metered for it; 0 where the route is not the SIM's, or the message has no bytes
	SMS     int              `json:"sms"`      // SMS Commands that it counts as
	Text    string           `json:"text"`     // the report in words, or what else it was
	Report  *json.RawMessage `json:"report"`   // the report as JSON; null for what is none
}

// mostArrived bounds what is kept, and mostPosted a report by HTTPS, in bytes.
const (
	mostArrived = 200
	mostPosted  = 64 << 10
)

// inbox takes what arrives and tells it, one line each. Its methods are safe from any goroutine.
type inbox struct {
	out io.Writer // nil tells nobody
	now func() time.Time
	key []byte

	mu   sync.Mutex
	list []arrived
}

// newInbox makes the key that reports by HTTPS are signed with, and its file in dir.
func newInbox(dir string, now func() time.Time) (*inbox, string, error) {
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return nil, "", err
	}
	b := &inbox{now: now, key: []byte(hex.EncodeToString(secret))}
	file := filepath.Join(dir, "report.key")
	return b, file, os.WriteFile(file, append(b.key, '\n'), 0o600)
}

// tell lets each arrival be told on w.
func (b *inbox) tell(w io.Writer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.out = w
}

// take decodes what a device sent over the SIM.
func (b *inbox) take(route string, payload []byte, ipBytes, sms int) {
	a := arrived{Route: route, IPBytes: ipBytes, SMS: sms}
	if p, err := report.DecodeAny(payload); err == nil {
		b.put(a, p, report.Device{}, time.Time{})
		return
	}
	a.Text = fmt.Sprintf("%d bytes that are no report: %s", len(payload), hex.EncodeToString(payload[:min(len(payload), 40)]))
	if utf8.Valid(payload) {
		a.Text = fmt.Sprintf("no report: %q", payload)
	}
	b.keep(a)
}

func (b *inbox) put(a arrived, p report.Payload, d report.Device, at time.Time) {
	a.Text = p.String()
	if j, err := report.EncodeJSON(p, d, at); err == nil {
		raw := json.RawMessage(j)
		a.Report = &raw
	}
	b.keep(a)
}

func (b *inbox) keep(a arrived) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a.Time = b.now().UTC()
	b.list = append(b.list, a)
	b.list = b.list[max(len(b.list)-mostArrived, 0):]
	if b.out != nil {
		cost := ""
		if a.IPBytes > 0 {
			cost = fmt.Sprintf(", %d B", a.IPBytes)
		}
		fmt.Fprintf(b.out, "%s  %s%s: %s\n", a.Time.Format("15:04:05"), a.Route, cost, a.Text)
	}
}

// ServeHTTP is the user's own address (report.url): a signed report is acknowledged with 204.
func (b *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostPosted))
	if err == nil {
		err = report.Verify(b.key, r.Header.Get(report.SignatureHeader), body, b.now(), -1) // a board whose clock is not set may report, too
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	p, d, at, err := report.DecodeJSON(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	b.put(arrived{Route: "HTTPS"}, p, d, at)
	w.WriteHeader(http.StatusNoContent)
}

// show lists what arrived, oldest first.
func (b *inbox) show(w http.ResponseWriter, _ *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	list := b.list
	if list == nil {
		list = []arrived{}
	}
	_ = json.NewEncoder(w).Encode(list)
}
