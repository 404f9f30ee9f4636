// Package labhttp puts a hand and a face on the emulated Super SIM cloud: /lab drives it, / shows it, and datagrams
// become IP Commands. It is for one machine: whoever reaches it may do everything.
package labhttp

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"

	"simagent/agent/supersim/supersimtest"
)

// Options of a Lab. Clock and either Cloud or Start are needed.
type Options struct {
	Clock *supersimtest.Clock
	Cloud supersimtest.Options      // of the clouds that reset and load make; Now must be the Clock's
	Seed  func(*supersimtest.Cloud) // puts into a fresh cloud what it begins with; nil leaves it empty
	Start *supersimtest.Cloud       // the first cloud; nil makes and seeds one

	// Shared says that somebody else drives Start too and listens to it: there is no reset and no load then, and its
	// OnIP and OnChange are left alone.
	Shared bool

	UDP       net.PacketConn    // where the SIMs' IP Commands arrive, and are sent from; nil for none
	Callbacks http.RoundTripper // makes the callbacks; nil is that of RunCallbacks
	Changed   func()            // told after what may have changed the cloud's state, from any goroutine; nil is silent
	Commit    func()            // called before a request is answered that may have changed it, and waited for; nil is Changed
}

// Lab serves one cloud at a time. It is safe for several goroutines.
type Lab struct {
	opt     Options
	log     requestLog
	gateway *gateway // nil without UDP
	mux     *http.ServeMux

	mu      sync.Mutex
	cloud   *supersimtest.Cloud
	added   []newAccount    // by /lab, to the accounts of the options
	movers  map[string]bool // whether accounts may move inactive Sims, by SID, as /lab has settled it
	swapped chan struct{}   // closed when another cloud takes its place
}

// New makes a Lab. Nothing falls due, is called back or received before Run.
func New(o Options) *Lab {
	l := &Lab{opt: o, swapped: make(chan struct{})}
	if l.opt.Changed == nil {
		l.opt.Changed = func() {}
	}
	if l.opt.Commit == nil {
		l.opt.Commit = l.opt.Changed
	}
	if l.opt.Cloud.Commit == nil {
		l.opt.Cloud.Commit = l.opt.Commit
	}
	if o.UDP != nil {
		l.gateway = &gateway{lab: l, conn: o.UDP, bound: map[string]string{}, last: map[string]*net.UDPAddr{}}
	}
	c := o.Start
	if c == nil {
		c = l.fresh()
	}
	l.adopt(c)
	l.routes()
	return l
}

// fresh makes a cloud as the first one was.
func (l *Lab) fresh() *supersimtest.Cloud {
	c := supersimtest.New(l.opt.Cloud)
	if l.opt.Seed != nil {
		l.opt.Seed(c)
	}
	return c
}

// Cloud is the one that is served now.
func (l *Lab) Cloud() *supersimtest.Cloud {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cloud
}

// adopt serves another cloud from now on.
func (l *Lab) adopt(c *supersimtest.Cloud) {
	if !l.opt.Shared {
		c.OnChange(func(string, string, string, string) { l.opt.Changed() })
		if l.gateway != nil {
			c.OnIP(func(iccid, sid string, port int, payload []byte) { l.gateway.send(c, iccid, sid, port, payload) })
		}
	}
	l.mu.Lock()
	l.cloud = c
	close(l.swapped)
	l.swapped = make(chan struct{})
	l.mu.Unlock()
	l.opt.Changed()
}

// Run lets time pass for the cloud, makes its callbacks and takes datagrams, until ctx ends and all of it has ended.
func (l *Lab) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	if l.gateway != nil {
		wg.Go(func() { l.gateway.serve(ctx) })
	}
	for ctx.Err() == nil {
		l.mu.Lock()
		c, swapped := l.cloud, l.swapped
		l.mu.Unlock()
		l.runOne(ctx, c, swapped)
	}
}

// runOne runs one cloud until another takes its place.
func (l *Lab) runOne(ctx context.Context, c *supersimtest.Cloud, swapped <-chan struct{}) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() { c.RunClock(ctx, l.opt.Clock) })
	wg.Go(func() { _ = c.RunCallbacks(ctx, l.opt.Callbacks) }) // fails only when somebody else runs them
	select {
	case <-swapped:
	case <-ctx.Done():
	}
}

// ServeHTTP answers / and /lab itself, and gives all else to the cloud.
func (l *Lab) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" && r.URL.Path != "/lab" && !strings.HasPrefix(r.URL.Path, "/lab/") {
		l.api(w, r)
		return
	}
	if !admitted(r) {
		answer(w, http.StatusForbidden, failure{"only this machine's own pages and programs may ask here"})
		return
	}
	l.mux.ServeHTTP(w, r)
}
