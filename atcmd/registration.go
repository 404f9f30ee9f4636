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
	name, rest, ok := nameAndRest(line)
	d := domainOf(name)
	if !ok || d == 0 {
		return Registration{}, errNotRegistration
	}
	r := Registration{Domain: d, AcT: NoAcT, CauseType: -1, Cause: -1}
	var t [maxFields]string
	n, quoted := splitFields(rest, &t)
	v := t[:n]
	if hasN(v, quoted) {
		if r.N, ok = decimal(v[0]); !ok || r.N < 0 {
			return Registration{}, fmt.Errorf("cannot read %s: %q is not a mode", name, clip(v[0]))
		}
		r.HasN = true
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
	if strings.Count(rest, `"`)%2 == 0 { // else the fields cannot be told apart, and a cut number is a wrong one
		r.location(v[1:])
	}
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
	r.cause(v)
}

// cause reads what follows <AcT>: <cause_type>,<reject_cause>,… On +CGREG a
// <rac> stands in front, on +C5GREG <Allowed_NSSAI_length>,<Allowed_NSSAI>
// (27.007 10.1.20, 10.1.47).
func (r *Registration) cause(v []string) {
	switch {
	case r.Domain == NR && len(v) < 4 || len(v) < 2:
		return
	case r.Domain == NR:
		v = v[2:]
	case r.Domain == PS && len(v) > 2:
		v = v[1:]
	}
	ct, ok1 := decimal(v[0])
	c, ok2 := decimal(v[1])
	if ok1 && ok2 && ct >= 0 && c >= 0 {
		r.CauseType, r.Cause = ct, c
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

// maxFields is the most that a registration line has: +C5GREG with <n>, the
// two causes and two timers.
const maxFields = 12

// splitFields cuts the parameters of a line apart, without quotes and padding;
// bit i of quoted says that field i stood in quotes. The reader of fields.go
// does the same a field at a time; here a line is read whole, and often.
func splitFields(s string, t *[maxFields]string) (n int, quoted uint) {
	if s == "" {
		return 0, 0
	}
	for n < len(t) {
		i := 0
		for i < len(s) && s[i] == ' ' {
			i++
		}
		j := i
		if i < len(s) && s[i] == '"' {
			if k := strings.IndexByte(s[i+1:], '"'); k >= 0 {
				i, j = i+1, i+1+k
				quoted |= 1 << n
			}
		}
		end := j
		for j < len(s) && s[j] != ',' {
			j++
		}
		if quoted>>n == 0 {
			for end = j; end > i && (s[end-1] == ' ' || s[end-1] == '\t' || s[end-1] == '"'); end-- {
			}
		}
		t[n] = s[i:end]
		n++
		if j == len(s) {
			break
		}
		s = s[j+1:]
	}
	return n, quoted
}

// hasN tells whether the fields of a +CREG-like line start with <n>: the second
// is then an unquoted <stat>, one or two decimal digits. The forms with <n> have
// two fields or at least four, those without have one or at least three. Zeros
// in front count where the first field is padded too ("002,001"); else they are
// an area code's ("1,0001,0010" and "2,00,0"). Behind a padded <n> an area in
// quotes tells as well ("002,0010,"1a2b"").
func hasN(f []string, quoted uint) bool {
	if len(f) < 2 || quoted&2 != 0 {
		return false
	}
	first, second := f[0], f[1]
	v, ok := decimal(second)
	switch {
	case !ok || v < 0:
		return false
	case quoted&4 != 0 && len(first) > 1 && first[0] == '0' && second[0] == '0':
		return v <= int(RLOS)
	case len(second) > 3:
		return false
	case len(f) == 2:
		return true
	case len(second) > 1 && second[0] == '0', len(second) == 3:
		return len(first) == len(second) && first[0] == '0' && second[0] == '0'
	case len(second) == 2 && len(f) == 3:
		return false
	}
	return v <= 11 || v == int(UICCFailure)
}
