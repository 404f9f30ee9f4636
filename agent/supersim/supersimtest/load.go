package supersimtest

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// ErrAccount is the error of Load when a resource belongs to an account that the options do not name.
var ErrAccount = errors.New("its account is not among those of the options")

// Load makes a cloud from a file of Save. Accounts, secrets and all else of opt come from opt; every account that the
// file names must be there. What fell due since happens at the first call, each at its own time. A file that is cut
// off, from elsewhere or of another version, or does not hold together, is an error.
func Load(opt Options, r io.Reader) (*Cloud, error) {
	var st cloudState
	if err := decodeOne(r, &st); err != nil {
		return nil, fmt.Errorf("cannot load the cloud: %w", err)
	}
	l := loader{c: empty(opt), sids: map[string]bool{}, fleets: map[string]*fleet{}, profiles: map[string]*profile{}}
	switch {
	case st.Format != stateFormat:
		return nil, errors.New("cannot load the cloud: the file is not one of Save")
	case st.Version != stateVersion:
		return nil, fmt.Errorf("cannot load the cloud: the file has version %d, and only %d can be read", st.Version, stateVersion)
	}
	if err := l.load(st); err != nil {
		return nil, fmt.Errorf("cannot load the cloud: %w", err)
	}
	return l.c, nil
}

// loader builds a cloud and looks up what resources name.
type loader struct {
	c        *Cloud
	sids     map[string]bool
	fleets   map[string]*fleet
	profiles map[string]*profile
}

func (l *loader) load(st cloudState) error {
	l.c.last, l.c.serial, l.c.loaded = st.Last, st.Serial, l.sids
	if !inRange(st.Last) || st.Last.UTC().Year() > MaxYear {
		return errors.New("a time is out of range")
	}
	for iccid, v := range st.Claims {
		var d digest
		if n, err := hex.Decode(d[:], []byte(v[:min(len(v), 2*len(d))])); err != nil || n != len(d) || len(v) != 2*len(d) {
			return errors.New("the digest of a registration code is broken")
		}
		l.c.claims[iccid] = &d
	}
	return cmp.Or( // the first error tells most
		each("Network", st.Networks, l.network),
		each("Network Access Profile", st.Profiles, l.profile),
		each("Fleet", st.Fleets, l.fleet),
		each("Sim", st.Sims, l.sim),
		each("SMS Command", st.SMS, l.sms),
		each("IP Command", st.IPs, l.ip),
		each("Settings Update", st.Settings, l.setting),
		each("eSIM profile", st.ESims, l.esim),
		l.whole(),
	)
}

// each loads all of a kind, and stops at the first that is broken.
func each[T any](kind string, all []T, load func(T) error) error {
	for i, v := range all {
		if err := load(v); err != nil {
			return fmt.Errorf("%s %d: %w", kind, i+1, err)
		}
	}
	return nil
}

// whole gives an account that is newer than the file the profile that New would have given it.
func (l *loader) whole() error {
	if len(l.c.networks) == 0 {
		return errors.New("there is no Network")
	}
	for _, a := range l.c.opt.Accounts {
		if l.c.firstProfile(a.SID) == nil {
			l.c.addProfile(a.SID)
		}
	}
	return nil
}

// sid takes a SID, which must have its form and be the first of its kind.
func (l *loader) sid(prefix, v string) error {
	hexa, ok := strings.CutPrefix(v, prefix)
	if _, err := hex.DecodeString(hexa); !ok || err != nil || len(hexa) != 32 {
		return errors.New("the SID is broken")
	}
	if l.sids[v] {
		return errors.New("the SID is there twice")
	}
	l.sids[v] = true
	return nil
}

// owned checks SID and account, and that the times are possible.
func (l *loader) owned(prefix, sid, account string, times ...time.Time) error {
	if err := l.sid(prefix, sid); err != nil {
		return err
	}
	if l.c.accounts[account] == nil {
		return ErrAccount
	}
	for _, t := range times {
		if !inRange(t) {
			return errors.New("a time is out of range")
		}
	}
	return nil
}

// inRange accepts times that leave room for the months after them and can be written again. The bounds only keep
// nonsense out.
func inRange(t time.Time) bool { return t.Year() >= 1970 && t.Year() <= 2500 }
