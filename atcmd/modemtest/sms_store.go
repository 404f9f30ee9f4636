package modemtest

import (
	"errors"
	"fmt"
	"time"
)

// message is one in a storage.
type message struct {
	from, text string // from is the destination of one that was written here
	at         time.Time
	stat       int    // smsUnread, smsRead, smsUnsent, smsSent
	tpdu       []byte // SMS-DELIVER or SMS-SUBMIT (3GPP TS 23.040, 9.2.2), without the service centre
}

// storage is "ME" or "SM"; nil is a free place.
type storage struct{ places []*message }

func newStores(p *Persona) map[string]*storage {
	t := make(map[string]*storage)
	for _, name := range []string{"ME", "SM"} {
		t[name] = &storage{places: make([]*message, p.smsCapacity())}
	}
	return t
}

func (s *storage) used() (n int) {
	for _, m := range s.places {
		if m != nil {
			n++
		}
	}
	return n
}

func (s *storage) add(msg *message) (int, bool) {
	for i, m := range s.places {
		if m == nil {
			s.places[i] = msg
			return i, true
		}
	}
	return 0, false
}

// Errors of DeliverSMS: the network keeps the message then.
var (
	ErrNoService   = errors.New("cannot deliver message: the module is not registered")
	ErrStorageFull = errors.New("cannot deliver message: the storage of the module is full")
)

// DeliverSMS is a message from the network, in as many parts as its length asks for. Depending on
// +CNMI, the module stores it (+CMTI announces it) or prints it (+CMT). The error says that the
// module could not take it; parts before a full storage stay.
func (m *Modem) DeliverSMS(from, text string) (err error) {
	m.do(func() { err = m.deliver(from, text) })
	return err
}

// deliver is DeliverSMS under mu.
func (m *Modem) deliver(from, text string) error {
	if !m.radioOn() || !served(m.network.show.CS) && !m.attached() {
		return ErrNoService
	}
	at := m.opt.Now().UTC()
	m.smsRef++
	for _, part := range splitText(text, m.smsRef) {
		msg := &message{from: from, text: part.text, at: at, tpdu: encodeDeliver(from, part, at)}
		if err := m.receive(msg); err != nil {
			return err
		}
	}
	return nil
}

// receive stores or prints one part, as <mt> of +CNMI says (27.005, 3.4.1). Under mu.
func (m *Modem) receive(msg *message) error {
	switch mt := m.set.cnmi[1]; mt {
	case 2:
		msg.stat = smsRead
		m.urc(m.directLines(msg)...)
		return nil
	default:
		name := m.mem3()
		i, ok := m.store[name].add(msg)
		if !ok {
			return ErrStorageFull
		}
		if mt != 0 { // 3 prints messages of class 3 alone, and these have no class
			m.urc(fmt.Sprintf(`+CMTI: "%s",%d`, name, i+m.persona.FirstSMS))
		}
		return nil
	}
}

// mem3 is the storage that receives.
func (m *Modem) mem3() string { return m.mem(2) }

// mem returns the storage named by the n-th value of +CPMS, the persona's own before that is set.
func (m *Modem) mem(n int) string {
	if args, ok := splitArgs(m.set.stored["+CPMS"]); ok && n < len(args) && m.store[args[n]] != nil {
		return args[n]
	}
	if m.store[m.persona.SMSStorage] != nil {
		return m.persona.SMSStorage
	}
	return "SM"
}

// StoredSMS returns the number of messages in a storage, "ME" or "SM".
func (m *Modem) StoredSMS(storage string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.store[storage]; s != nil {
		return s.used()
	}
	return 0
}

// OnSMS names a function that takes the messages that the module sends. Its error becomes +CMS ERROR:
// 500, or the code of a CMSError. Without it, every message is taken.
func (m *Modem) OnSMS(f func(to, text string) error) { m.do(func() { m.onSMS = f }) }

// CMSError is an error for OnSMS to return, by its code: 128 to 255 come from the network.
type CMSError int

// Error names the code.
func (e CMSError) Error() string { return cms(e).Error() }

// SentSMS counts the messages that the network has taken since New.
func (m *Modem) SentSMS() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sent
}

// smsTime is a time stamp as +CMGR and +CCLK print it, in UTC.
func smsTime(t time.Time) string { return t.UTC().Format("06/01/02,15:04:05") + "+00" }
