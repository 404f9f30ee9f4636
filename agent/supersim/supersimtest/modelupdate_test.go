package supersimtest

// modelForm are the parameters of an update; nil is left out.
type modelForm struct {
	name, status, fleet, account, method *string
}

func (f modelForm) encode() string {
	var pairs []string
	for name, v := range map[string]*string{"UniqueName": f.name, "Status": f.status, "Fleet": f.fleet, "AccountSid": f.account, "CallbackMethod": f.method} {
		if v != nil {
			pairs = append(pairs, name, *v)
		}
	}
	return q(pairs...)
}

func given(v *string) string {
	if v == nil {
		return ""
	}
	return *v
}

// outcome is what an answer may be: a status, or an error with one of the codes.
type outcome struct {
	status int
	codes  map[int]bool
}

func refused(codes ...int) outcome {
	o := outcome{codes: map[int]bool{}}
	for _, c := range codes {
		o.codes[c] = true
	}
	return o
}

// register is POST /Sims.
func (m *model) register(account, iccid, code string) outcome {
	var owner string
	for _, s := range m.sims {
		if s.iccid == iccid {
			owner = s.account
		}
	}
	switch {
	case code == "":
		return refused(83001)
	case owner == account:
		return refused(83003)
	case owner != "" || m.claims[iccid] != code:
		return refused(83002)
	}
	return outcome{status: 201}
}

// update is POST /Sims/{ref}: it gathers every rule that the update breaks, and only then does it.
func (m *model) update(actor, ref string, f modelForm) outcome {
	s := m.find(actor, ref)
	if s == nil && given(f.account) != "" {
		for _, one := range m.sims {
			if one.sid == ref && m.parent[one.account] == actor {
				s = one
			}
		}
	}
	if s == nil {
		return refused(20404)
	}
	want, broken := m.judge(actor, s, f)
	if len(broken.codes) > 0 {
		return broken
	}
	s.name, s.account = want.name, want.account
	if !want.turns && (!want.refleets || !s.on()) {
		s.fleet = want.fleet
		return outcome{status: 200}
	}
	s.pending = &modelPending{due: m.now.Add(modelScheduled)}
	if want.turns {
		s.pending.status = given(f.status)
	}
	if want.refleets {
		s.pending.fleet = want.fleet
	}
	switch {
	case m.stuck > 0:
		m.stuck--
		s.pending.never = true
	case m.fail > 0:
		m.fail--
		s.pending.fails = true
	}
	return outcome{status: 202}
}

// modelWish is what a Sim shall have after an update.
type modelWish struct {
	name, account   string
	fleet           *modelFleet
	turns, refleets bool // the status, the Fleet changes
}

// judge reads an update and gathers the codes of all rules that it breaks.
func (m *model) judge(actor string, s *modelSim, f modelForm) (modelWish, outcome) {
	broken := refused()
	breaks := func(code int, yes bool) {
		if yes {
			broken.codes[code] = true
		}
	}
	status, target, method := given(f.status), given(f.account), given(f.method)
	breaks(20001, status != "" && status != "ready" && status != "active" && status != "inactive")
	breaks(20001, method != "" && method != "GET" && method != "POST")
	_, known := m.parent[target]
	breaks(20409, target != "" && (!known || target != actor && m.parent[target] != actor))
	if target == "" {
		target = s.account
	}
	fleet, name := s.fleet, s.name
	if f.fleet != nil {
		if fleet = nil; *f.fleet != "" && *f.fleet != "null" {
			fleet = m.findFleet(target, *f.fleet)
			breaks(83006, fleet == nil)
		}
	}
	if f.name != nil {
		name = *f.name
	}
	turns, moves, refleets := status != "" && status != s.shown(), target != s.account, fleet != s.fleet
	for _, other := range m.sims {
		breaks(83011, name != "" && other != s && other.account == target && other.name == name)
	}
	legal := map[string]bool{"new ready": true, "new active": true, "ready active": true, "ready inactive": true, "active inactive": true, "inactive active": true}
	breaks(83009, f.fleet != nil && s.pending != nil)
	breaks(83010, turns && (s.pending != nil || !legal[s.status+" "+status]))
	breaks(83008, refleets && fleet == nil && s.on())
	breaks(83007, turns && status != "inactive" && fleet == nil)
	breaks(83010, moves && (turns || s.pending != nil || s.on() || s.status == "inactive" && !m.may[actor]))
	breaks(83006, moves && fleet != nil && fleet.account != target)
	return modelWish{name, target, fleet, turns, refleets}, broken
}
