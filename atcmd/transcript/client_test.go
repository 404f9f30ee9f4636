package transcript_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/atcmd/module"
	"simagent/atcmd/transcript"
	"simagent/simcard/overat"
)

// hand is what happens to the module from outside while it is recorded. In
// playback the transcript does it.
type hand struct{ message, remove, insert, restart func() }

// client drives a module as the agent does, with the agent's own code, and
// notes what it finds. It runs in a synctest bubble.
type client struct {
	t       *testing.T
	open    func() (io.ReadWriteCloser, error)
	sess    *atcmd.Session
	profile module.Profile
	found   []transcript.Pair
	events  []string
}

// drive is one conversation: identify, set up, the card twice, a poll, the
// messages, a card removed and inserted, a restart.
func drive(t *testing.T, open func() (io.ReadWriteCloser, error), h hand) []transcript.Pair {
	c := &client{t: t, open: open}
	c.dial()
	c.identify()
	c.card("iccid")
	for _, cmd := range append([]string{"+CMGF=0", "+CNMI=2,1,0,0,0", "+CREG=2", "+CEREG=2"}, c.profile.Setup...) {
		c.try(cmd)
	}
	c.poll()
	h.message()
	c.settle()
	c.note("messages", fmt.Sprint(count(c.try("+CMGL=4"), "+CMGL:")))
	h.remove()
	c.settle()
	c.note("without card", c.state())
	h.insert()
	c.settle()
	c.card("iccid again")
	c.restart(h)
	c.note("card events", strings.Join(c.events, " "))
	c.hangup()
	return c.found
}

func (c *client) note(key, value string) {
	c.found = append(c.found, transcript.Pair{Key: key, Value: value})
}

func (c *client) dial() {
	port, err := c.open()
	require.NoError(c.t, err)
	c.sess = atcmd.NewSession(port, atcmd.Options{})
}

func (c *client) hangup() {
	c.settle()
	require.NoError(c.t, c.sess.Close(time.Minute))
}

// settle waits until nothing more comes by itself, and takes what came.
func (c *client) settle() {
	time.Sleep(30 * time.Second)
	synctest.Wait()
	for {
		select {
		case u := <-c.sess.URCs():
			if e := c.profile.CardEvent(u.Line); e != module.NoEvent {
				c.events = append(c.events, []string{"", "removed", "inserted", "ready", "changed"}[e])
			}
		default:
			return
		}
	}
}

// try sends a command that the module may refuse.
func (c *client) try(cmd string) []string {
	lines, err := c.sess.Do(c.t.Context(), cmd)
	if _, refused := errors.AsType[*atcmd.CommandError](err); err != nil && !refused {
		require.NoError(c.t, err, cmd)
	}
	return lines
}

func (c *client) identify() {
	for _, cmd := range []string{"", "E0", "+CMEE=1"} {
		c.try(cmd)
	}
	maker, model := first(c.try("+CGMI")), first(c.try("+CGMM"))
	c.profile = module.Identify(maker, model)
	c.wake()
	c.note("profile", c.profile.Name)
	c.note("model", model)
	c.note("firmware", first(c.try("+CGMR")))
	c.note("serial", first(c.try("+CGSN")))
	c.note("subscriber", first(c.try("+CIMI")))
}

// wake switches a module on that starts with its radio off.
func (c *client) wake() {
	if first(c.try("+CFUN?")) == "+CFUN: 0" {
		c.try("+CFUN=1")
		c.settle()
	}
}

// card reads the card's number from the file, and by the maker's own command.
func (c *client) card(key string) {
	id, source, err := overat.ReadICCIDTwice(c.t.Context(), c.sess, c.profile.ICCID)
	require.NoError(c.t, err)
	c.note(key, id.Digits()+" by "+source)
	for _, cmd := range c.profile.ICCID {
		if other, ok := overat.FindICCID(c.try(cmd)); ok {
			require.True(c.t, id.Equal(other), cmd)
			c.note(key+" by "+cmd, "the same")
			break
		}
	}
}

func (c *client) poll() {
	for _, cmd := range []string{"+CREG?", "+CEREG?", "+COPS?", "+CSQ", "+CGPADDR"} {
		c.try(cmd)
	}
	if cmd := c.profile.Signal.Command; cmd != "" {
		c.note("signal", first(c.try(cmd)))
	}
	counter := c.profile.Counter
	if counter.Command == "" {
		return
	}
	for _, cmd := range counter.Start {
		c.try(cmd)
	}
	if sent, received, ok := counter.Read(c.try(counter.Command)); ok {
		c.note("counter", fmt.Sprintf("%d sent, %d received", sent, received))
	}
}

func (c *client) state() string {
	lines, err := c.sess.Do(c.t.Context(), "+CPIN?")
	if err != nil {
		return err.Error()
	}
	return first(lines)
}

func (c *client) restart(h hand) {
	c.settle()
	h.restart()
	<-c.sess.Done()
	require.NoError(c.t, c.sess.Close(time.Minute))
	c.dial()
	c.settle()
	c.try("E0")
	c.wake()
	c.note("after restart", c.state())
	c.card("iccid after restart")
}

func first(lines []string) string {
	if len(lines) == 0 {
		return "nothing"
	}
	return lines[0]
}

func count(lines []string, prefix string) int {
	return len(slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.HasPrefix(l, prefix) }))
}

var _ overat.Doer = interface {
	Do(context.Context, string) ([]string, error)
}(nil)
