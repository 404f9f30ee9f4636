package modemtest

import (
	"errors"
	"sync"
	"time"

	"simagent/simcard/simcardtest"
)

// What Serve returns, with Options.ResetEndsLink, when the module itself ended the link.
var (
	ErrReset       = errors.New("the module was reset")
	ErrPoweredDown = errors.New("the module was powered down")
)

// Modem is an emulated module. Make one with New. All methods may be called from any goroutine, also
// from within the functions given to OnSMS, OnDetach and OnAttachRequest.
type Modem struct {
	opt     Options
	persona *Persona
	table   map[string]command

	mu      sync.Mutex // guards all below; functions of the user never run under it
	ports   map[*port]struct{}
	agenda  agenda
	running time.Time // of the entry that runs, zero outside
	pending []func()  // functions of the user, to be called once mu is free
	faults  []Fault
	stalled bool
	// Faults that end by themselves: until when.
	cardBusyUntil, goneUntil time.Time
	hung                     map[int]time.Time // by the number of the port
	history                  []string          // command lines as received, bounded

	powered bool
	up      bool // the port answers
	simUp   bool // the card has been read since power-on
	smsUp   bool
	bookUp  bool
	// Agenda entries of an older epoch do nothing: epoch is raised when power goes, cardEpoch when
	// the card goes too.
	epoch, cardEpoch int

	set     settings // in force
	profile settings // what &W stored and ATZ restores

	card    *simcardtest.Card
	network network
	signal  Signal
	tx, rx  uint64 // bytes since reset, or since +QGDCNT=0
	saved   [2]uint64
	savedAt time.Time
	nr      [2]uint64 // bytes sent and received over NR, which tx and rx include
	since   [2]uint64 // tx and rx when the module's own statistics were started
	pdp     []pdpContext
	store   map[string]*storage
	smsRef  byte
	sent    int

	seen [maxIndicators]int // indicators as last told
	ussd int                // +CUSD: 1 prints answers
	book map[bookPlace]contact

	onUSSD   func(code string) (string, bool)
	onSMS    func(to, text string) error
	onDetach func(reason string)
	onAttach func(plmn string)
}

// New makes a Modem. It has booted already unless opt.Off is set.
func New(opt Options) *Modem {
	if opt.Persona == nil {
		opt.Persona = EG25G()
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Signal == (Signal{}) {
		opt.Signal = Signal{CSQ: 20, RSRPdBm: -95, RSRQdB: -10, SINRdB: 12}
	}
	m := &Modem{
		opt: opt, persona: opt.Persona, card: opt.Card, signal: opt.Signal,
		ports: make(map[*port]struct{}), book: make(map[bookPlace]contact), hung: make(map[int]time.Time), store: newStores(opt.Persona), pdp: defaultContexts(),
	}
	m.table = commandTable(m.persona)
	m.profile = factory(m.persona)
	m.set = m.profile.clone()
	m.network.offer = opt.Registration
	if opt.Off {
		return m
	}
	m.powered, m.up = true, true
	if m.persona.StartsOff {
		m.network.fun = funOff
	}
	m.chatter()
	on := m.network.fun != funOff
	m.simUp, m.smsUp, m.bookUp = on && m.cardState() == cardReady, on, on
	if m.radioOn() {
		m.network.show = m.masked()
		m.refreshContexts()
	}
	return m
}

// do runs f under the lock, then what became due, then the user's functions without the lock.
func (m *Modem) do(f func()) {
	m.mu.Lock()
	f()
	m.runDue()
	m.mu.Unlock()
	m.callPending()
}

// callPending calls the user's functions that were queued, in order, until none is left: they may
// call methods of m that queue more.
func (m *Modem) callPending() {
	for {
		m.mu.Lock()
		if len(m.pending) == 0 {
			m.mu.Unlock()
			return
		}
		f := m.pending[0]
		m.pending = m.pending[1:]
		m.mu.Unlock()
		f()
	}
}

// urc prints an unsolicited line, which may hold several lines, on every port. Under mu.
func (m *Modem) urc(lines ...string) {
	if !m.up {
		return
	}
	for p := range m.ports {
		if p.call != callOnline { // a port with a call carries data alone
			p.out.urc(frame(&m.set, lines))
		}
	}
}

// URC prints an unsolicited line on every link at once, or after the line that is being typed or
// printed. A module that is off or booting prints nothing.
func (m *Modem) URC(line string) { m.do(func() { m.urc(line) }) }

// Inject sends bytes as they are, without any framing, between two lines.
func (m *Modem) Inject(b []byte) {
	m.do(func() {
		for p := range m.ports {
			p.out.urc(append([]byte(nil), b...))
		}
	})
}

// Commands returns the latest command lines as they were received, oldest first, at most 4,096. They
// may hold PINs.
func (m *Modem) Commands() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]string(nil), m.history...)
}

// maxHistory bounds Commands.
const maxHistory = 4096

// remember notes a command line. Under mu.
func (m *Modem) remember(line string) {
	if len(m.history) == maxHistory {
		m.history = append(m.history[:0:0], m.history[maxHistory/2:]...)
	}
	m.history = append(m.history, line)
}

// Links returns how many links are served at present.
func (m *Modem) Links() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.ports)
}
