package atcmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// Options tune a Session; the zero value is right for a USB module.
type Options struct {
	WriteLimit time.Duration // how long one write may block; 0 means 2 s
	Grace      time.Duration // how long a late answer is waited for before the marker; 0 means 2 s
	URCs       int           // places in the URC queue; 0 means 1024
}

const (
	markWait = 3 * time.Second        // between two markers
	quiet    = 500 * time.Millisecond // no final for so long: nothing more is under way
	// quietMost bounds how long the line is watched: a module that takes longer
	// for an AT is as good as gone.
	quietMost = 10 * time.Second
	// maxFinals is how many finals may come in a row without being the
	// marker's: more are a module that babbles.
	maxFinals = 20
	// gap is what some modules need between a final and the next command: one that comes sooner is lost. u-blox's AT
	// manuals ask for 20 ms at least. It is kept once two that came sooner, one after the other, have got no answer.
	gap = 50 * time.Millisecond
)

// A Session owns one AT port. Commands are carried out one at a time, in the
// order in which they were accepted; a context ends the waiting at once. A late
// answer never reaches another command: the port is quarantined until the
// answer has come or a marker has shown that it never will. All methods are
// safe for concurrent use.
type Session struct {
	port   io.ReadWriteCloser
	cond   *conditioner
	eng    *engine
	urcs   urcQueue
	grace  time.Duration
	free   chan struct{} // holds one token while no command is pending
	timer  *time.Timer   // belongs to whoever holds the token, as do the three below
	over   time.Time     // the final before
	hasty  bool          // the pending command went out within the gap behind it
	lost   uint8         // commands without an answer in a row that went out so
	dead   chan struct{} // closed when the session has ended
	mu     sync.Mutex
	cause  error
	more   []Patience     // of the module's family
	wg     sync.WaitGroup // engine loop and reclaim; Close waits
	closed chan struct{}  // the port's Close has returned
}

// NewSession starts a session on an open port, which it owns from now on. It
// writes nothing by itself. The port's Read must block until there are bytes.
func NewSession(port io.ReadWriteCloser, o Options) *Session {
	s := &Session{
		port:   port,
		grace:  o.Grace,
		free:   make(chan struct{}, 1),
		dead:   make(chan struct{}),
		closed: make(chan struct{}),
	}
	if o.WriteLimit == 0 {
		o.WriteLimit = 2 * time.Second
	}
	if s.grace == 0 {
		s.grace = 2 * time.Second
	}
	if o.URCs == 0 {
		o.URCs = 1024
	}
	s.urcs.ch = make(chan URC, o.URCs)
	s.timer = time.NewTimer(time.Hour)
	s.timer.Stop()
	s.cond = &conditioner{port: port, urcs: &s.urcs, fail: s.end, write: o.WriteLimit, unmarked: make(chan struct{}, 1)}
	s.eng = newEngine(s.cond)
	s.wg.Go(func() { s.eng.loop(s.dead) })
	s.free <- struct{}{}
	return s
}

// URCs returns the stream of unsolicited lines, in order. It is never closed;
// watch Done for the end of the session.
func (s *Session) URCs() <-chan URC { return s.urcs.ch }

// Done is closed when the session has ended; Err then says why.
func (s *Session) Done() <-chan struct{} { return s.dead }

// Err returns the cause of the end, nil while the session lives.
func (s *Session) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cause
}

// Stats returns the counters of the session.
func (s *Session) Stats() Stats {
	s.cond.mu.Lock()
	defer s.cond.mu.Unlock()
	st := s.cond.stats
	st.Dropped = s.urcs.dropped.Load()
	return st
}

// Extend lets the module take longer for some commands: its family is known
// only when it has answered.
func (s *Session) Extend(p []Patience) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.more = p
}

func (s *Session) extra() []Patience {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.more
}

// Mute says that the module leaves unanswered what it does not know: it did so with a command that every module knows. Until it
// answers AT+CMEE? (see Align), its answer to a bare AT alone then shows that nothing else is due.
func (s *Session) Mute() {
	s.cond.mu.Lock()
	defer s.cond.mu.Unlock()
	s.cond.mute = true
}

// Do sends "AT"+cmd and returns the lines of its answer, without the final. An
// answer that is not OK is a *CommandError. The wait for one's turn counts
// against ctx, and so does the answer, which has Limit(cmd) besides.
func (s *Session) Do(ctx context.Context, cmd string) ([]string, error) {
	return s.do(ctx, request{cmd: cmd})
}

// DoText sends "AT"+cmd, waits for the prompt '>', sends text and Ctrl-Z, and
// returns as Do does. Used by +CMGS (27.005 3.5.1).
func (s *Session) DoText(ctx context.Context, cmd, text string) ([]string, error) {
	if err := checkText(text); err != nil {
		return nil, err
	}
	return s.do(ctx, request{cmd: cmd, text: text, prompt: true})
}

func (s *Session) do(ctx context.Context, q request) ([]string, error) {
	if err := CheckCommand(q.cmd); err != nil {
		return nil, fmt.Errorf("%s: %w", commandName(q.cmd), err)
	}
	select {
	case <-s.free:
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: no turn: %w", commandName(q.cmd), ctx.Err())
	case <-s.dead:
		return nil, s.Err()
	}
	if err := s.keepGap(ctx); err != nil {
		return nil, fmt.Errorf("%s: no turn: %w", commandName(q.cmd), err)
	}
	s.cond.begin(q)
	limit := longest(q.cmd, limits, s.extra())
	s.timer.Reset(limit)
	sent := time.Now()
	s.eng.req <- q
	select {
	case r := <-s.eng.res:
		return s.finish(r)
	case <-ctx.Done():
		return s.leave(sent, fmt.Errorf("%s: %w", commandName(q.cmd), ctx.Err()))
	case <-s.timer.C:
		return s.leave(sent, fmt.Errorf("%s: no answer in %s: %w", commandName(q.cmd), limit, context.DeadlineExceeded))
	case <-s.dead:
		return nil, s.Err()
	}
}

// keepGap waits behind the final before, where the module has shown that it needs that; where it fails the token is given back.
func (s *Session) keepGap(ctx context.Context) error {
	since := time.Since(s.over)
	s.hasty = since < gap
	if !s.hasty || s.lost < 2 {
		return nil
	}
	s.hasty = false
	s.timer.Reset(gap - since)
	select {
	case <-s.timer.C:
		return nil
	case <-ctx.Done():
		s.timer.Stop()
		s.free <- struct{}{}
		return ctx.Err()
	case <-s.dead:
		return s.Err()
	}
}

// release gives the token back behind a final.
func (s *Session) release() {
	s.over = time.Now()
	s.free <- struct{}{}
}

// finish gives the token back.
func (s *Session) finish(r result) ([]string, error) {
	s.timer.Stop()
	if s.hasty { // so it does without
		s.lost = 0
	}
	s.release()
	if errors.Is(r.err, ErrClosed) {
		if err := s.Err(); err != nil {
			return nil, err
		}
	}
	return r.info, r.err
}

// leave quarantines the port, unless the answer came in the very last moment.
func (s *Session) leave(sent time.Time, err error) ([]string, error) {
	if !s.cond.abandon() {
		s.timer.Reset(quiet) // its final is in: only modem/at's own steps are missing
		select {
		case r := <-s.eng.res:
			return s.finish(r)
		case <-s.dead:
			return nil, s.Err()
		case <-s.timer.C:
			s.end(ErrNoAnswer)
			return nil, err
		}
	}
	s.timer.Stop()
	if s.hasty && s.lost < 2 {
		s.lost++
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cause == nil { // else Close may be waiting already
		s.wg.Go(func() { s.reclaim(sent) })
	}
	return nil, err
}

// reclaim gives the token back once the abandoned command, sent at sent, is
// over. It ends with the session; Close waits for it.
func (s *Session) reclaim(sent time.Time) {
	wait := time.NewTimer(s.grace)
	defer wait.Stop()
	for try := 0; ; {
		select {
		case <-s.eng.res:
			s.release()
			return
		case <-s.dead:
			return
		case <-s.cond.unmarked:
			s.settle(wait, sent)
			continue
		case <-wait.C:
		}
		if s.cond.nudge() {
			wait.Reset(quiet)
			continue
		}
		if try == 0 && s.cond.plead() {
			try = markTries
			wait.Reset(markWait)
			continue
		}
		if try == markTries {
			s.end(ErrNoAnswer)
			return
		}
		if s.cond.mark(try) != nil {
			return
		}
		try++
		wait.Reset(markWait)
	}
}

// settle waits until the line is quiet after a final that was not the
// marker's, then asks with a bare AT. Quiet is longer than this module has just
// shown to take for an answer: the marker's own may yet be due. It leaves wait
// running.
func (s *Session) settle(wait *time.Timer, sent time.Time) {
	for range maxFinals {
		wait.Reset(min(quiet+time.Since(sent), quietMost))
		select {
		case r := <-s.eng.res:
			s.eng.res <- r
			return
		case <-s.dead:
			return
		case <-s.cond.unmarked:
		case <-wait.C:
			_ = s.cond.kick() // a failed write ends the session by itself
			wait.Reset(markWait)
			return
		}
	}
	s.end(ErrNoAnswer)
}

// end stops the session with a cause; the first one counts. It never blocks:
// a dead port's Close may take 30 s (the driver drains), so it has a goroutine
// of its own, which ends with it.
func (s *Session) end(cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cause != nil {
		return
	}
	s.cause = cause
	close(s.dead)
	go func() {
		defer close(s.closed)
		_ = s.port.Close() // nothing is left to do with its error
	}()
}

// Close ends the session and waits for its goroutines, but for no longer than
// limit: a port whose write or close hangs is abandoned.
func (s *Session) Close(limit time.Duration) error {
	s.end(ErrClosed)
	over := make(chan struct{})
	go func() {
		s.wg.Wait()
		<-s.closed
		close(over)
	}()
	t := time.NewTimer(limit)
	defer t.Stop()
	select {
	case <-over:
		return nil
	case <-t.C:
		return errors.New("cannot close the port in time: it is abandoned")
	}
}
