package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"simagent/agent/config"
	"simagent/agent/route"
	"simagent/agent/supersim"
)

// cloudAttempts is how often a call is tried that can be tried again: a person waits for it.
const cloudAttempts = 4

// session is one command that asks the cloud. It is used by one goroutine.
type session struct {
	*supersim.Client
	cfg  config.Config
	run  string // folder of the daemon's socket
	json bool
	ids  bool
	in   io.Reader
	out  io.Writer // what was asked for
	tell io.Writer // what is said on the way: out too, unless that is for a program

	fleetNames map[string]string // by SID, as far as they were read
	unsaid     error             // what say met first
	silence    *silence          // what is said when the cloud takes long; nil is nothing
}

// help is what a command says of itself, and how many arguments it takes.
type help struct {
	use, short, long, example string
	least, most               int
	give                      string                    // said when there are more or fewer
	valid                     func(args []string) error // looks at that many; nil takes all
}

func (h *help) check(_ *cobra.Command, args []string) error {
	if len(args) < h.least || len(args) > h.most {
		return errors.New(h.give)
	}
	if h.valid != nil {
		return h.valid(args)
	}
	return nil
}

// task is what a command does with the cloud.
type task func(ctx context.Context, s *session, args []string) error

// command makes a command that asks the cloud.
func (c *cloudFlags) command(f *folders, h *help, do task) *cobra.Command {
	return &cobra.Command{Use: h.use, Short: h.short, Long: h.long, Example: h.example, Args: h.check,
		RunE: func(cmd *cobra.Command, args []string) error {
			s := &session{run: f.run, json: c.json, ids: c.ids, in: cmd.InOrStdin(), out: cmd.OutOrStdout(), fleetNames: map[string]string{}}
			if s.tell = s.out; s.json {
				s.tell = cmd.ErrOrStderr()
			}
			err := c.find(cmd.ErrOrStderr(), f.run)
			if err != nil {
				return err
			}
			if s.cfg, err = c.config(); err != nil {
				return err
			}
			guard := newGuard(s.cfg, func() []string { return c.modemInterfaces(&s.cfg) }, nil)
			client, err := newCloud(s.cfg.Cloud, guard.DialContext, cloudAttempts)
			if err != nil {
				return c.named(err)
			}
			s.Client = client
			defer s.Close()
			if stderr := cmd.ErrOrStderr(); isTerminal(stderr) {
				text := "waiting for the cloud …"
				if len(s.cfg.Cloud.TokenCommand) > 0 {
					text = "waiting for the token command or the cloud …"
				}
				s.silence = startSilence(stderr, text)
				defer s.silence.end()
			}
			if err = do(cmd.Context(), s, args); err == nil {
				err = s.unsaid
			}
			return cloudError(err, len(s.cfg.Cloud.TokenCommand) > 0)
		}}
}

// forPeople turns the client's hints, which are for the daemon that tries again, into those for who types.
var forPeople = strings.NewReplacer(" early; the agent tries again by itself", " early; type it again", "; the agent tries again by itself", ", then type it again")

// cloudError adds what a person can do to an error of the cloud's client, in a line of its own. command tells that the
// credential is a program's.
func cloudError(err error, command bool) error {
	if refused, ok := errors.AsType[*route.RefusedError](err); ok {
		what, _, _ := strings.Cut(err.Error(), ": the request failed")
		text := what + ": " + refused.Error()
		if strings.Contains(refused.Reason, "cloud.via = ") {
			text += "\nWithout a file: --via " + refused.Interface
		}
		return &exitError{1, text}
	}
	hint := forPeople.Replace(supersim.Hint(err))
	switch {
	case !errors.Is(err, supersim.ErrCredentials):
	case command:
		hint = "Run the token command by hand to see what is wrong with it; --credentials FILE asks without it."
	default:
		hint = "Repair the credential file; --credentials names another one."
	}
	if hint == "" {
		return err
	}
	return &exitError{1, err.Error() + "\n" + hint}
}

// collect reads a list, of which most items at most, or all with 0.
func collect[T any](list iter.Seq2[T, error], most int) (all []T, err error) {
	list(func(v T, e error) bool { // by hand: a loop over it is four times the code, once for each type
		if err = e; e == nil {
			all = append(all, v)
		}
		return e == nil && len(all) != most
	})
	return all, err
}

// printJSON prints what the API sent: nothing is left out of it.
func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// say writes sentences on the way. A command that can be typed stands in a line of its own. An error is kept for the end.
func (s *session) say(text string) {
	s.silence.over()
	if _, err := io.WriteString(s.tell, sentences(text, proseWidth(s.tell))); err != nil && s.unsaid == nil {
		s.unsaid = err
	}
}

// end says how a command on one Sim ended: in a sentence for a person, and with --json as the whole Sim for a program.
func (s *session) end(v *supersim.Sim, text string) error {
	s.say(text)
	if s.json {
		return printJSON(s.out, v.Raw)
	}
	return nil
}

// list prints a list: as JSON, as a table, or as a sentence when it is empty. t has its head, and row adds item i, whose
// form on the wire it gives.
func (s *session) list(t *table, n int, none string, row func(i int) json.RawMessage) error {
	raw := make([]json.RawMessage, n)
	for i := range raw {
		raw[i] = row(i)
	}
	switch {
	case s.json:
		return printJSON(s.out, raw)
	case n == 0:
		_, err := io.WriteString(s.out, sentences(none, proseWidth(s.out)))
		return err
	}
	return t.write(s.out)
}

// isTerminal tells whether a person looks at w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
