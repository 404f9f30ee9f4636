package agent

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"simagent/atcmd"
	"simagent/atcmd/format"
	"simagent/atcmd/module"
)

// A Port is an open AT port, and what is known of its surroundings.
type Port struct {
	io.ReadWriteCloser
	Path      string
	Interface string // network interface on the same device, "" if there is none
	Instead   string // the port that should serve and hangs, "" in the ordinary case
	Alone     string // why the port that should serve instead cannot, "" in the ordinary case
	Baud      int    // the speed, if it is not the configured one
	UART      bool   // its speed matters
	USB       bool   // a USB device that the host may reset
}

// A HeldError says who has the port, and in its last lines what frees it.
type HeldError struct{ Text string }

func (e *HeldError) Error() string { return e.Text }

// Opener finds the port and opens it. avoid is a port that hung, "" in the
// ordinary case: another AT port of the same module is to be taken if it has
// one. A *HeldError means that another program has it; every other error means
// that there is no port.
type Opener func(ctx context.Context, avoid string) (Port, error)

// link is one generation of the way to the module: a session, its URCs, and
// the jobs that wait for it.
type link struct {
	gen   uint32
	emit  func(any)
	set   Settings
	avoid string // a port that hung

	mu    sync.Mutex
	jobs  []Command
	ended bool
	wake  chan struct{}

	sess    *atcmd.Session
	profile module.Profile
	poll    poller
	marked  int // what the module remembered last
}

// closeLimit is how long the end of a link may take: a daemon ends within two
// seconds.
const closeLimit = 700 * time.Millisecond

func newLink(gen uint32, set Settings, emit func(any)) *link {
	return &link{gen: gen, emit: emit, set: set, wake: make(chan struct{}, 1)}
}

// add queues a job; one that waits already is not queued again. It reports
// false when the link has ended, and nobody will do it.
func (l *link) add(c Command) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return false
	}
	for i, j := range l.jobs {
		if j.Op == c.Op && j.Arg == c.Arg && j.Index == c.Index && !c.Op.asked() {
			l.jobs[i].Hints += c.Hints
			return true
		}
	}
	l.jobs = append(l.jobs, c)
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return true
}

func (l *link) next() (Command, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.jobs) == 0 {
		return Command{}, false
	}
	c := l.jobs[0]
	l.jobs = l.jobs[1:]
	return c, true
}

// run opens the port and serves it until ctx ends or the port does. Its owner
// is Agent.Run, which waits for it.
func (l *link) run(ctx context.Context, open Opener) {
	defer l.leave()
	port, err := open(ctx, l.avoid)
	if err != nil {
		state := Absent
		if _, held := errors.AsType[*HeldError](err); held {
			state = Held
		}
		l.emit(LinkDown{Gen: l.gen, State: state, Cause: err.Error()})
		return
	}
	l.sess = atcmd.NewSession(port, atcmd.Options{})
	defer l.sess.Close(closeLimit)
	up, err := l.identify(ctx, port)
	if err != nil {
		if dead := l.sess.Err(); dead != nil {
			err = dead
		}
		cause := port.Path + " answers no AT command"
		if !errors.Is(err, context.DeadlineExceeded) { // "no answer in 1 s" says the same again
			cause += ": " + err.Error()
		}
		if port.Alone != "" {
			cause += ", and " + port.Alone
		}
		if port.UART && !strings.Contains(cause, "\n") {
			cause += "\nIs it switched on, and is modem.baud its speed? modem.baud_search = true tries others."
		}
		l.emit(LinkDown{Gen: l.gen, State: Silent, Port: port.Path, Cause: cause, USB: port.USB})
		return
	}
	l.profile = up.Profile
	l.emit(up)
	l.serve(ctx)
	if ctx.Err() == nil {
		cause := l.sess.Err()
		state := Absent
		if errors.Is(cause, atcmd.ErrNoAnswer) || errors.Is(cause, atcmd.ErrWriteStuck) {
			state = Silent
		}
		l.emit(LinkDown{Gen: l.gen, State: state, Port: port.Path, Cause: port.Path + " is lost: " + cause.Error(), USB: port.USB})
	}
}

// leave answers the wishes that will not be carried out any more.
func (l *link) leave() {
	l.mu.Lock()
	l.ended = true
	l.mu.Unlock()
	for {
		c, ok := l.next()
		if !ok {
			return
		}
		if v := wentAway(c); v != nil {
			l.emit(v)
		}
	}
}

// asked tells whether a person waits for the end of a job.
func (o Op) asked() bool { return o == SendSMS || o == Raw }

// wentAway is the end of a wish whose link ended before its turn came; nil for
// every other job.
func wentAway(c Command) any {
	switch c.Op {
	case SendSMS:
		return SMSSent{Gen: c.Gen, ICCID: c.ICCID, Asked: c.Asked, Err: errWentAway, Sure: true}
	case Raw:
		return RawDone{Gen: c.Gen, ICCID: c.ICCID, Asked: c.Asked, Cmd: c.Arg, Err: errWentAway, Sure: true}
	}
	return nil
}

// serve forwards URCs and carries out jobs, in two goroutines of which it
// waits for the second.
func (l *link) serve(ctx context.Context) {
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	defer wg.Wait()
	defer cancel()
	wg.Go(func() { l.work(ctx) })
	for {
		select {
		case u := <-l.sess.URCs():
			l.emit(URCSeen{Gen: l.gen, URC: u})
		case <-l.sess.Done():
			return
		case <-ctx.Done():
			return
		}
	}
}

func (l *link) work(ctx context.Context) {
	for {
		c, ok := l.next()
		if !ok {
			select {
			case <-l.wake:
				continue
			case <-l.sess.Done():
				return
			case <-ctx.Done():
				return
			}
		}
		v := l.carryOut(ctx, c)
		if v == nil || !c.Op.asked() && (ctx.Err() != nil || l.sess.Err() != nil) {
			continue // what failed because the link ended says nothing of the SIM
		}
		l.emit(v)
	}
}

// probes is how often a port is asked before it counts as no module's, and
// probeLimit how long it may take each time: ModemManager's three seconds.
const (
	probes     = 3
	probeLimit = 3 * time.Second
)

// identify wakes the module, puts its line into a known state and asks who it is.
func (l *link) identify(ctx context.Context, port Port) (LinkUp, error) {
	var err error
	for i := range probes {
		cmd := "Q0V1"              // another program may have silenced the results, V.250 6.2.5
		if i > 0 || l.gen%2 == 0 { // some answer nothing but a bare AT
			cmd = ""
		}
		err = l.try(ctx, probeLimit, cmd)
		if _, answered := errors.AsType[*atcmd.CommandError](err); err == nil || answered {
			err = nil
			break
		}
		if l.sess.Err() != nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return LinkUp{}, err
	}
	// Echo off, words instead of digits, numeric errors: each may be refused.
	for _, cmd := range []string{"E0", "V1", "+CMEE=1"} {
		err := l.try(ctx, 3*time.Second, cmd)
		if err != nil && l.sess.Err() != nil {
			return LinkUp{}, err
		}
		if errors.Is(err, context.DeadlineExceeded) && cmd == "E0" {
			l.sess.Mute()
		}
	}
	if err := l.sess.Align(ctx); err != nil && l.sess.Err() != nil {
		return LinkUp{}, err
	}
	up := LinkUp{Gen: l.gen, Port: port.Path, Interface: port.Interface, Instead: port.Instead, Baud: port.Baud, USB: port.USB}
	up.Manufacturer = l.ask(ctx, "+CGMI", "+GMI")
	up.Model = l.ask(ctx, "+CGMM", "+GMM")
	up.Revision = l.ask(ctx, "+CGMR", "+GMR")
	up.Profile = module.Identify(up.Manufacturer, up.Model)
	l.sess.Extend(patience(up.Profile))
	h := fnv.New32a()
	fmt.Fprint(h, up.Manufacturer, up.Model, l.ask(ctx, "+CGSN", "+GSN"))
	up.Identity = fmt.Sprintf("%06x", h.Sum32()&0xffffff)
	return up, nil
}

// patience puts a family's limits into the session's terms.
func patience(p module.Profile) (list []atcmd.Patience) {
	for _, m := range p.Limits {
		list = append(list, atcmd.Patience{Prefix: m.Command, Limit: time.Duration(m.Seconds) * time.Second, Source: p.Source})
	}
	return list
}

func (l *link) try(ctx context.Context, limit time.Duration, cmd string) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, err := l.sess.Do(ctx, cmd)
	return err
}

// labels are what some modules put in front of their names, as ATI does.
var labels = []string{"Manufacturer:", "Model:", "Revision:"}

// ask returns the first line that one of the commands answers with, without
// name and quotes.
func (l *link) ask(ctx context.Context, cmds ...string) string {
	for _, cmd := range cmds {
		info, err := l.sess.Do(ctx, cmd)
		if err != nil {
			continue
		}
		for _, line := range info {
			if rest, ok := strings.CutPrefix(line, cmd+":"); ok {
				line = rest
			}
			line, _, _ = format.Next(line) // Fibocom: "L850 LTE Module","L850"
			for _, label := range labels {
				line, _ = strings.CutPrefix(line, label)
			}
			line = strings.TrimSpace(line)
			if line != "" && len(line) <= 64 && printable(line) {
				return line
			}
		}
	}
	return ""
}

// printable refuses what is no text: noise on the line, and codes that would
// act on the terminal of a person who reads them.
func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
