package agent

import (
	"fmt"
	"hash/fnv"
	"log/slog"
	"slices"
	"strings"
	"time"

	"simagent/agent/journal"
	"simagent/agent/ledger"
	"simagent/atcmd"
	"simagent/atcmd/format"
)

// Refused is a wish that is not carried out, for a reason that a person can
// mend.
type Refused struct{ Text string }

func (r *Refused) Error() string { return r.Text }

// maxSMS is the longest SMS Command: 160 single-byte characters (SmsCommand
// resource, Payload).
const maxSMS = 160

// smsList is how often the messages are listed although nothing announced any:
// an announcement can be lost. smsRetry is for a list that failed, since a
// module that has just started cannot read messages yet.
const (
	smsList  = 15 * time.Minute
	smsRetry = 10 * time.Second
)

// smsListed counts the messages from the platform that were not seen before.
// The first list of a SIM is a baseline: what lies there came earlier, all but
// the one that was just announced.
func (s *step) smsListed(v SMSListed) {
	m := &s.m
	a := &m.Account
	if s.gone(v.Gen) || !a.Has {
		return
	}
	if v.Err != nil {
		if v.Hints > 0 { // the next list is of the same storage, and expects as many
			a.Announced = append(slices.Clone(a.Announced), Announced{v.Storage, v.Hints})
		}
		s.timer(TimerSMS, smsRetry)
		return
	}
	s.timer(TimerSMS, smsList)
	v.Messages = marked(v.Messages)
	s.storage(v)
	s.tidy(v)
	fresh := 0
	for _, msg := range v.Messages {
		if m.fromPlatform(msg.From) && a.Ledger.MarkSMS(msg.mark) {
			fresh++
		}
	}
	// What lies in a storage that was never listed, or came with another SIM, is old.
	old := !a.Ledger.SMSMarked || a.Fresh && len(a.Listed) == 0 || v.Storage != "" && !slices.Contains(a.Listed, v.Storage)
	for _, name := range []string{v.Storage, v.Name} {
		if !slices.Contains(a.Listed, name) {
			a.Listed = append(slices.Clone(a.Listed), name)
		}
	}
	if old {
		if fresh > v.Hints {
			a.Ledger.Touch() // what is old must be so after a power cut, too
		}
		fresh = min(fresh, v.Hints)
	}
	if !a.Ledger.SMSMarked {
		a.Ledger.SMSMarked = true
		a.Ledger.Touch()
	}
	s.received(fresh)
}

// marked gives each message of a list a mark of its own: two of the same text in the same second are alike to the bit, since a
// time stamp has no more (23.040 9.2.3.11), and still count as two.
func marked(list []Message) []Message {
	list = slices.Clone(list)
	alike := map[uint32]uint32{}
	for i := range list {
		d := list[i].Digest
		list[i].mark = d + alike[d]*0x9e3779b1 // far apart: odd, and 2³² divided by the golden ratio
		alike[d]++
	}
	return list
}

// storage notes how full the message storage is: past its last place the
// network keeps what comes, and no SMS Command arrives.
func (s *step) storage(v SMSListed) {
	a := &s.m.Account
	full := v.Total > 0 && v.Used >= v.Total
	if full && !a.StorageFull {
		s.m.note("sms", "", "storage full", fmt.Sprintf("%d of %d places", v.Used, v.Total))
		s.do(Alert{slog.LevelWarn, journal.SMSFull, "the message storage is full: no SMS Command can arrive"})
	}
	a.StorageFull = full
}

// tidy deletes what the configuration allows to: messages that an earlier list
// has shown, whose count is on the disk. What is new stays until the next list.
func (s *step) tidy(v SMSListed) {
	a := &s.m.Account
	settled := a.Ledger.SMSMarked && !a.Ledger.Due() && !a.Recording && a.Problem == ""
	if s.m.Settings.SMSDelete == "never" || !settled {
		return
	}
	for _, msg := range v.Messages {
		ours := s.m.fromPlatform(msg.From)
		if msg.Index >= 0 && (ours && slices.Contains(a.Ledger.SMSMarks, msg.mark) || !ours && s.m.Settings.SMSDelete == "all") {
			s.do(Command{Gen: v.Gen, Op: DeleteSMS, Arg: v.Storage, Index: msg.Index, Sum: msg.Digest})
			if a.StorageFull {
				s.timer(TimerSMS, smsRetry) // there is room again: say so
			}
		}
	}
}

// listSMS lists the storages whose list failed when something was announced
// there, or the one that the module lists by itself.
func (s *step) listSMS() {
	a := &s.m.Account
	waiting := a.Announced
	a.Announced = nil
	if s.m.Link.State == Up {
		for _, w := range waiting {
			s.do(Command{Gen: s.m.Link.Gen, Op: ListSMS, Arg: w.Storage, Hints: w.Messages})
		}
	}
	if len(waiting) == 0 {
		s.command(ListSMS)
	}
	s.timer(TimerSMS, smsList)
}

// received counts n SMS Commands.
func (s *step) received(n int) {
	if n <= 0 {
		return
	}
	l := &s.m.Account.Ledger
	l.CountSMS(0, uint32(n))
	s.tally(ledger.Hour{Received: uint32(n)})
	s.checkpoint()
	s.m.note("account", "", "SMS received", fmt.Sprintf("%d SMS Commands in all", l.SMSCount().Low))
	s.do(Alert{slog.LevelInfo, journal.SMSCommand, fmt.Sprintf("%d SMS Command received, %s", n, s.m.counts())})
}

// uncount takes one back that was counted and never left.
func (s *step) uncount() {
	s.m.Account.Ledger.UncountSMS()
	s.untally()
	s.checkpoint()
}

// checkpoint keeps the counts through a restart of the agent, also while the
// disk fails. At rest they are those of the disk.
func (s *step) checkpoint() {
	if l := &s.m.Account.Ledger; l.Live() {
		s.do(Checkpoint{l.Checkpoint()})
	}
}

// direct counts a message that the module handed over without storing it, in
// PDU or in text mode: `+CMT: "2936",,"26/11/23,10:00:00+00"`.
func (s *step) direct(u atcmd.URC) {
	sum := digest(u.Body)
	d, err := atcmd.ParseDeliver(u.Body)
	if err != nil {
		_, rest, _ := strings.Cut(u.Line, ":")
		d.From, _, _ = format.Next(rest)
		sum = digest(u.Line + u.Body)
	}
	if s.m.Account.Has && s.m.fromPlatform(d.From) && s.m.Account.Ledger.MarkSMS(sum) {
		s.received(1)
	}
}

// digest tells messages apart: the PDU holds the service centre's time stamp.
func digest(pdu string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(strings.ToUpper(pdu)))
	return h.Sum32()
}

func (m *Machine) fromPlatform(from string) bool {
	return from == m.Settings.SMSNumber || slices.Contains(m.Settings.SMSAlso, from)
}

// smsAsked counts first, and sends when the count is on the disk.
func (s *step) smsAsked(v SMSAsked) {
	if err := s.mayText(v); err != nil {
		s.do(Reply{ID: v.ID, Err: err})
		return
	}
	s.countThenSend(Command{Op: SendSMS, Arg: v.Text, Asked: v.ID})
}

// countThenSend lets cmd wait for the record of the SMS Command that it sends.
func (s *step) countThenSend(cmd Command) {
	a := &s.m.Account
	a.Ledger.CountSMS(1, 0)
	s.tally(ledger.Hour{Sent: 1})
	cmd.ICCID = a.Ledger.ICCID
	s.m.asked = append(slices.Clone(s.m.asked), sending{record: a.RecordID + 1, cmd: cmd})
}

func (s *step) mayText(v SMSAsked) error {
	m := &s.m
	a := &m.Account
	switch {
	case m.Link.State != Up || m.Card.State != CardReady || !a.Has:
		return &Refused{"cannot send: the module or the SIM is not ready"}
	case !m.Net.Stat.Registered():
		return &Refused{"cannot send: not registered to a network"}
	case len(v.Text) == 0 || len(v.Text) > maxSMS:
		return &Refused{fmt.Sprintf("cannot send: %d characters, want 1 to %d", len(v.Text), maxSMS)}
	}
	for _, r := range v.Text {
		if r < ' ' || r > '~' {
			return &Refused{"cannot send: only printable ASCII is possible"}
		}
	}
	return s.mayCross(v.Force, "Send anyway with --force")
}

// mayCross refuses the SMS Command that makes the Sim active.
func (s *step) mayCross(force bool, remedy string) error {
	l := &s.m.Account.Ledger
	limit, n := l.Limits.SMS, l.SMSCount()
	switch {
	case force || limit == 0:
	case !n.HighKnown:
		return &Refused{"refused: it is not known how many SMS Commands this SIM has used; the fifth makes the Sim active, which costs money. " + remedy}
	case n.High+1 >= limit:
		return &Refused{fmt.Sprintf("refused: this would be SMS Command %d of %d and make the Sim active, which costs money. %s", n.High+1, limit, remedy)}
	}
	return nil
}

// releaseSMS sends what waited for its record.
func (s *step) releaseSMS(v Recorded) {
	var kept []sending
	for _, w := range s.m.asked {
		switch {
		case w.record > v.ID:
			kept = append(kept, w)
		case v.Err != nil:
			s.uncount()
			s.unsent(w.cmd.Asked, fmt.Errorf("not sent, since it could not be counted: %w", v.Err))
		case s.m.Link.State != Up:
			s.uncount()
			s.unsent(w.cmd.Asked, &Refused{"not sent: the module went away"})
		default:
			w.cmd.Gen = s.m.Link.Gen
			s.do(w.cmd)
		}
	}
	s.m.asked = kept
}

func (s *step) smsSent(v SMSSent) {
	a := &s.m.Account
	switch {
	case v.Err == nil:
		s.do(Alert{slog.LevelInfo, journal.SMSCommand, "SMS Command sent, " + s.m.counts()})
	case v.Sure && a.Has && a.Ledger.ICCID == v.ICCID:
		s.uncount()
	}
	if v.Asked == 0 {
		if a.Ledger.ICCID == v.ICCID {
			s.texted(v.Err, v.Sure)
		}
		return
	}
	s.do(Reply{ID: v.Asked, Err: v.Err})
}

// unsent ends a wish, or a report, whose SMS Command did not leave.
func (s *step) unsent(asked uint64, err error) {
	if asked == 0 {
		s.texted(err, true)
		return
	}
	s.do(Reply{ID: asked, Err: err})
}
