package main

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"simagent/agent"
	"simagent/agent/local"
	"simagent/agent/supersim"
)

// theSim finds the Sim that a person named as the first argument; none, "" and "." are the SIM in this board's modem.
func (s *session) theSim(ctx context.Context, args []string) (*supersim.Sim, error) {
	ref := "."
	if len(args) > 0 && args[0] != "" {
		ref = args[0]
	}
	if first, last, short := shortForm(ref); short {
		return s.simLike(ctx, first, last)
	}
	ask := s.Sim
	if ref == "." {
		iccid, err := s.here(ctx)
		if err != nil {
			return nil, err
		}
		ref, ask = iccid, s.SimByICCID
	} else if isICCID(ref) {
		ask = s.SimByICCID
	}
	v, _, err := ask(ctx, ref)
	return &v, named404(err, "simagent sims list")
}

// named404 says what to look at when there is no such name; list is the command that shows all names.
func named404(err error, list string) error {
	if e, ok := errors.AsType[*supersim.APIError](err); ok && e.HTTPStatus == 404 {
		return &exitError{1, err.Error() + "\nIs the name right? What there is: " + list + "\nElse check the base URL, and whose account the credential is for."}
	}
	return err
}

// here is the ICCID of the card in this board's modem, as the running daemon read it.
func (s *session) here(ctx context.Context) (string, error) {
	const what = "cannot tell which SIM is here: "
	st, err := local.NewClient(s.run).Status(ctx, true)
	switch {
	case errors.Is(err, local.ErrNoDaemon):
		return "", &exitError{3, what + noDaemon(s.run).Error() + "\nOr name the SIM: its ICCID, its unique name or its SID"}
	case err != nil:
		return "", errors.New(what + err.Error())
	case st.SIM.ICCID == nil:
		return "", errors.New(what + "the daemon has read no card; see: simagent status")
	}
	return *st.SIM.ICCID, nil
}

// shortForm takes a shortened ICCID or SID apart: 8988307…6789, HS1f…c2, or with three full stops.
func shortForm(ref string) (first, last string, ok bool) {
	return strings.Cut(strings.Replace(ref, "...", "…", 1), "…")
}

// simLike finds the one Sim that a short form fits.
func (s *session) simLike(ctx context.Context, first, last string) (*supersim.Sim, error) {
	ofICCID := allDigits(first + last)
	if ofICCID && (len(first) < 7 || len(last) < 4) || !ofICCID && shortOther("HS", first, last) {
		return nil, errors.New("cannot find Sim: a short form has seven digits, …, and the last four: 8988307…6789")
	}
	all, err := collect(s.Sims(ctx, supersim.SimFilter{}), 0)
	if err != nil {
		return nil, err
	}
	i, err := s.one("Sim", "simagent sims list", first, last, len(all), func(i int) string {
		if ofICCID {
			return all[i].ICCID
		}
		return all[i].SID
	}, []string{"name", "SID", "status"}, func(i int) []string {
		return []string{visible(all[i].UniqueName), s.sid(all[i].SID), string(all[i].Status)}
	})
	if err != nil {
		return nil, err
	}
	return &all[i], nil
}

// shortOther tells whether the short form of a SID is too short, or of another kind.
func shortOther(kind, first, last string) bool {
	return len(first) < 4 || len(last) < 2 || !strings.HasPrefix(first, kind)
}

// mostShown is how many of those that a short form fits are shown.
const mostShown = 10

// one finds the only one of n ids that a short form fits. Of several it shows what tells them apart: head and row are those
// of a table. list is the command that shows all.
func (s *session) one(what, list, first, last string, n int, id func(i int) string, head []string, row func(i int) []string) (found int, err error) {
	var t table
	t.add(head...)
	fits := 0
	for i := range n {
		if v := id(i); len(v) >= len(first)+len(last) && strings.HasPrefix(v, first) && strings.HasSuffix(v, last) {
			found = i
			if fits++; fits <= mostShown {
				t.add(row(i)...)
			}
		}
	}
	if fits == 1 {
		return found, nil
	}
	text := "cannot find " + what + ": " + visible(first+"…"+last) + " fits "
	if fits == 0 {
		return 0, &exitError{1, text + "none of this account; what there is: " + list}
	}
	var b strings.Builder
	_ = t.write(&b) // in memory
	text += strconv.Itoa(fits) + " of this account; name one of these by its name or its SID:\n" + strings.TrimSuffix(b.String(), "\n")
	if fits > mostShown {
		text += "\nand " + strconv.Itoa(fits-mostShown) + " more: " + list
	}
	return 0, &exitError{1, text}
}

// theFleet finds a Fleet by its SID, the short form of it, or its unique name.
func (s *session) theFleet(ctx context.Context, ref string) (*supersim.Fleet, error) {
	first, last, short := shortForm(ref)
	if !short {
		v, _, err := s.Fleet(ctx, ref)
		return &v, named404(err, "simagent fleets")
	}
	if shortOther("HF", first, last) {
		return nil, errors.New("cannot find Fleet: a short form is such as HF6f…4b")
	}
	all, err := collect(s.Fleets(ctx, ""), 0)
	if err != nil {
		return nil, err
	}
	i, err := s.one("Fleet", "simagent fleets", first, last, len(all), func(i int) string { return all[i].SID },
		[]string{"name", "SID"}, func(i int) []string { return []string{visible(all[i].UniqueName), s.sid(all[i].SID)} })
	if err != nil {
		return nil, err
	}
	return &all[i], nil
}

// iccid and sid are ids as this command shows them.
func (s *session) iccid(v string) string {
	if s.ids || v == "" {
		return v
	}
	return agent.ShortICCID(v)
}

func (s *session) sid(v string) string {
	if s.ids {
		return v
	}
	return agent.ShortSID(v)
}

// simWords names a Sim in a sentence.
func (s *session) simWords(v *supersim.Sim) string {
	words := s.iccid(v.ICCID)
	if words == "" {
		words = s.sid(v.SID)
	}
	if v.UniqueName != "" {
		words += " (" + visible(v.UniqueName) + ")"
	}
	return words
}

// simLabel is how a Sim is called in a table.
func (s *session) simLabel(v *supersim.Sim) string {
	if v.UniqueName != "" {
		return visible(v.UniqueName)
	}
	return s.iccid(v.ICCID)
}

// simTyped names a Sim so that it can be typed.
func (s *session) simTyped(v *supersim.Sim) string {
	if n := v.UniqueName; n != "" && !typeable(n) || n == "" {
		return s.iccid(v.ICCID)
	}
	return v.UniqueName
}

// typeable tells whether a unique name can be typed as it is and names nothing else.
func typeable(name string) bool {
	plain := strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789_-.") == ""
	return plain && name[0] != '-' && name != "." && !strings.Contains(name, "...") && !allDigits(name)
}

func isICCID(s string) bool { return len(s) >= 18 && len(s) <= 22 && allDigits(s) }

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// fleetWords names a Fleet in a sentence.
func (s *session) fleetWords(f *supersim.Fleet) string {
	if f.UniqueName != "" {
		return "Fleet " + visible(f.UniqueName)
	}
	return "Fleet " + s.sid(f.SID)
}

// fleetAt names the Fleet with this SID; when it cannot be read, by its SID.
func (s *session) fleetAt(ctx context.Context, sid string) string {
	if sid == "" {
		return "no Fleet"
	}
	f, err := s.theFleet(ctx, sid)
	if err != nil {
		return "Fleet " + s.sid(sid)
	}
	return s.fleetWords(f)
}

// fleetName is how a Fleet is called in a table.
func (s *session) fleetName(sid string) string {
	if name := s.fleetNames[sid]; name != "" {
		return visible(name)
	}
	return s.sid(sid)
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}
