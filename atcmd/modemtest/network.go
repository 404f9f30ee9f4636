package modemtest

import "fmt"

// Registration is what the network grants. The <stat> of each domain are those of 3GPP TS 27.007, 10.1.20:
// 0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming, 6 and 7 SMS only, 8 emergency only.
type Registration struct {
	CS  int // +CREG
	PS  int // +CGREG
	EPS int // +CEREG

	AcT int    // access technology: 0 GSM, 2 UTRAN, 7 E-UTRAN, …
	TAC uint16 // tracking or location area
	CI  uint32 // cell, 28 bits

	CauseType int // 0 a cause of 3GPP, 1 the maker's own
	Cause     int // why it was refused; 0 is none

	Operator string // PLMN, "310410"; "" when no network is known
	LongName string // as +COPS? prints it; "" prints the PLMN
}

// Home returns a registration in all domains over LTE at a made-up cell of the network plmn, with stat 1.
func Home(plmn, name string) Registration {
	return Registration{CS: 1, PS: 1, EPS: 1, AcT: 7, TAC: 0x00A1, CI: 0x0A1B2C3, Operator: plmn, LongName: name}
}

// Roaming is Home with stat 5, the usual state of a Super SIM.
func Roaming(plmn, name string) Registration {
	r := Home(plmn, name)
	r.CS, r.PS, r.EPS = 5, 5, 5
	return r
}

// Denied is a refusal by the network plmn in all domains with a cause of 3GPP TS 24.301, 9.9.3.9.
func Denied(plmn string, cause int) Registration {
	return Registration{CS: 3, PS: 3, EPS: 3, AcT: 7, Cause: cause, Operator: plmn}
}

// Values of +CFUN (27.007, 8.2).
const (
	funFull   = 1
	funOff    = -1 // +CFUN=0; not zero, so that the zero value is a module in use
	funFlight = 4
)

// network is the state of the radio. The zero value is full function, automatic, nothing offered.
type network struct {
	offer      Registration // last word of the network
	show       Registration // what the commands tell
	fun        int          // 0 and funFull: full
	deregister bool         // +COPS=2
	manual     string       // +COPS=1: the PLMN asked for
	psOff      bool         // +CGATT=0
	lastCause  int          // of the latest refusal, for +CEER
}

// radioOn reports whether the module can be registered at all.
func (m *Modem) radioOn() bool {
	n := &m.network
	return m.up && (n.fun == 0 || n.fun == funFull) && !n.deregister && m.simUp && m.cardState() == cardReady
}

// masked is the offer less what the user has switched off. Under mu.
func (m *Modem) masked() Registration {
	r := m.network.offer
	if m.network.psOff {
		r.PS, r.EPS = 0, 0
	}
	return r
}

// served reports whether a <stat> means service for data.
func served(stat int) bool { return stat == 1 || stat == 5 }

// attached reports whether packet service is attached. Under mu.
func (m *Modem) attached() bool {
	return served(m.network.show.PS) || served(m.network.show.EPS)
}

// show makes a registration visible and prints what the user has asked to be told. Under mu.
func (m *Modem) showRegistration(r Registration) {
	before := [3]string{}
	for i, d := range domains {
		before[i] = d.report(m, &m.network.show)
	}
	wasOn := m.attached()
	m.network.show = r
	if r.Cause != 0 {
		m.network.lastCause = r.Cause
	}
	if wasOn && !m.attached() {
		m.hangUp()
		m.sayPacketEvent(m.detachedBy() + " DETACH")
	}
	m.refreshContexts()
	for i, d := range domains {
		if now := d.report(m, &m.network.show); now != before[i] {
			m.urc(d.name + ": " + now)
		}
	}
	m.sayIndicators()
}

// detachedBy names who ended the packet service, in the words of +CGEV: the module itself when the offer still
// stands, else the network.
func (m *Modem) detachedBy() string {
	if served(m.network.offer.PS) || served(m.network.offer.EPS) {
		return "ME"
	}
	return "NW"
}

// SetRegistration is the network speaking: registered, refused, moved to another cell. Enabled URCs are
// printed for what changed. While the radio is off or the card not ready it is kept for later.
func (m *Modem) SetRegistration(r Registration) {
	m.do(func() {
		m.network.offer = r
		if m.radioOn() {
			m.showRegistration(m.masked())
		}
	})
}

// SetAttached is the network granting or withdrawing packet service alone: PS and EPS take the stat of CS
// (or 1) or 0.
func (m *Modem) SetAttached(on bool) {
	m.do(func() {
		stat := 0
		if on {
			stat = 1
			if served(m.network.offer.CS) {
				stat = m.network.offer.CS
			}
		}
		m.network.offer.PS, m.network.offer.EPS = stat, stat
		if m.radioOn() {
			m.showRegistration(m.masked())
		}
	})
}

// Registration returns what the module shows at present.
func (m *Modem) Registration() (r Registration) {
	m.do(func() { r = m.network.show })
	return r
}

// SetSignal changes what the module measures.
func (m *Modem) SetSignal(s Signal) {
	m.do(func() {
		m.signal = s
		m.sayIndicators()
	})
}

// OnDetach names a function that is told when the module leaves the network by itself: reason is the
// command ("+CFUN=0", "+COPS=2", "+CGATT=0"), "card removed", "reset" or "power off".
func (m *Modem) OnDetach(f func(reason string)) { m.do(func() { m.onDetach = f }) }

// OnAttachRequest names a function that is told when the module looks for a network: after power-on, +CFUN=1,
// +COPS=0, +CGATT=1, a new card. plmn is the network asked for, "" for any. The module then shows
// stat 2 until SetRegistration. Without it, the module gets the latest registration back by itself.
func (m *Modem) OnAttachRequest(f func(plmn string)) { m.do(func() { m.onAttach = f }) }

// leave drops the registration and tells the network. Under mu.
func (m *Modem) leave(reason string) {
	registered := m.network.show != Registration{}
	m.showRegistration(Registration{})
	if m.onDetach != nil && registered {
		f := m.onDetach
		m.pending = append(m.pending, func() { f(reason) })
	}
}

// ask looks for a network. Under mu.
func (m *Modem) ask(plmn string) {
	if !m.radioOn() {
		return
	}
	if m.onAttach != nil {
		m.network.offer = Registration{CS: 2, PS: 2, EPS: 2}
		m.showRegistration(m.masked())
		f := m.onAttach
		m.pending = append(m.pending, func() { f(plmn) })
		return
	}
	if m.opt.RegisterDelay > 0 {
		m.showRegistration(Registration{CS: 2, PS: 2, EPS: 2})
	}
	epoch := m.epoch
	m.after(m.opt.RegisterDelay, func() {
		if epoch == m.epoch && m.radioOn() {
			m.showRegistration(m.masked())
		}
	})
}

// domain is one of +CREG, +CGREG, +CEREG.
type domain struct {
	name string
	stat func(*Registration) int
	n    func(*settings) *int
}

var domains = [3]domain{
	{"+CREG", func(r *Registration) int { return r.CS }, func(s *settings) *int { return &s.creg }},
	{"+CGREG", func(r *Registration) int { return r.PS }, func(s *settings) *int { return &s.cgreg }},
	{"+CEREG", func(r *Registration) int { return r.EPS }, func(s *settings) *int { return &s.cereg }},
}

// report is the unsolicited form for the <n> in force, "" when that is 0 (27.007, 7.2, 10.1.20, 10.1.22).
func (d *domain) report(m *Modem, r *Registration) string {
	if n := *d.n(&m.set); n > 0 {
		return d.text(m, r, n)
	}
	return ""
}

// text is <stat>[,[<lac>],[<ci>],[<AcT>][,<cause_type>,<reject_cause>][,[<Active-Time>],[<Periodic-TAU>]]].
func (d *domain) text(m *Modem, r *Registration, n int) string {
	stat := d.stat(r)
	s := itoa(stat)
	cause := (n == 3 || n == 5) && r.Cause != 0 && !served(stat)
	switch {
	case n >= 2 && served(stat):
		s += fmt.Sprintf(`,"%04X","%0*X",%d`, r.TAC, m.persona.CellDigits, r.CI, m.act(r))
		if n >= 4 { // power saving is never granted here
			s += `,,,"00000000","00000000"`
		}
	case cause:
		s += fmt.Sprintf(",,,,%d,%d", r.CauseType, r.Cause)
	}
	return s
}
