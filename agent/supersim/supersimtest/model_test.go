package supersimtest

import (
	"bytes"
	"fmt"
	"sort"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// modelRig is the cloud and the model side by side.
type modelRig struct {
	*world
	rt    *rapid.T
	m     *model
	apis  map[string]api
	iccid []string
}

// Whatever is done in whatever order, legal or not, by whatever account: the cloud answers as the model does, and shows
// every account the same Sims, periods, Settings Updates, messages and usage.
func TestCloudAgainstModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := newModelRig(rt)
		steps := map[string]func(){
			"register": r.register, "update": r.update, "update ": r.update, "update  ": r.update, "sensible": r.sensible, "sensible ": r.sensible,
			"use": r.use, "receive": r.receive, "send": r.send, "seconds": r.seconds, "days": r.days, "faults": r.faults, "reload": r.reload,
		}
		names := make([]string, 0, len(steps))
		for name := range steps {
			names = append(names, name)
		}
		sort.Strings(names)
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			steps[rapid.SampledFrom(names).Draw(rt, "step")]()
			r.compare()
		}
	})
}

func newModelRig(rt *rapid.T) *modelRig {
	w := newWorld(rt, true)
	w.now = time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	w.use(New(w.c.opt))
	r := &modelRig{world: w, rt: rt, iccid: []string{card1, card2, "89883070000000000003", "89883070000000000004"},
		apis: map[string]api{AccountSID: w.prim, subSID: w.sub, otherSID: w.other, alienSID: w.foreign},
		m: &model{now: w.now, parent: map[string]string{AccountSID: "", subSID: AccountSID, otherSID: AccountSID, alienSID: ""},
			may: map[string]bool{AccountSID: true}, claims: map[string]string{}}}
	for _, account := range []string{AccountSID, subSID, alienSID} {
		for _, f := range []modelFleet{{name: "wide", limit: 1_000_000_000, open: true}, {name: "small", limit: 1_000_000, open: true}, {name: "closed", limit: 1_000_000_000}} {
			f.account = account
			f.sid = w.fleet(r.apis[account], f.name, "DataLimit", fmt.Sprint(f.limit/1_000_000), "DataEnabled", fmt.Sprint(f.open), "SmsCommandsEnabled", fmt.Sprint(f.open))
			r.m.fleets = append(r.m.fleets, &f)
		}
	}
	for _, iccid := range r.iccid[:2] {
		r.m.sims = append(r.m.sims, &modelSim{sid: w.c.AddSim(iccid), iccid: iccid, account: AccountSID, status: "new"})
	}
	for _, iccid := range r.iccid[2:] {
		w.c.AddUnregistered(iccid, "H3LL0W0RLD")
		r.m.claims[iccid] = "H3LL0W0RLD"
	}
	return r
}

func (r *modelRig) pick(label string, from ...string) string {
	return rapid.SampledFrom(from).Draw(r.rt, label)
}

// maybe is one of from, or nothing.
func (r *modelRig) maybe(label string, from ...string) *string {
	if !rapid.Bool().Draw(r.rt, "with "+label) {
		return nil
	}
	v := r.pick(label, from...)
	return &v
}

func (r *modelRig) actor() string {
	return r.pick("account", AccountSID, AccountSID, subSID, otherSID, alienSID)
}

func (r *modelRig) sim() *modelSim { return rapid.SampledFrom(r.m.sims).Draw(r.rt, "sim") }

func (r *modelRig) check(want outcome, got reply) {
	if len(want.codes) == 0 {
		require.Equal(r.rt, want.status, got.status, got.raw)
		return
	}
	require.Contains(r.rt, []int{400, 404}, got.status, "want one of %v: %s", want.codes, got.raw)
	require.True(r.rt, want.codes[int(got.body["code"].(float64))], "want one of %v: %s", want.codes, got.raw)
}

func (r *modelRig) register() {
	account, iccid, code := r.actor(), r.pick("iccid", r.iccid...), r.pick("code", "H3LL0W0RLD", "H3LL0W0RLD", "WRONGWRONG", "")
	want := r.m.register(account, iccid, code)
	got := r.apis[account].post("Sims", q("Iccid", iccid, "RegistrationCode", code))
	r.check(want, got)
	if want.status == 201 {
		delete(r.m.claims, iccid)
		r.m.sims = append(r.m.sims, &modelSim{sid: got.str("sid"), iccid: iccid, account: account, status: "new"})
	}
}

// update is anything at all.
func (r *modelRig) update() {
	s := r.sim()
	ref := r.pick("ref", s.sid, s.sid, s.sid, "one", "two", "nobody")
	fleet := rapid.SampledFrom(r.m.fleets).Draw(r.rt, "a fleet")
	f := modelForm{
		name: r.maybe("name", "one", "two", ""), status: r.maybe("status", "ready", "active", "inactive", "new", "scheduled", ""),
		fleet:   r.maybe("fleet", "wide", "small", "closed", fleet.sid, "", "null", "nobody"),
		account: r.maybe("account", AccountSID, subSID, otherSID, alienSID, "AC99", ""), method: r.maybe("method", "GET", "POST", "", "PUT"),
	}
	r.post(r.actor(), ref, f)
}

// sensible is an update that mostly succeeds, so that the state goes somewhere.
func (r *modelRig) sensible() {
	s := r.sim()
	v := func(s string) *string { return &s }
	switch r.pick("wish", "activate", "activate", "deactivate", "refleet", "move", "move") {
	case "activate":
		r.post(s.account, s.sid, modelForm{status: v(r.pick("to", "ready", "active")), fleet: v(r.pick("fleet", "wide", "small"))})
	case "deactivate":
		r.post(s.account, s.sid, modelForm{status: v("inactive")})
	case "refleet":
		r.post(s.account, s.sid, modelForm{fleet: v(r.pick("fleet", "wide", "small", "closed"))})
	case "move":
		r.post(AccountSID, s.sid, modelForm{account: v(r.pick("to", AccountSID, subSID)), fleet: v(r.pick("fleet", "wide", "null"))})
	}
}

func (r *modelRig) post(account, ref string, f modelForm) {
	want := r.m.update(account, ref, f)
	r.check(want, r.apis[account].post("Sims/"+ref, f.encode()))
}

func (r *modelRig) use() {
	s, n := r.sim(), rapid.SampledFrom([]int64{0, 1, 100_000, 249_999, 250_000, 999_999}).Draw(r.rt, "bytes")
	r.c.AddUsage(s.iccid, n, 0)
	r.m.use(s, n)
}

func (r *modelRig) receive() {
	s := r.sim()
	r.c.ReceiveSMS(s.iccid, "x")
	r.m.message(s, "received")
}

func (r *modelRig) send() {
	account, s := r.actor(), r.sim()
	got := r.apis[account].post("SmsCommands", q("Sim", s.sid, "Payload", "x"))
	if s.account != account {
		r.check(refused(83005), got)
		return
	}
	r.check(outcome{status: 201}, got)
	r.m.message(s, "sent")
}

func (r *modelRig) seconds() { r.sleep(time.Second, 0, 40) }
func (r *modelRig) days()    { r.sleep(24*time.Hour, 0, 60) }

func (r *modelRig) sleep(unit time.Duration, low, high int) {
	r.now = r.now.Add(time.Duration(rapid.IntRange(low, high).Draw(r.rt, "time")) * unit)
	r.m.advance(r.now)
}

func (r *modelRig) faults() {
	switch r.pick("fault", "fail", "stuck", "clear") {
	case "fail":
		r.c.Fault(Fault{Kind: FaultUpdateFails, Count: 1})
		r.m.fail++
	case "stuck":
		r.c.Fault(Fault{Kind: FaultStuck, Count: 1})
		r.m.stuck++
	case "clear":
		r.c.ClearFaults()
		r.m.fail, r.m.stuck = 0, 0
		for _, s := range r.m.sims {
			if s.pending != nil && s.pending.never {
				s.pending.never, s.pending.due = false, r.now.Add(modelScheduled)
			}
		}
	}
}

// reload goes on with what was saved. Faults are not.
func (r *modelRig) reload() {
	var file bytes.Buffer
	require.NoError(r.rt, r.c.Save(&file))
	c, err := Load(r.c.opt, &file)
	require.NoError(r.rt, err)
	r.swap(c)
	r.m.fail, r.m.stuck = 0, 0
}

func (r *modelRig) swap(c *Cloud) {
	r.world.use(c)
	r.apis = map[string]api{AccountSID: r.prim, subSID: r.sub, otherSID: r.other, alienSID: r.foreign}
}
