package atcmd

import (
	"errors"
	"fmt"
	"strings"
)

// Domain is the network domain that a registration line speaks of.
type Domain uint8

// The four domains, by their command.
const (
	CS  Domain = 1 // +CREG, circuit switched
	PS  Domain = 2 // +CGREG, GPRS
	EPS Domain = 3 // +CEREG, LTE
	NR  Domain = 4 // +C5GREG, 5GS
)

// String returns the field's own name of the domain.
func (d Domain) String() string {
	switch d {
	case CS:
		return "CS"
	case PS:
		return "PS"
	case EPS:
		return "EPS"
	case NR:
		return "5GS"
	}
	return "?"
}

// Stat is a registration status, 3GPP TS 27.007 10.1.20 and 7.2.
type Stat int8

// The values of <stat>. UICCFailure is Nordic's own (nRF91 %XMONITOR page).
const (
	NotRegistered  Stat = 0
	Home           Stat = 1
	Searching      Stat = 2
	Denied         Stat = 3
	UnknownStat    Stat = 4
	Roaming        Stat = 5
	SMSOnlyHome    Stat = 6
	SMSOnlyRoaming Stat = 7
	EmergencyOnly  Stat = 8
	CSFBHome       Stat = 9
	CSFBRoaming    Stat = 10
	RLOS           Stat = 11
	UICCFailure    Stat = 90
)

// Registered tells whether the status allows a data attach in its own domain.
func (s Stat) Registered() bool {
	return s == Home || s == Roaming || s == CSFBHome || s == CSFBRoaming
}

// String returns the word for s that status screens and JSON show.
func (s Stat) String() string {
	switch s {
	case NotRegistered:
		return "not registered"
	case Home, CSFBHome:
		return "home"
	case Searching:
		return "searching"
	case Denied:
		return "denied"
	case UnknownStat:
		return "no coverage"
	case Roaming, CSFBRoaming:
		return "roaming"
	case SMSOnlyHome:
		return "SMS only"
	case SMSOnlyRoaming:
		return "SMS only, roaming"
	case EmergencyOnly:
		return "emergency only"
	case RLOS:
		return "restricted"
	case UICCFailure:
		return "SIM failure"
	}
	return fmt.Sprintf("stat %d", int8(s))
}

// AcT is an access technology, 27.007 7.2. NoAcT means not reported.
type AcT int8

// NoAcT is an access technology that the line did not carry.
const NoAcT AcT = -1

// String returns the usual short name of the technology, "" for NoAcT.
func (a AcT) String() string {
	names := [...]string{"GSM", "GSM", "UMTS", "EDGE", "HSDPA", "HSUPA", "HSPA", "LTE", "EC-GSM", "NB-IoT", "LTE 5GC", "NR 5GC", "NR", "NR-DC"}
	if a >= 0 && int(a) < len(names) {
		return names[a]
	}
	if a == NoAcT {
		return ""
	}
	return fmt.Sprintf("AcT %d", int8(a))
}

// Registration is what one +CREG-like line says.
type Registration struct {
	Domain    Domain
	HasN      bool // the line carried <n>: an answer, or one of the modules that send it in URCs too
	N         int
	Stat      Stat
	Area      uint64 // LAC or TAC; 0 with HasArea false when not reported
	Cell      uint64
	HasArea   bool
	HasCell   bool
	AcT       AcT
	CauseType int // 0: Cause is 3GPP's (24.008, 24.301, 24.501); 1: the maker's; -1: none
	Cause     int // -1: none
}

var errNotRegistration = errors.New("not a registration line")

// ParseRegistration reads one line of +CREG, +CGREG, +CEREG or +C5GREG in any
// of its forms, solicited or not: `+CEREG: 2,5,"1A2B","01C3D4E5",7`. The shape
// alone decides whether the first field is <n>. It allocates nothing unless it
// fails.
func ParseRegistration(line string) (Registration, error) {
	name, f, ok := cut(line)
	d := domainOf(name)
	if !ok || d == 0 {
		return Registration{}, errNotRegistration
	}
	r := Registration{Domain: d, AcT: NoAcT, CauseType: -1, Cause: -1}
	var t [12]string
	n := 0
	for n < len(t) {
		s, more := f.next()
		if !more {
			break
		}
		t[n] = s
		n++
	}
	v := t[:n]
	if hasN(line) {
		r.HasN = true
		r.N, _ = decimal(v[0])
		v = v[1:]
	}
	if len(v) == 0 {
		return Registration{}, fmt.Errorf("cannot read %s: no status in it", name)
	}
	stat, ok := decimal(v[0])
	if !ok || stat < 0 || stat > 127 {
		return Registration{}, fmt.Errorf("cannot read %s: %q is not a status", name, clip(v[0]))
	}
	r.Stat = Stat(stat)
	r.location(v[1:])
	return r, nil
}

// location reads what follows <stat>: <area>[,<rac>],<cell>[,<AcT>[,<cause_type>,<cause>…]].
func (r *Registration) location(v []string) {
	if len(v) > 0 {
		r.Area, r.HasArea = hex64(v[0])
		v = v[1:]
	}
	// A routing area code between area and cell: two digits, and a longer cell behind it.
	if len(v) >= 3 && len(v[0]) == 2 && len(v[1]) > 2 && len(v[2]) <= 2 {
		v = v[1:]
	}
	if len(v) > 0 {
		r.Cell, r.HasCell = hex64(v[0])
		v = v[1:]
	}
	if len(v) > 0 {
		if a, ok := decimal(v[0]); ok && a >= 0 && a <= 31 {
			r.AcT = AcT(a)
		}
		v = v[1:]
	}
	if len(v) >= 2 && r.Domain != NR || len(v) == 2 && r.Domain == NR && len(v[1]) <= 3 {
		ct, ok1 := decimal(v[0])
		c, ok2 := decimal(v[1])
		if ok1 && ok2 {
			r.CauseType, r.Cause = ct, c
		}
	}
}

func domainOf(name string) Domain {
	switch name {
	case "+CREG":
		return CS
	case "+CGREG":
		return PS
	case "+CEREG":
		return EPS
	case "+C5GREG":
		return NR
	}
	return 0
}

// hasN tells whether a +CREG-like line starts with <n>: its second field is
// then an unquoted <stat>, one or two decimal digits, zero padding allowed.
func hasN[T string | []byte](line T) bool {
	l := string(line)
	_, l, _ = strings.Cut(l, ":")
	_, l, ok := strings.Cut(l, ",")
	if !ok {
		return false
	}
	second, _, more := strings.Cut(l, ",")
	s := strings.Trim(second, " ")
	v, ok := decimal(s)
	if !ok || v < 0 || len(s) > 3 {
		return false
	}
	if len(s) == 3 && s[0] != '0' {
		return false // an unquoted area code that happens to be decimal
	}
	if len(s) == 2 && s[0] == '0' && !more {
		return false
	}
	return v <= 11 || v == int(UICCFailure)
}
