package supersimtest

import (
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	maxWaiting = 10_000 // calls that may wait; what comes then is dropped
	maxShown   = 200    // the last calls, for Callbacks
)

// How a call ended, or where it is.
const (
	CallbackQueued    = "queued"
	CallbackSending   = "sending"
	CallbackDelivered = "delivered"               // answered with 2xx
	CallbackFailed    = "failed"                  // not so, or not at all
	CallbackLost      = "lost"                    // by FaultCallbackLost
	CallbackDropped   = "dropped"                 // too many were waiting
	CallbackElsewhere = "refused: not loopback"   // and Options.CallbackAnywhere is not set
	CallbackNoURL     = "refused: not an address" // of http or https with a host
)

// CallbackView is a snapshot of one call.
type CallbackView struct {
	Number   int               `json:"number"` // 1 for the first call ever
	Kind     string            `json:"kind"`   // sim, sms, ip, esim
	About    string            `json:"about"`  // SID of the Sim or eSIM profile; calls about one keep their order
	Token    string            `json:"token"`  // the same in every delivery of one call
	Method   string            `json:"method"` // GET, POST
	URL      string            `json:"url"`    // as given; a GET gets the parameters appended
	Params   url.Values        `json:"params"`
	Queued   time.Time         `json:"queued"` // by the cloud's clock
	Attempts []CallbackAttempt `json:"attempts"`
	Outcome  string            `json:"outcome"`
}

// CallbackAttempt is one request that was made.
type CallbackAttempt struct {
	At     time.Time     `json:"at"` // by the cloud's clock
	Took   time.Duration `json:"took_ns"`
	Status int           `json:"status"`          // 0 when there was no answer
	Error  string        `json:"error,omitempty"` // why there was none
}

// callback is one call, waiting or done.
type callback struct {
	CallbackView
	account string // whose secret signs
	late    time.Duration
}

// callbacks is the queue. Cloud.mu guards it.
type callbacks struct {
	waiting []*callback
	shown   []*callback
	count   int
	dropped int
	running bool
	wake    chan struct{} // holds one when something came since RunCallbacks looked
}

// Callbacks are the last 200 calls to CallbackUrl and the Fleets' addresses, oldest first, whatever became of them.
func (c *Cloud) Callbacks() []CallbackView {
	var views []CallbackView
	c.do(func(time.Time) {
		for _, k := range c.calls.shown {
			v := k.CallbackView
			v.Attempts = slices.Clone(v.Attempts)
			views = append(views, v)
		}
	})
	return views
}

// CallbacksDropped is how many calls were thrown away because too many were waiting.
func (c *Cloud) CallbacksDropped() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls.dropped
}

// call queues a call, unless to names no address. mu is held.
func (c *Cloud) call(kind, about, iccid, account string, to [2]string, params url.Values, at time.Time) {
	if to[0] == "" {
		return
	}
	if to[1] == "" {
		to[1] = http.MethodPost
	}
	q := &c.calls
	q.count++
	sum := sha256.Sum256(fmt.Appendf(nil, "callback %d %s", q.count, about))
	k := &callback{CallbackView: CallbackView{Number: q.count, Kind: kind, About: about, Method: to[1], URL: to[0], Params: params,
		Token:  fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16]),
		Queued: at, Outcome: c.judgeURL(to[0])}, account: account}
	f := c.spendCallback(iccid)
	switch {
	case k.Outcome != CallbackQueued:
	case f.Kind == FaultCallbackLost:
		k.Outcome = CallbackLost
	case f.Kind == FaultCallbackLate:
		k.late = f.Latency
	case f.Kind == FaultCallbackTwice:
		again := *k
		q.push(&again)
	}
	q.push(k)
}

// push keeps a call, and lets it wait when it is to be made.
func (q *callbacks) push(k *callback) {
	if k.Outcome == CallbackQueued && len(q.waiting) >= maxWaiting {
		k.Outcome = CallbackDropped
		q.dropped++
	}
	q.shown = append(q.shown, k)
	if len(q.shown) > maxShown {
		q.shown = slices.Delete(q.shown, 0, len(q.shown)-maxShown)
	}
	if k.Outcome != CallbackQueued {
		return
	}
	q.waiting = append(q.waiting, k)
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// judgeURL says whether an address may be called: CallbackQueued, or why not.
func (c *Cloud) judgeURL(s string) string {
	u, err := url.Parse(s)
	switch {
	case err != nil || !isURL(s):
		return CallbackNoURL
	case !c.opt.CallbackAnywhere && !loopbackHost(u.Hostname()):
		return CallbackElsewhere
	}
	return CallbackQueued
}

func loopbackHost(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
