// Package page is the status page: one page of HTML that the daemon makes
// itself, whole without JavaScript, and live with it by server-sent events. It
// shows and changes nothing.
//
//	GET  /           the page
//	GET  /main       its inner part, which the script puts in place anew
//	GET  /events     text/event-stream: "status" and "history" as JSON, each when it has changed, and a "beat" between
//	GET  /login      a form for the token; POST takes it, and gives a cookie
//	POST /logout     takes the cookie back
//
// Nothing runs while nobody looks. There are no frameworks and no templates in
// it: html/template alone would be half a megabyte of the binary.
package page

import (
	"context"
	_ "embed"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"simagent/agent/local"
)

// A Source answers what the page shows. Its methods may be called from several
// goroutines.
type Source interface {
	Status(ctx context.Context, showIDs bool) (local.Status, error)
	// Book is the account of the SIM in the module, with its history.
	Book(ctx context.Context, showIDs bool) (local.Book, error)
}

// Options are what differs between pages.
type Options struct {
	Token   func() (string, error) // what a visitor must know; asked at every request, so that another one counts at once; nil: nothing
	Hosts   []string               // names that the page is reached by, besides IP addresses and localhost
	Refused func(why string)       // is told of visitors that are sent away; may be nil
}

// Page is the handler.
type Page struct {
	src     Source
	o       Options
	mux     http.Handler
	streams atomic.Int32

	mu     sync.Mutex
	past   past      // as it was last read
	pastOf string    // whose
	readAt time.Time // zero: never
}

// New makes the handler. It asks the source only when it is asked itself.
func New(src Source, o Options) *Page {
	p := &Page{src: src, o: o}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.whole)
	mux.HandleFunc("GET /main", p.part)
	mux.HandleFunc("GET /events", p.events)
	mux.HandleFunc("GET /login", p.loginForm)
	mux.HandleFunc("POST /login", p.login)
	mux.HandleFunc("POST /logout", p.logout)
	asset(mux, "style.css", "text/css; charset=utf-8", style)
	asset(mux, "page.js", "text/javascript; charset=utf-8", script)
	asset(mux, "ok.svg", "image/svg+xml", icon("#1a7f4b", "M9 17l5 5 9-12"))
	asset(mux, "attention.svg", "image/svg+xml", icon("#b25e00", "M16 8v10M16 23v1"))
	p.mux = Guard(o.Hosts, p.refused, p.admit(mux))
	return p
}

// ServeHTTP answers a visitor.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(w, r) }

func (p *Page) refused(why string) {
	if p.o.Refused != nil {
		p.o.Refused(why)
	}
}

//go:embed assets/style.css
var style string

//go:embed assets/page.js
var script string

// icon is a disc with a sign of one line, for the tab of the browser.
func icon(color, line string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="15" fill="` + color +
		`"/><path d="` + line + `" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/></svg>`
}

// asset serves a part of the page that is the same for everybody.
func asset(mux *http.ServeMux, name, kind, text string) {
	mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, _ *http.Request) { write(w, kind, text) })
}

func write(w http.ResponseWriter, kind, text string) {
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write([]byte(text)) // the visitor has gone: nothing to do
}

const htmlType = "text/html; charset=utf-8"

// look is the status and the history of now.
func (p *Page) look(ctx context.Context) (local.Status, past, error) {
	st, err := p.src.Status(ctx, false)
	if err != nil {
		return st, past{}, err
	}
	return st, p.history(ctx, st), nil
}

func (p *Page) whole(w http.ResponseWriter, r *http.Request) {
	st, past, err := p.look(r.Context())
	if err != nil {
		unable(w, err)
		return
	}
	write(w, htmlType, document(st, render(st, past), p.o.Token != nil))
}

func (p *Page) part(w http.ResponseWriter, r *http.Request) {
	st, past, err := p.look(r.Context())
	if err != nil {
		unable(w, err)
		return
	}
	write(w, htmlType, render(st, past))
}

func unable(w http.ResponseWriter, err error) {
	http.Error(w, "cannot show the status: "+err.Error(), http.StatusServiceUnavailable)
}
