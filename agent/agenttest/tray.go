package agenttest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"simagent/atcmd/modemtest"
	"simagent/simcard/simcardtest"
)

// A Slot of a tray is a SIM and what is the matter with it.
type Slot struct {
	ICCID string `json:"iccid"`
	Kind  string `json:"kind"` // one of SlotKinds, with a number behind = where one is allowed
}

// SlotKinds are the kinds of SIMs in a tray. The first three are well.
func SlotKinds() []string {
	return []string{
		"ready", "active", "new", // the Sim's status in the cloud
		"inactive",  // likewise
		"unknown",   // the cloud has no such Sim
		"refused=8", // a ready Sim that the network refuses with this EMM cause
		"pin",       // asks for its PIN
		"puk",       // its PIN is blocked
		"blank",     // has no number
		"flaky=1.5", // loses contact so many seconds after it was put in
		"weak=-124", // a ready Sim at this RSRP, in dBm
		"late=20",   // a ready Sim that registers so many seconds after it was put in
	}
}

// A Tray lies beside a laboratory's modem, whose cards it changes. Its methods
// are safe from any goroutine; one change happens at a time.
type Tray struct {
	lab   *Lab
	slots []Slot

	turn sync.Mutex
	mu   sync.Mutex
	next int
}

// slotICCID is a made-up Super SIM: the vendor's prefix, zeros, the number of the
// slot, a check digit (ITU-T E.118).
func slotICCID(n int) string {
	digits := fmt.Sprintf("8988307%012d", n)
	sum := 0
	for i, c := range []byte(digits) {
		d := int(c - '0')
		if (len(digits)-i)%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits + strconv.Itoa((10-sum%10)%10)
}

// Twenty are twenty SIMs: three of them are bad in different ways, four are new.
func Twenty() []Slot {
	var list []Slot
	for n := range 20 {
		kind := "ready"
		switch n + 1 {
		case 3, 8, 14, 20:
			kind = "new"
		case 5:
			kind = "flaky=1.5"
		case 11:
			kind = "refused=8"
		case 17:
			kind = "pin"
		case 6, 12:
			kind = "active"
		}
		list = append(list, Slot{ICCID: slotICCID(n + 1), Kind: kind})
	}
	return list
}

// ParseSlots reads a list, a SIM a line: [ICCID] KIND. One without a number gets
// a made-up one. Empty lines and what is behind # do not count.
func ParseSlots(text string) (list []Slot, err error) {
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		s := Slot{ICCID: slotICCID(len(list) + 1), Kind: f[len(f)-1]}
		if len(f) == 2 {
			s.ICCID = f[0]
		}
		if _, _, err := s.kind(); err != nil || len(f) > 2 {
			return nil, fmt.Errorf("line %d: want [ICCID] KIND, a kind being one of %s", i+1, strings.Join(SlotKinds(), ", "))
		}
		list = append(list, s)
	}
	return list, nil
}

// kind takes the kind and its number apart.
func (s Slot) kind() (name string, n float64, err error) {
	name, text, given := strings.Cut(s.Kind, "=")
	for _, k := range SlotKinds() {
		known, usual, takes := strings.Cut(k, "=")
		if known != name || given && !takes {
			continue
		}
		if !takes {
			return name, 0, nil
		}
		if !given {
			text = usual
		}
		n, err = strconv.ParseFloat(text, 64)
		return name, n, err
	}
	return "", 0, fmt.Errorf("no kind of SIM: %q", s.Kind)
}

// NewTray takes what is in the holder out, and has the cloud know the SIMs.
func NewTray(l *Lab, slots []Slot) (*Tray, error) {
	fleet := l.Cloud.AddFleet("tray")
	for _, s := range slots {
		name, _, err := s.kind()
		if err != nil {
			return nil, err
		}
		if name == "unknown" || name == "blank" {
			continue
		}
		l.Cloud.AddSim(s.ICCID)
		status := "ready"
		if slices.Contains([]string{"new", "active", "inactive"}, name) {
			status = name
		}
		if status == "new" {
			continue
		}
		if err := l.Cloud.Put(s.ICCID, status, fleet); err != nil {
			return nil, fmt.Errorf("cannot put %s into the cloud: %w", s.Kind, err)
		}
	}
	l.Swap(nil)
	return &Tray{lab: l, slots: slots}, nil
}

// Left is how many SIMs have not been in the holder yet.
func (t *Tray) Left() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.slots) - t.next
}

// Next takes the SIM out, waits for a hand's time, and puts the next one in. ok
// is false, and the holder empty, when there is none.
func (t *Tray) Next(ctx context.Context, hand time.Duration) (s Slot, ok bool) {
	t.turn.Lock()
	defer t.turn.Unlock()
	t.out()
	select {
	case <-time.After(hand):
	case <-ctx.Done():
		return Slot{}, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.next == len(t.slots) {
		return Slot{}, false
	}
	s = t.slots[t.next]
	t.next++
	t.in(s)
	return s, true
}

// out empties the holder.
func (t *Tray) out() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lab.Swap(nil)
}

// in puts a SIM in, and lets happen to it what is the matter with it. Under mu.
func (t *Tray) in(s Slot) {
	name, n, _ := s.kind() // NewTray has looked
	t.lab.Deny(0)
	t.lab.Coverage(true)
	t.lab.Modem.SetSignal(modemtest.Signal{CSQ: 20, RSRPdBm: -88 - t.next*7%17, RSRQdB: -10, SINRdB: 12}) // no two places on a bench are the same
	id := s.ICCID
	if name == "blank" {
		id = ""
	}
	card := simcardtest.New(id)
	later := func(f func()) {
		mine := t.next
		time.AfterFunc(time.Duration(n*float64(time.Second)), func() {
			t.mu.Lock()
			defer t.mu.Unlock()
			if t.next == mine {
				f()
			}
		})
	}
	switch name {
	case "refused":
		t.lab.Deny(int(n))
	case "pin":
		card.SetPIN("1234", true)
	case "puk":
		card.SetPIN("1234", true)
		card.SetTries(0, 10)
	case "weak":
		t.lab.Modem.SetSignal(modemtest.Signal{CSQ: 3, RSRPdBm: int(n), RSRQdB: -18, SINRdB: -5})
	case "flaky":
		later(func() { t.lab.Swap(nil) })
	case "late":
		t.lab.Coverage(false)
		later(func() { t.lab.Coverage(true) })
	}
	t.lab.Swap(card)
}
