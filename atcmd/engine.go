package atcmd

import (
	"errors"
	"strings"

	"github.com/warthog618/modem/at"
)

// engine is the exchange of one command: modem/at over the conditioner. Its
// own goroutine calls modem/at, so that a caller whose context ends can leave
// while the answer is still due.
type engine struct {
	at  *at.AT
	req chan request
	res chan result // one place: an abandoned result waits there
}

type request struct {
	cmd    string
	text   string
	prompt bool
}

type result struct {
	info []string
	err  error
}

func newEngine(c *conditioner) *engine {
	return &engine{
		// No time limit below: the Session has the contexts. No commands of its own either.
		at:  at.New(c, at.WithTimeout(-1), at.WithCmds()),
		req: make(chan request, 1),
		res: make(chan result, 1),
	}
}

// loop runs until done is closed; Session.Close waits for it.
func (e *engine) loop(done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case q := <-e.req:
			var r result
			if q.prompt {
				r.info, r.err = e.at.SMSCommand(q.cmd, q.text)
			} else {
				r.info, r.err = e.at.Command(q.cmd)
			}
			for i, l := range r.info {
				r.info[i] = strings.TrimPrefix(l, string(rune(infoMark)))
			}
			if r.err != nil {
				r.err = engineError(q.cmd, r.err)
			}
			e.res <- r
		}
	}
}

// engineError puts the errors of modem/at into our own words.
func engineError(cmd string, err error) error {
	var cme at.CMEError
	var cms at.CMSError
	switch {
	case errors.As(err, &cme):
		return newCommandError(cmd, CME, strings.TrimSpace(string(cme)))
	case errors.As(err, &cms):
		return newCommandError(cmd, CMS, strings.TrimSpace(string(cms)))
	case errors.Is(err, at.ErrError):
		return &CommandError{Name: commandName(cmd), Kind: Plain, Code: -1}
	case errors.Is(err, at.ErrClosed):
		return ErrClosed
	}
	return err
}
