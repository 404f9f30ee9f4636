package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/config"
	"simagent/agent/supersim"
)

var helpWait = help{use: "wait [SIM]", most: 1, give: oneOrHere, short: "Follow an update that is under way to its end",
	long: `Follow an update of a Sim until it is no longer "scheduled", and say what it is then.
Nothing is changed. Without SIM it is the one in this board's modem.`,
	example: "  simagent sims wait gate-1 --config simagent.toml"}

func simsWait(f *folders, c *cloudFlags) *cobra.Command {
	var flags changeFlags
	cmd := c.command(f, &helpWait, func(ctx context.Context, s *session, args []string) error {
		if err := flags.check(); err != nil {
			return err
		}
		v, err := s.theSim(ctx, args)
		if err == nil && v.Status == supersim.StatusScheduled {
			v, err = s.follow(ctx, v, flags.timeout)
		}
		if err != nil {
			return err
		}
		return s.end(v, s.simWords(v)+" is "+orUnknown(string(v.Status))+" in "+s.fleetAt(ctx, v.FleetSID)+".")
	})
	flags.patience(cmd)
	return cmd
}

// follow waits until a Sim is no longer scheduled, and shows how it goes.
func (s *session) follow(ctx context.Context, v *supersim.Sim, timeout time.Duration) (*supersim.Sim, error) {
	defer s.silence.pause()()
	wait, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	resume := "simagent sims wait " + s.simTyped(v)
	p := startProgress(s.tell, resume)
	w, err := s.Wait(wait, v.SID, p.news)
	p.end()
	if err == nil {
		return &w.Sim, nil
	}
	text := err.Error()
	switch {
	case ctx.Err() != nil:
		text = "interrupted"
	case wait.Err() != nil && w.Err != nil:
		text = "cannot wait any longer than " + config.Duration(timeout).String() + ", and the last question failed: " + w.Err.Error()
	case wait.Err() != nil:
		text = "cannot wait any longer: the Sim is still scheduled after " + config.Duration(timeout).String()
	}
	return nil, &exitError{1, text + "; the update goes on in the cloud\nWait on: " + resume}
}

// progress shows how long an update has been scheduled: on a terminal as one line that is written anew each second,
// elsewhere as a line for each change.
type progress struct {
	w        io.Writer
	live     bool
	resume   string
	over     chan struct{}
	finished sync.WaitGroup

	mu    sync.Mutex
	began time.Time
	err   string // of the last question
	said  string
	stuck bool // has been said
}

const waitingForIt = "Scheduled in the cloud; waiting for it."

// startProgress begins; end must follow. Its goroutine ends with that.
func startProgress(w io.Writer, resume string) *progress {
	p := &progress{w: w, live: isTerminal(w) && os.Getenv("TERM") != "dumb", began: time.Now(), resume: resume, over: make(chan struct{})}
	if p.live {
		p.finished.Go(p.run)
		return p
	}
	p.said = waitingForIt
	p.say(waitingForIt)
	return p
}

func (p *progress) run() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		p.show()
		select {
		case <-tick.C:
		case <-p.over:
			p.clear()
			return
		}
	}
}

func (p *progress) end() {
	close(p.over)
	p.finished.Wait()
}

// news takes the answer to a question.
func (p *progress) news(w supersim.Waiting) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if w.Scheduled > time.Since(p.began) {
		p.began = time.Now().Add(-w.Scheduled) // somebody else's update, or one that is waited for again
	}
	text := waitingForIt
	if p.err = ""; w.Err != nil {
		p.err = "; no answer: " + w.Err.Error()
		text = "No answer: " + w.Err.Error() + "; it is asked again."
	}
	if w.TooLong && !p.stuck {
		p.stuck = true
		p.clear()
		p.say("Scheduled for more than " + config.Duration(supersim.TooLong).String() +
			": something may be wrong in the cloud. Waiting goes on.\nAfter Ctrl-C it can be taken up again: " + p.resume)
	}
	if !p.live && w.Next > 0 && text != p.said {
		p.said = text
		p.say(text)
	}
}

func (p *progress) say(text string) {
	_, _ = io.WriteString(p.w, sentences(text, proseWidth(p.w))) // what cannot be written shows at the end
}

// show writes the line anew.
func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	fmt.Fprint(p.w, cut("scheduled for "+time.Since(p.began).Truncate(time.Second).String()+p.err, max(width(p.w)-1, 1)))
}

func (p *progress) clear() {
	if p.live {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
