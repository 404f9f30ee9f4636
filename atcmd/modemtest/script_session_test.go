package modemtest_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/atcmd"
	"simagent/atcmd/modemtest"
	"simagent/simcard/simcardtest"
)

// truth is what the modem of these tests answers: in health, and while it is not registered. A session may fail, but
// never say anything else.
var truth = map[string][][]string{
	"+CSQ":          {{"+CSQ: 20,99"}},
	"+CGSN":         {{"860000000000006"}},
	"+CEREG?":       {{"+CEREG: 0,5"}, {"+CEREG: 0,0"}},
	"+CPIN?":        {{"+CPIN: READY"}},
	"+COPS?":        {{`+COPS: 0,0,"Lab",7`}, {"+COPS: 0"}},
	"+CGMR;+CGATT?": {{"EG25GGBR07A08M2G", "+CGATT: 1"}, {"EG25GGBR07A08M2G", "+CGATT: 0"}},
}

// commands are the keys of truth in the order in which they are asked.
var commands = []string{"+CSQ", "+CGSN", "+CEREG?", "+CPIN?", "+COPS?", "+CGMR;+CGATT?"}

// rig is a session on an emulated modem, both in a bubble; open makes another one when the first has ended.
type rig struct {
	m     *modemtest.Modem
	s     *atcmd.Session
	noisy bool           // lines of noise may stand beside the truth
	lies  []string       // what the session said that was not so
	wg    sync.WaitGroup // Serve and the readers of URCs; close waits
	mu    sync.Mutex
	urcs  []string
}

func newRig() *rig {
	r := &rig{m: modemtest.New(modemtest.Options{
		Card: simcardtest.New("8988307000000001238"), Registration: modemtest.Roaming("310410", "Lab"),
	})}
	r.open()
	return r
}

func (r *rig) open() {
	here, there := net.Pipe()
	r.wg.Go(func() { _ = r.m.Serve(context.Background(), there) })
	s := atcmd.NewSession(here, atcmd.Options{})
	r.wg.Go(func() {
		for {
			select {
			case u := <-s.URCs():
				r.mu.Lock()
				r.urcs = append(r.urcs, u.Line)
				r.mu.Unlock()
			case <-s.Done():
				return
			}
		}
	})
	r.s = s
	_, _ = s.Do(context.Background(), "E0")
}

func (r *rig) close() {
	_ = r.s.Close(time.Second)
	r.wg.Wait()
}

// ask asks one command with a limit, and notes what is neither the truth nor an error.
func (r *rig) ask(cmd string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	lines, err := r.s.Do(ctx, cmd)
	if err != nil {
		return err
	}
	if r.noisy {
		lines = slices.DeleteFunc(lines, func(l string) bool { return strings.ContainsFunc(l, func(c rune) bool { return c < ' ' || c > '~' }) })
	}
	for i, t := range truth[cmd] {
		if slices.Equal(t, lines) {
			if i > 0 {
				return errUnwell
			}
			return nil
		}
	}
	r.lies = append(r.lies, fmt.Sprintf("%s: %q", cmd, lines))
	return nil
}

// errUnwell is a true answer of a modem that is not registered.
var errUnwell = errors.New("not registered")

// recover asks until all is well again, in vain after some minutes; a session that has ended is opened anew.
func (r *rig) recover() (reopened, well bool) {
	for range 60 {
		var bad error
		for _, c := range commands {
			bad = errors.Join(bad, r.ask(c, 5*time.Second))
		}
		if bad == nil {
			return reopened, true
		}
		if r.s.Err() != nil {
			reopened = true
			_ = r.s.Close(time.Second)
			_ = r.m.WaitPresent(context.Background())
			time.Sleep(time.Second)
			r.open()
		}
		time.Sleep(time.Second)
	}
	return reopened, false
}

func (r *rig) heard(line string) (n int) {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range r.urcs {
		if u == line {
			n++
		}
	}
	return n
}

// What each fault of a script makes of a session: the first command fails with err or is answered, and afterwards
// all is well again, over a new link if need be.
func TestSessionUnderScript(t *testing.T) {
	const late = "context deadline exceeded"
	for _, c := range []struct {
		script, first string
		err           string
		reopened      bool
		urc           string
		times         int
	}{
		{script: `urc "+STORM: 1" x 1000`, first: "+CSQ", urc: "+STORM: 1", times: 1000},
		{script: `at 1s urc "+STORM: 1" x 1000 every 1ms`, first: "+CSQ", urc: "+STORM: 1", times: 1000},
		{script: `on +CSQ urc "+CMTI: \"ME\",1"`, first: "+CSQ", urc: `+CMTI: "ME",1`, times: 1},
		{script: `on +CEREG? late 2s`, first: "+CEREG?"},
		{script: `on +CEREG? late 4s`, first: "+CEREG?", err: late},
		{script: `on +CSQ silent`, first: "+CSQ", err: late},
		{script: `on +CSQ mute`, first: "+CSQ", err: late},
		{script: `on +CSQ cut`, first: "+CSQ", err: late},
		{script: `on +CSQ final "COMMAND NOT SUPPORT"`, first: "+CSQ", err: "COMMAND NOT SUPPORT"},
		{script: `on +CSQ final "+CME ERROR: 14"`, first: "+CSQ", err: "SIM busy (CME 14)"},
		{script: `on +CGSN split 2ms`, first: "+CGSN"},
		{script: `garbage 200`, first: "+CSQ"},
		{script: `on +CSQ garbage 5000`, first: "+CGSN"},
		{script: `echo flip`, first: "+COPS?"},
		{script: `on +CSQ reset`, first: "+CSQ", err: late, urc: "RDY", times: 1},
		{script: `sim busy 20s`, first: "+CPIN?", err: "SIM busy (CME 14)"},
		{script: `sim out 3s`, first: "+CPIN?", err: "SIM not inserted (CME 10)", urc: "+CPIN: READY", times: 1},
		{script: `write hang 10s`, first: "+CSQ", err: late, reopened: true},
		{script: `on +CSQ write hang 10s`, first: "+CSQ", reopened: true},
		{script: `vanish 3s`, first: "+CSQ", err: "EOF", reopened: true},
		{script: `on +CGSN vanish 3s`, first: "+CGSN", err: "EOF", reopened: true},
		{script: `carrier lost`, first: "+CSQ"},
		{script: `sms "+15550000001" "hello"`, first: "+CSQ", urc: `+CMTI: "ME",0`, times: 1},
	} {
		t.Run(c.script, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				defer r.close()
				r.noisy = strings.Contains(c.script, "garbage")
				script, err := modemtest.ParseScript(c.script)
				require.NoError(t, err)
				r.m.Play(script)
				synctest.Wait()
				err = r.ask(c.first, 5*time.Second)
				if c.err == "" {
					require.NoError(t, err)
				} else {
					require.ErrorContains(t, err, c.err)
				}
				reopened, well := r.recover()
				require.True(t, well)
				require.Equal(t, c.reopened, reopened)
				require.Empty(t, r.lies)
				time.Sleep(10 * time.Second)
				if c.urc != "" {
					require.Equal(t, c.times, r.heard(c.urc))
				}
			})
		})
	}
}

// A hung port says nothing, the second one goes on, and a reset asked for there cures the first.
func TestSecondPortCuresTheFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		defer r.close()
		first := r.s
		r.open()
		script, err := modemtest.ParseScript("write hang 1h")
		require.NoError(t, err)
		r.m.Play(script)
		_, err = first.Do(t.Context(), "+CSQ")
		require.ErrorContains(t, err, "no answer in")
		require.NoError(t, r.ask("+CSQ", time.Second))
		_, err = r.s.Do(t.Context(), "+CFUN=1,1")
		require.NoError(t, err)
		second := r.s
		r.s = first
		reopened, well := r.recover()
		require.True(t, well)
		require.False(t, reopened)
		_ = second.Close(time.Second)
	})
}

// An answer that a script makes up is the modem's own word: the session has to believe it.
func TestSessionBelievesTheModem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		defer r.close()
		script, err := modemtest.ParseScript(`on +CSQ answer "+CSQ: 99,99"`)
		require.NoError(t, err)
		r.m.Play(script)
		lines, err := r.s.Do(t.Context(), "+CSQ")
		require.NoError(t, err)
		require.Equal(t, []string{"+CSQ: 99,99"}, lines)
		reopened, well := r.recover()
		require.True(t, well)
		require.False(t, reopened)
	})
}

// Whatever several faults do together, no command is ever given another's answer.
func TestSessionNeverLies(t *testing.T) {
	faults := []string{
		`at %T urc "+STORM: 1" x 50 every 3ms`, `on %C late %T`, `on %C silent`, `on %C mute`, `on %C cut`, `on %C final "ERROR"`,
		`on %C split 1ms`, `echo flip`, `at %T echo flip`, `on %C echo flip`, `at %T reset`, `on %C reset`, `at %T sim busy %T`,
		`at %T sim out %T`, `at %T write hang %T`, `at %T vanish %T`, `on %C vanish %T`, `at %T sms "+15550000001" "+CSQ: 1,1"`,
		`on %C urc "+CEREG: 2"`,
	}
	times := []string{"10ms", "900ms", "2500ms", "6s", "11s"}
	rapid.Check(t, func(rt *rapid.T) {
		var text []string
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			s := rapid.SampledFrom(faults).Draw(rt, "fault")
			for strings.Contains(s, "%T") {
				s = strings.Replace(s, "%T", rapid.SampledFrom(times).Draw(rt, "time"), 1)
			}
			text = append(text, strings.ReplaceAll(s, "%C", rapid.SampledFrom(commands).Draw(rt, "command")))
		}
		script, err := modemtest.ParseScript(strings.Join(text, "\n"))
		require.NoError(rt, err)
		var lies []string
		well := false
		synctest.Test(t, func(*testing.T) {
			r := newRig()
			defer r.close()
			r.m.Play(script)
			for range 3 {
				for _, c := range commands {
					_ = r.ask(c, 3*time.Second)
				}
			}
			_, well = r.recover()
			lies = r.lies
		})
		require.Empty(rt, lies)
		require.True(rt, well)
	})
}
