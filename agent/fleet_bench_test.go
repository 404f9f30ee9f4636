package agent

import (
	"container/heap"
	"context"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/config"
	"simagent/agent/ledger"
	"simagent/agent/supersim"
	"simagent/agent/supersim/supersimtest"
	"simagent/atcmd"
	"simagent/simcard"
)

// crowd is many agents in virtual time, with a module and a disk that do everything at once, the real client and the
// emulated cloud. Nothing in it waits, so a day of a thousand agents takes seconds.
type crowd struct {
	t       testing.TB
	now     time.Time
	queue   alarms
	seq     int
	rnd     *rand.Rand
	cloud   *supersimtest.Cloud
	api     *supersim.Client
	members []*member
	perSec  map[int]int // requests by second since the start
	bytes   int64       // of HTTP, heads and bodies of both directions
	polls   int         // connections after the first hour: a poll is one, whatever it asks
	start   time.Time
	send    func(Send) Reported // nil: every report leaves
}

// member is one agent.
type member struct {
	m      Machine
	iccid  simcard.ICCID
	timers map[TimerName]int // the alarm that counts
}

// alarm is an event to come.
type alarm struct {
	at    time.Time
	seq   int
	who   *member
	timer TimerName // "" for an event that is not a timer
	event any
}

type alarms []alarm

func (a alarms) Len() int { return len(a) }
func (a alarms) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].seq < a[j].seq
}
func (a alarms) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *alarms) Push(x any)   { *a = append(*a, x.(alarm)) }
func (a *alarms) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// newCrowd makes n agents whose Sims are ready with a past that is not known, all in one Fleet.
func newCrowd(t testing.TB, n int) *crowd {
	c := &crowd{t: t, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), rnd: rand.New(rand.NewPCG(1, 2)), perSec: map[int]int{}}
	c.cloud = supersimtest.New(supersimtest.Options{Now: func() time.Time { return c.now }})
	fleet := c.cloud.AddFleet("hq")
	var err error
	c.api, err = supersim.New(supersim.Config{BaseURL: "https://cloud.test/v1", Transport: c, UserAgent: "simagent/1.0.0",
		Credentials: func(context.Context) (string, string, error) { return supersimtest.KeySID, supersimtest.KeySecret, nil }})
	require.NoError(t, err)
	for i := range n {
		id, err := simcard.ParseICCID(fmt.Sprintf("898830700000%08d", i))
		require.NoError(t, err)
		c.cloud.AddSim(id.Digits())
		require.NoError(t, c.cloud.Put(id.Digits(), "ready", fleet))
		c.members = append(c.members, &member{iccid: id, timers: map[TimerName]int{}})
	}
	c.now = c.now.Add(2 * time.Hour)
	c.start = c.now
	return c
}

// RoundTrip counts requests and bytes as they would go over HTTP/1.1.
func (c *crowd) RoundTrip(r *http.Request) (*http.Response, error) {
	c.perSec[int(c.now.Sub(c.start)/time.Second)]++
	if r.URL.Path == "/v1/Sims" && c.now.Sub(c.start) > time.Hour {
		c.polls++
	}
	c.bytes += int64(len(r.Method) + len(r.URL.RequestURI()) + len(" HTTP/1.1\r\n") + 1 + len("Host: \r\n\r\n") + len(r.Host) + headBytes(r.Header))
	resp, err := c.cloud.RoundTripper().RoundTrip(r)
	if err == nil {
		c.bytes += int64(len("HTTP/1.1 \r\n\r\n")+len(resp.Status)+headBytes(resp.Header)) + resp.ContentLength
	}
	return resp, err
}

func headBytes(h http.Header) (n int) {
	for name, v := range h {
		for _, s := range v {
			n += len(name) + len(": \r\n") + len(s)
		}
	}
	return n
}

func (c *crowd) later(who *member, after time.Duration, event any) {
	c.seq++
	heap.Push(&c.queue, alarm{at: c.now.Add(after), seq: c.seq, who: who, event: event})
}

// run lets time pass.
func (c *crowd) run(until time.Time) {
	for len(c.queue) > 0 && !c.queue[0].at.After(until) {
		a := heap.Pop(&c.queue).(alarm)
		c.now = a.at
		if a.timer != "" {
			if a.who.timers[a.timer] != a.seq {
				continue // it was set anew
			}
			a.event = TimerFired{a.timer}
		}
		var effects []Effect
		a.who.m, effects = Step(a.who.m, Event{At: c.now, Value: a.event})
		for _, f := range effects {
			c.carryOut(a.who, f)
		}
	}
	c.now = until
}

func (c *crowd) carryOut(who *member, f Effect) {
	const soon = 20 * time.Millisecond
	switch f := f.(type) {
	case Open:
		c.later(who, soon, LinkUp{Gen: f.Gen, Port: "/dev/ttyUSB2", Model: "EG25", Interface: "wwan0", Identity: "x"})
	case Command:
		if v := c.module(who, f); v != nil {
			c.later(who, soon, v)
		}
	case Load:
		c.later(who, soon, Loaded{ICCID: f.ICCID, Record: ledger.FreshRecord(f.ICCID, c.now)})
	case Record:
		c.later(who, soon, Recorded{ID: f.ID, Record: f.Record})
	case Sample:
		c.later(who, 0, Sampled{Sample: ledger.Sample{Source: f.Interface, Boot: ledger.BootID{1}, Index: 3, TX: 100, RX: 200, At: c.now}})
	case Fetch:
		c.later(who, soon, fetch(context.Background(), c.api, f))
	case Audit:
		c.later(who, soon, audit(context.Background(), c.api, f))
	case Send:
		v := Reported{ICCID: f.ICCID, Sequence: f.Sequence, Route: f.Route, Bytes: 73}
		if c.send != nil {
			v = c.send(f)
		}
		c.later(who, soon, v)
	case Timer:
		d := f.After + time.Duration((c.rnd.Float64()*2-1)*f.Jitter*float64(f.After)) // as Agent.setTimer draws it
		c.seq++
		who.timers[f.Name] = c.seq
		heap.Push(&c.queue, alarm{at: c.now.Add(max(d, 0)), seq: c.seq, who: who, timer: f.Name})
	}
}

// module is a registered module with a card, as the events say it.
func (c *crowd) module(who *member, f Command) any {
	switch f.Op {
	case Setup:
		return SetUp{Gen: f.Gen, APN: "super", URCs: true, Mark: -1}
	case ReadCard:
		return CardRead{Gen: f.Gen, State: CardReady, ICCID: who.iccid, Luhn: true}
	case Poll:
		return Polled{Gen: f.Gen, Pin: "READY", Attached: new(true),
			Regs: []atcmd.Registration{{Domain: atcmd.EPS, Stat: atcmd.Roaming, AcT: atcmd.NoAcT, CauseType: -1, Cause: -1}}}
	case ListSMS:
		return SMSListed{Gen: f.Gen, Storage: f.Arg, Name: "ME", Used: 0, Total: 255}
	case CheckSettings:
		return SettingsRead{Gen: f.Gen}
	}
	return nil
}

// startCrowd starts n agents within a second, as after a power cut of a site, and lets them run.
func startCrowd(t testing.TB, n int, d time.Duration) *crowd {
	c := newCrowd(t, n)
	cfg := config.Default()
	cfg.Cloud.Provider = "twilio"
	// What does not concern the cloud is rare, so that the run is short.
	cfg.Modem.Poll, cfg.Meter.PollIdle = config.Duration(time.Hour), config.Duration(time.Hour)
	for _, who := range c.members {
		who.m = New(SettingsOf(cfg))
		c.later(who, time.Duration(c.rnd.Int64N(int64(time.Second))), Started{Boot: ledger.BootID{1}})
	}
	c.run(c.start.Add(d))
	return c
}

// most is the largest number of requests in a second from one second on.
func (c *crowd) most(from int) (most int) {
	for s, n := range c.perSec {
		if s >= from {
			most = max(most, n)
		}
	}
	return most
}

// between sums the requests of a part of time, in seconds.
func (c *crowd) between(from, to int) (sum int) {
	for s, n := range c.perSec {
		if s >= from && s < to {
			sum += n
		}
	}
	return sum
}

// A crowd that starts together and a cloud that refuses nothing: every agent knows its Sim within a minute, and the
// questions are spread.
func TestCrowdIsSpread(t *testing.T) {
	c := startCrowd(t, 100, 20*time.Minute)
	for _, who := range c.members {
		require.Equal(t, "ready", who.m.Cloud.Status)
		require.Equal(t, "hq", who.m.Cloud.Fleet.Name)
		require.NotZero(t, who.m.Account.Ledger.Known&ledger.KnownSMS)
	}
	require.LessOrEqual(t, c.between(0, 60), 260, "Sim and period of each, and the first of the rest")
	require.Less(t, c.most(60), 20)
}

// A cloud that takes few at once is not stormed: what it refused is asked again later, and all are served in the end.
func TestCrowdMeetsA429Storm(t *testing.T) {
	c := newCrowd(t, 100)
	c.cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 429, Count: 300})
	cfg := config.Default()
	cfg.Cloud.Provider = "twilio"
	cfg.Modem.Poll, cfg.Meter.PollIdle = config.Duration(time.Hour), config.Duration(time.Hour)
	for _, who := range c.members {
		who.m = New(SettingsOf(cfg))
		c.later(who, 0, Started{Boot: ledger.BootID{1}})
	}
	c.run(c.start.Add(time.Hour))
	for _, who := range c.members {
		require.Equal(t, "ready", who.m.Cloud.Status)
	}
	require.LessOrEqual(t, c.between(0, 3600), 300+100*(2+4+4*2+4), "no more than each needs, and what was refused")
}

// BenchmarkThousandAgents: a day of 1,000 agents that start together, each with a Sim whose past is not known. The aim is
// 20 requests a second at most after the first minute.
func BenchmarkThousandAgents(b *testing.B) {
	const agents = 1000
	c := startCrowd(b, agents, 25*time.Hour)
	steady := float64(c.between(3600, 25*3600)) / agents
	all := c.between(0, 25*3600)
	perRequest := float64(c.bytes) / float64(all)
	fresh, resumed := errandBytes(b)
	for _, part := range [][2]int{{0, 10}, {10, 20}, {20, 60}, {60, 300}, {300, 900}, {900, 3600}, {3600, 25 * 3600}} {
		n := c.between(part[0], part[1])
		b.Logf("from %5d s to %5d s: %6d requests, %6.1f a second", part[0], part[1], n, float64(n)/float64(part[1]-part[0]))
	}
	for b.Loop() { // the day was played once
	}
	b.ReportMetric(float64(c.most(0)), "peak-req/s")
	b.ReportMetric(float64(c.most(60)), "peak-after-1min-req/s")
	b.ReportMetric(float64(c.between(60, 25*3600))/float64(25*3600-60), "mean-after-1min-req/s")
	b.ReportMetric(steady, "req/agent/day")
	b.ReportMetric(steady*perRequest, "http-B/agent/day")
	b.ReportMetric(fresh, "tls-B/errand-fresh")
	b.ReportMetric(resumed, "tls-B/errand-resumed")
	b.ReportMetric(float64(c.polls)/agents*resumed, "tls-B/agent/day")
}

// errandBytes measures the first poll, a Sim and its period, and a later one of the Sim alone, over TLS on a real
// connection: TCP payload of both directions. The certificate is the test server's, of 800 bytes or so; a public chain has 2 to 5 KB, which a resumed session does not
// repeat.
func errandBytes(b *testing.B) (fresh, resumed float64) {
	cloud := supersimtest.New(supersimtest.Options{})
	const card = "89883070000000000001"
	cloud.AddSim(card)
	require.NoError(b, cloud.Put(card, "ready", cloud.AddFleet("hq")))
	srv := httptest.NewTLSServer(cloud)
	defer srv.Close()
	roots := x509.NewCertPool()
	roots.AddCert(srv.Certificate())
	var n atomic.Int64
	api, err := supersim.New(supersim.Config{BaseURL: srv.URL, RootCAs: roots, UserAgent: "simagent/1.0.0",
		Credentials: func(context.Context) (string, string, error) { return supersimtest.KeySID, supersimtest.KeySecret, nil },
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
			return &counted{conn, &n}, err
		}})
	require.NoError(b, err)
	errand := func(status string) float64 {
		n.Store(0)
		v := fetch(b.Context(), api, Fetch{ICCID: card, Status: status})
		require.NoError(b, v.Err)
		require.NoError(b, v.Late)
		api.Close()
		return float64(n.Load())
	}
	return errand(""), errand("ready")
}

// counted counts what passes.
type counted struct {
	net.Conn
	n *atomic.Int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	c.n.Add(int64(n))
	return n, err
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.n.Add(int64(n))
	return n, err
}
