package supersimtest

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Whatever the listener answers and whatever faults there are: calls about one Sim come in the order of the events and
// one at a time, none is made more than twice but by FaultCallbackTwice, all attempts of one have its token, and in the
// end nothing waits.
func TestCallbackRulesHoldInAnyOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		answers := rapid.SliceOfN(rapid.SampledFrom([]int{200, 200, 404, 408, 423, 500, 0}), 1, 40).Draw(rt, "answers")
		took := rapid.SliceOfN(rapid.IntRange(0, 20), 1, 40).Draw(rt, "seconds")
		faults := rapid.SliceOfN(rapid.SampledFrom([]FaultKind{FaultCallbackLost, FaultCallbackTwice, FaultCallbackLate}), 0, 3).Draw(rt, "faults")
		events := rapid.SliceOfN(rapid.IntRange(0, 11), 1, 40).Draw(rt, "events") // a SIM each
		var trouble string
		wrong := func(format string, a ...any) { trouble += fmt.Sprintf(format, a...) + "\n" }
		synctest.Test(t, func(t *testing.T) {
			c, l := New(Options{ReadySMS: 1000}), &listener{}
			l.answer = func(n int) (int, time.Duration) {
				return answers[n%len(answers)], time.Duration(took[n%len(took)]) * time.Second
			}
			fleet := c.AddFleet("f")
			api{t, c, AccountSID, AuthToken}.post("Fleets/"+fleet, q("SmsCommandsUrl", ear))
			for i, kind := range faults {
				c.Fault(Fault{Kind: kind, Skip: i * 3, Count: 2, Latency: time.Minute})
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- c.RunCallbacks(ctx, watch(l, wrong)) }()
			for i, n := range events {
				iccid := fmt.Sprintf("8988307000000000%04d", n)
				c.AddSim(iccid)
				_ = c.Put(iccid, stReady, fleet)
				c.ReceiveSMS(iccid, fmt.Sprint(i))
				pass(time.Duration(i%3) * time.Second)
			}
			pass(24 * time.Hour)
			synctest.Wait()
			last, tokens := map[string]int{}, map[string]int{}
			for i, r := range l.got {
				n := 0
				_, _ = fmt.Sscan(r.Form.Get("Payload"), &n)
				if sim := r.Form.Get("SimSid"); n < last[sim] {
					wrong("call %d is about event %d after %d", i, n, last[sim])
				} else {
					last[sim] = n
				}
				tokens[r.Header.Get("I-Twilio-Idempotency-Token")+r.Form.Get("Payload")]++
			}
			made := map[string]int{}
			for _, v := range c.Callbacks() {
				if v.Outcome == CallbackQueued || v.Outcome == CallbackSending || len(v.Attempts) > 2 {
					wrong("call %d ended %s after %d attempts", v.Number, v.Outcome, len(v.Attempts))
				}
				if len(v.Attempts) > 0 {
					made[v.Token+v.Params.Get("Payload")] += len(v.Attempts)
				}
			}
			require.Equal(t, made, tokens)
			cancel()
			<-done
		})
		require.Empty(rt, trouble)
	})
}

// watch sees that no two calls about one Sim are under way together.
func watch(l *listener, wrong func(string, ...any)) http.RoundTripper {
	busy := make(chan map[string]bool, 1)
	busy <- map[string]bool{}
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		_ = r.ParseForm()
		r.Body = http.NoBody // it was read just now; the listener takes what was parsed
		sim := r.Form.Get("SimSid")
		m := <-busy
		if m[sim] {
			wrong("two calls about %s together", sim)
		}
		m[sim] = true
		busy <- m
		resp, err := l.RoundTrip(r)
		m = <-busy
		delete(m, sim)
		busy <- m
		return resp, err
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
