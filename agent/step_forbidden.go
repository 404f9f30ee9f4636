package agent

import (
	"context"
	"slices"
	"strings"
	"time"

	"simagent/atcmd"
	"simagent/simcard/overat"
)

// ForbiddenRead is the end of a ReadForbidden command: the networks that the card keeps as forbidden, "310410".
type ForbiddenRead struct {
	Gen   uint32
	Known bool // the card gave the list
	PLMNs []string
}

// readForbidden reads EF FPLMN (31.102 4.2.16). A card that does not give it leaves the list unknown.
func (l *link) readForbidden(ctx context.Context) ForbiddenRead {
	list, _, err := overat.ReadFPLMN(ctx, l.sess, overat.ReaderOptions{LockCSIM: l.profile.LockCSIM})
	v := ForbiddenRead{Gen: l.gen, Known: err == nil}
	for _, p := range list {
		v.PLMNs = append(v.PLMNs, string(p))
	}
	return v
}

// forbiddenAgain is how often the list is read at most: it matters while the network refuses the SIM, and each reading is
// a command to the card.
const forbiddenAgain = 10 * time.Minute

// askForbidden reads the list when a registration fails.
func (s *step) askForbidden() {
	n := &s.m.Net
	if s.m.Card.State != CardReady || !n.ForbiddenAt.IsZero() && s.m.Now.Sub(n.ForbiddenAt) < forbiddenAgain {
		return
	}
	n.ForbiddenAt = s.m.Now
	s.command(ReadForbidden)
}

func (s *step) forbiddenRead(v ForbiddenRead) {
	if s.gone(v.Gen) || !v.Known {
		return
	}
	n := &s.m.Net
	if len(v.PLMNs) > 0 && !slices.Equal(v.PLMNs, n.Forbidden) {
		s.m.note("registration", "", "forbidden networks", strings.Join(v.PLMNs, ", "))
	}
	n.Forbidden, n.ForbiddenKnown = slices.Clone(v.PLMNs), true
}

// forbids says that networks are on the card's list, "" when none are, or it does not matter.
func (n *Net) forbids() string {
	if len(n.Forbidden) == 0 || n.Stat.Registered() {
		return ""
	}
	return strings.Join(n.Forbidden, ", ")
}

// searching tells whether the module looks for a network, as far as is known.
func (n *Net) searching() bool {
	return n.Known && (n.Stat == atcmd.Searching || n.Stat == atcmd.NotRegistered || n.Stat == atcmd.UnknownStat)
}
