package agent

import (
	"log/slog"
	"strings"

	"simagent/agent/journal"
	"simagent/atcmd"
)

// atAsked passes a person's command on. What does more than read needs force;
// what sends a message is counted before it leaves, and is refused where it
// would make the Sim active: `simagent sms --force` says what that costs.
func (s *step) atAsked(v ATAsked) {
	if err := s.mayAsk(v); err != nil {
		s.do(Reply{ID: v.ID, Err: err})
		return
	}
	cmd := Command{Gen: s.m.Link.Gen, Op: Raw, Arg: v.Cmd, Text: v.Text, Asked: v.ID}
	if !s.readOnly(v.Cmd) {
		s.byHand(v.Cmd)
		name, _, _ := strings.Cut(v.Cmd, "=") // what follows may be a PIN or a number
		s.do(Alert{slog.LevelWarn, journal.ByHand, "by hand: AT" + name})
	}
	if n, _ := atcmd.SendsSMS(v.Cmd); n > 0 {
		s.countThenSend(cmd)
		return
	}
	s.do(cmd)
}

func (s *step) readOnly(cmd string) bool {
	p := s.m.Link.Profile
	return atcmd.ReadOnly(cmd, append([]string{p.Signal.Command, p.Counter.Command, p.Retries.Command}, p.ICCID...)...)
}

func (s *step) mayAsk(v ATAsked) error {
	messages, last := atcmd.SendsSMS(v.Cmd)
	wrong := atcmd.CheckCommand(v.Cmd)
	switch {
	case wrong != nil: // before anything is logged: a number to dial, for example
		return &Refused{"refused: " + wrong.Error()}
	case s.m.Link.State != Up:
		return &Refused{"cannot ask the module: there is none"}
	case !v.Force && !s.readOnly(v.Cmd):
		return &Refused{"refused: this command may change something. Send it anyway with --force"}
	case atcmd.WantsText(v.Cmd) != (v.Text != ""):
		return &Refused{"refused: a text goes with a command that asks for one at a prompt, and with no other; give it with --text"}
	case messages == 0:
		return nil
	case messages > 1:
		return &Refused{"refused: send one message at a time, so that each is counted"}
	case !last:
		return &Refused{"refused: nothing may stand behind a command that sends a message, so that its error is the message's"}
	case s.m.Card.State != CardReady || !s.m.Account.Has:
		return &Refused{"cannot send: the SIM is not ready, so the message could not be counted"}
	}
	return s.mayCross(false, `If that is wanted: simagent sms --force`)
}

// rawDone hands the answer over. A command that may have changed something may
// have changed what the agent set, too.
func (s *step) rawDone(v RawDone) {
	a := &s.m.Account
	if v.Err != nil && v.Sure && v.ICCID != "" && a.Has && a.Ledger.ICCID == v.ICCID {
		s.uncount()
	}
	if !s.readOnly(v.Cmd) && !s.gone(v.Gen) {
		s.command(Setup)
	}
	s.do(Reply{ID: v.Asked, Lines: v.Lines, Err: v.Err})
}
