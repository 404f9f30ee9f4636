package modemtest

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/atcmd/module"
	"simagent/simcard/overat"
	"simagent/simcard/simcardtest"
)

func TestPersonasAreNamed(t *testing.T) {
	names := []string{}
	for _, p := range Personas() {
		names = append(names, p.Name)
		byName, err := ByName(strings.ToUpper(strings.ReplaceAll(p.Name, "-", "")))
		require.NoError(t, err)
		require.Equal(t, p.New().Model, byName.Model)
		require.Regexp(t, `^\d{15}$`, byName.IMEI)
		require.NotSame(t, p.New(), byName)
	}
	require.True(t, slices.IsSorted(names))
	require.Len(t, slices.Compact(slices.Clone(names)), len(names))
	_, err := ByName("nokia")
	require.ErrorContains(t, err, `unknown persona "nokia": a7670, bg95, bg96,`)
}

// rig is a persona with a card and a network, and our own session with it.
type rig struct {
	t       *testing.T
	m       *Modem
	card    *simcardtest.Card
	s       *atcmd.Session
	profile module.Profile
}

// meet runs f with each persona, in a bubble.
func meet(t *testing.T, prepare func(*Options), f func(r *rig)) {
	for _, named := range Personas() {
		t.Run(named.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				opt := Options{Persona: named.New(), Card: simcardtest.New(fakeICCID), Registration: Roaming("310410", "AT&T")}
				if prepare != nil {
					prepare(&opt)
				}
				m := New(opt)
				near, far := net.Pipe()
				var wg sync.WaitGroup // Serve; joined below
				wg.Go(func() { _ = m.Serve(context.Background(), near) })
				r := &rig{t: t, m: m, card: opt.Card, s: atcmd.NewSession(far, atcmd.Options{})}
				defer wg.Wait()
				defer func() { _ = r.s.Close(time.Second) }()
				r.identify()
				f(r)
			})
		})
	}
}

func (r *rig) do(cmd string) []string {
	r.t.Helper()
	lines, err := r.s.Do(context.Background(), cmd)
	require.NoError(r.t, err, cmd)
	return lines
}

// identify does what an agent does first.
func (r *rig) identify() {
	for _, cmd := range []string{"", "E0", "V1", "+CMEE=1"} {
		if _, err := r.s.Do(context.Background(), cmd); err != nil {
			_, refused := errors.AsType[*atcmd.CommandError](err)
			require.True(r.t, refused, "%s: %v", cmd, err)
		}
	}
	first := func(cmd string) string {
		line := strings.TrimPrefix(r.do(cmd)[0], cmd+": ")
		return strings.Trim(line, `"`)
	}
	r.profile = module.Identify(first("+CGMI"), first("+CGMM"))
	if r.m.persona.StartsOff {
		r.do("+CFUN=1")
	}
	synctest.Wait()
}

// cards returns what the profile makes of the URCs that have come, and the lines themselves.
func (r *rig) cards() (events []module.CardEvent, lines []string) {
	synctest.Wait()
	for {
		select {
		case u := <-r.s.URCs():
			lines = append(lines, u.Line)
			if e := r.profile.CardEvent(u.Line); e != module.NoEvent {
				events = append(events, e)
			}
		default:
			return events, lines
		}
	}
}

func TestPersonasHaveProfiles(t *testing.T) {
	meet(t, nil, func(r *rig) {
		if r.m.persona.Model == Generic27007().Model {
			require.Equal(r.t, module.Generic().Name, r.profile.Name)
			return
		}
		require.NotEqual(r.t, module.Generic().Name, r.profile.Name, "%s %s", r.m.persona.Manufacturer, r.m.persona.Model)
	})
}

// The card number comes from the file, and from the maker's command when +CRSM fails; both say the same.
func TestPersonasTellTheCardNumber(t *testing.T) {
	meet(t, nil, func(r *rig) {
		id, source, err := overat.ReadICCIDTwice(context.Background(), r.s, r.profile.ICCID)
		require.NoError(r.t, err)
		require.Equal(r.t, fakeICCID, id.Digits())
		require.Equal(r.t, overat.SourceCRSM, source)
		if len(r.m.persona.ICCID) == 0 {
			return
		}
		r.m.Fault(Fault{Match: "CRSM", Times: -1, Final: "ERROR", Lines: []string{}})
		id, source, err = overat.ReadICCIDTwice(context.Background(), r.s, r.profile.ICCID)
		require.NoError(r.t, err)
		require.Equal(r.t, fakeICCID, id.Digits())
		require.Contains(r.t, r.profile.ICCID, source)
		for _, cmd := range r.profile.ICCID {
			if _, err := r.s.Do(context.Background(), cmd); err != nil {
				r.t.Logf("%s is not known here", cmd)
			}
		}
		r.m.RemoveCard()
		_, _, err = overat.ReadICCIDTwice(context.Background(), r.s, r.profile.ICCID)
		require.Error(r.t, err)
	})
}

func TestPersonasTellTheSignal(t *testing.T) {
	meet(t, nil, func(r *rig) {
		require.NotEmpty(r.t, r.profile.Signal.Command)
		for _, q := range r.start(r.profile.Signal.Command) {
			r.do(q)
		}
		lines := r.do(r.profile.Signal.Command)
		if len(r.profile.Signal.Lines) == 0 {
			r.t.Skip("the profile has no lines for " + r.profile.Signal.Command)
		}
		got, ok := r.profile.Signal.Read(lines)
		require.True(r.t, ok, "%q", lines)
		for name, v := range map[string]struct {
			l         module.Level
			want, off float64
		}{
			"RSRP": {got.RSRP, -95, 1}, "RSRQ": {got.RSRQ, -10, 0.5}, "SINR": {got.SINR, 12, 1}, "RSSI": {got.RSSI, -73, 1},
		} {
			if name == "RSRP" {
				require.True(r.t, v.l.Known, "%s in %q", name, lines)
			}
			if v.l.Known {
				require.InDelta(r.t, v.want, float64(v.l.Tenths)/10, v.off, "%s in %q", name, lines)
			}
		}
		for _, f := range []struct {
			said string
			want []string // in the bases that the families use
		}{
			{got.Cell, []string{"A1B2C3", "10597059"}}, {got.PCI, []string{"123", "7B"}}, {got.MCC, []string{"310"}},
			{got.MNC, []string{"410"}}, {got.Area, []string{"A1", "161"}}, {got.Channel, []string{"900", "384"}},
		} {
			if word, _, _ := strings.Cut(f.said, " "); word != "" {
				word = strings.TrimLeft(strings.TrimPrefix(strings.ToUpper(word), "0X"), "0")
				require.Contains(r.t, f.want, word, "%+v of %q", got, lines)
			}
		}
		r.m.SetRegistration(Registration{CS: 2, PS: 2, EPS: 2})
		got, _ = r.profile.Signal.Read(r.do(r.profile.Signal.Command))
		if strings.HasPrefix(r.profile.Signal.Command, "+CESQ") {
			return // it tells the level of any cell
		}
		require.False(r.t, got.RSRP.Known, "there is no cell any more")
	})
}

// start are the commands without which a query tells nothing.
func (r *rig) start(query string) []string {
	if query == "+UCGED?" {
		return []string{"+UCGED=2"}
	}
	return nil
}

func TestPersonasCount(t *testing.T) {
	const tx, rx = 12_345_678, 5_000_000_123
	meet(t, nil, func(r *rig) {
		c := r.profile.Counter
		if c.Command == "" {
			r.t.Skip("the family has no counter")
		}
		for _, cmd := range c.Start {
			r.do(cmd)
		}
		r.m.AddTraffic(tx, rx)
		sent, received, ok := c.Read(r.do(c.Command))
		require.True(r.t, ok)
		if c.Swapped {
			sent, received = min(sent, received), max(sent, received)
		}
		unit := max(c.Unit, 1)
		require.InDelta(r.t, uint64(tx), sent, float64(unit-1), "sent")
		require.InDelta(r.t, uint64(rx), received, float64(unit-1), "received")
	})
}

func TestPersonasCountTries(t *testing.T) {
	locked := func(o *Options) { o.Card.SetPIN("1111", true) }
	meet(t, locked, func(r *rig) {
		q := r.profile.Retries
		if q.Command == "" {
			r.t.Skip("the profile has no retries")
		}
		before := q.Retries(r.do(q.Command))
		require.Equal(r.t, 3, before.PIN, "%q", r.do(q.Command))
		require.Contains(r.t, []int{10, -1}, before.PUK)
		_, err := r.s.Do(context.Background(), `+CPIN="2222"`)
		require.Error(r.t, err)
		require.Equal(r.t, 2, q.Retries(r.do(q.Command)).PIN)
	})
}

func TestPersonasTellOfTheCard(t *testing.T) {
	meet(t, nil, func(r *rig) {
		for _, cmd := range r.profile.Setup {
			r.do(cmd)
		}
		for _, w := range r.profile.Wants {
			if w.About == "card report" {
				r.do(w.Write)
			}
		}
		r.cards()
		r.m.RemoveCard()
		events, lines := r.cards()
		if len(r.profile.Card) == 0 || len(r.m.persona.Card) == 0 {
			r.t.Skipf("no line about the card: %q", lines)
		}
		require.Contains(r.t, events, module.CardRemoved, "%q", lines)
		r.m.InsertCard(simcardtest.New("8988307000000009999"))
		events, lines = r.cards()
		require.NotEmpty(r.t, events, "%q", lines)
		require.NotContains(r.t, events, module.CardRemoved, "%q", lines)
		require.Contains(r.t, []module.CardEvent{module.CardInserted, module.CardReady, module.CardChanged}, events[len(events)-1], "%q", lines)
	})
}

func TestPersonasRestartAndEnd(t *testing.T) {
	meet(t, func(o *Options) { o.Boot = TypicalBoot() }, func(r *rig) {
		require.NotEmpty(r.t, r.profile.Power.Restart)
		for _, cmd := range r.profile.Power.Restart {
			r.do(cmd)
			synctest.Wait()
			require.Zero(r.t, r.m.Registration(), cmd)
			time.Sleep(time.Minute)
			require.NoError(r.t, r.s.Err())
			r.do("")
		}
		for _, cmd := range r.profile.Power.Off {
			_, _ = r.cards()
			_, err := r.s.Do(context.Background(), cmd)
			if err != nil {
				require.Equal(r.t, "NORMAL POWER DOWN", r.m.persona.PoweredDown, "%s: %v", cmd, err)
			}
			time.Sleep(time.Minute)
			if strings.HasPrefix(cmd, "+CFUN") {
				r.do("+CFUN=1")
				continue
			}
			require.False(r.t, r.m.Powered(), cmd)
			if gone := r.profile.Power.Gone; gone != "" {
				_, lines := r.cards()
				require.Contains(r.t, lines, gone)
			}
			r.m.PowerOn()
			time.Sleep(time.Minute)
		}
	})
}

func TestPersonasKnowTheSettings(t *testing.T) {
	meet(t, nil, func(r *rig) {
		for _, w := range r.profile.Wants {
			lines := r.do(w.Read)
			_, _, known := w.Check(lines)
			require.True(r.t, known, "%s: %q", w.Read, lines)
			if r.m.persona.StartsOff {
				r.do("+CFUN=4") // it takes settings while the radio is off
			}
			r.do(w.Write)
			_, fits, known := w.Check(r.do(w.Read))
			require.True(r.t, known && fits, "%s, then %q", w.Write, r.do(w.Read))
		}
	})
}

// A persona is data; what it names has to exist.
func TestPersonasAreWhole(t *testing.T) {
	for _, named := range Personas() {
		p := named.New()
		table := commandTable(p)
		for name := range p.Pace {
			if base := strings.TrimRight(name, "=?"); base != "" {
				require.Contains(t, table, base, "%s: pace", named.Name)
			}
		}
		for _, u := range p.Card {
			if u.Setting != "" {
				require.NotNil(t, table[u.Setting].set, "%s: %s", named.Name, u.Setting)
				require.NotEmpty(t, u.On)
			}
		}
		for _, ch := range p.Chatter {
			require.Positive(t, ch.Every)
			require.NotNil(t, table[ch.Setting].set, "%s: %s", named.Name, ch.Setting)
		}
		for _, name := range p.Without {
			require.NotContains(t, table, name, named.Name)
		}
		for _, list := range [][]string{p.Identity, p.Ready, p.ReadyFun, p.ReadySIM, p.ReadySMS, p.ReadyBook, {p.PoweredDown}} {
			for _, line := range list {
				require.NotContains(t, line, "\r", named.Name)
			}
		}
		for _, name := range p.Indicators {
			require.True(t, slices.ContainsFunc(indicators, func(i indicator) bool { return i.name == name }), "%s: %s", named.Name, name)
		}
		require.NotEmpty(t, p.Identity, named.Name)
		require.NotContains(t, p.ResetFun, 1, named.Name)
	}
}
