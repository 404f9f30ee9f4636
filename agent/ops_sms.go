package agent

import (
	"context"
	"errors"
	"fmt"

	"simagent/atcmd"
)

func (l *link) listSMS(ctx context.Context, c Command) SMSListed {
	v := SMSListed{Gen: l.gen, Storage: c.Arg, Hints: c.Hints, Used: -1, Total: -1}
	if c.Arg != "" {
		if v.Err = l.storage(ctx, c.Arg); v.Err != nil {
			return v
		}
	}
	var info []string
	if info, v.Err = l.sess.Do(ctx, "+CMGL=4"); textMode(v.Err) {
		_, _ = l.sess.Do(ctx, "+CMGF=0")
		info, v.Err = l.sess.Do(ctx, "+CMGL=4")
	}
	if v.Err != nil {
		return v
	}
	for _, m := range atcmd.ParseMessages(info) {
		d, err := atcmd.ParseDeliver(m.PDU)
		if m.Stat > 1 || err != nil { // 2 and 3 were written here, not received
			continue
		}
		v.Messages = append(v.Messages, Message{Index: m.Index, From: d.From, Digest: digest(m.PDU)})
	}
	info, _ = l.sess.Do(ctx, "+CPMS?") // without it nobody is warned of a full storage
	for _, line := range info {
		if s, err := atcmd.ParseCPMS(line); err == nil {
			v.Used, v.Total = s[0].Used, s[0].Total
			v.Name = s[0].Name
		}
	}
	return v
}

// textMode tells whether a list may have failed because another program has
// switched to text mode, where the 4 is no state: a plain ERROR, or not allowed,
// not supported, a parameter of the other mode (27.005 3.2.5).
func textMode(err error) bool {
	e, ok := errors.AsType[*atcmd.CommandError](err)
	return ok && (e.Kind == atcmd.Plain || e.Code >= 302 && e.Code <= 305)
}

// storage makes one the storage that is listed.
func (l *link) storage(ctx context.Context, name string) error {
	arg, err := atcmd.Quoted(name)
	if err == nil {
		_, err = l.sess.Do(ctx, "+CPMS="+arg)
	}
	return err
}

// deleteSMS frees one place. The storage is named again, since an announcement
// may have turned to another one meanwhile, and the message is read again: the
// place may be another storage's by now, or another SIM's.
func (l *link) deleteSMS(ctx context.Context, c Command) {
	if c.Arg != "" && l.storage(ctx, c.Arg) != nil {
		return
	}
	info, err := l.sess.Do(ctx, fmt.Sprintf("+CMGR=%d", c.Index))
	if m := atcmd.ParseMessages(info); err != nil || len(m) != 1 || digest(m[0].PDU) != c.Sum {
		return
	}
	_, _ = l.sess.Do(ctx, fmt.Sprintf("+CMGD=%d", c.Index)) // the next list shows whether it worked
}

// sendSMS sends in text mode and goes back to PDU mode, in which the list is
// read.
func (l *link) sendSMS(ctx context.Context, c Command) SMSSent {
	v := SMSSent{Gen: l.gen, ICCID: c.ICCID, Asked: c.Asked, Sure: true}
	var number string
	if number, v.Err = atcmd.Quoted(l.set.SMSNumber); v.Err != nil {
		return v
	}
	if v.Err = atcmd.TextMode(ctx, l.sess.Do, c.Arg); v.Err != nil {
		_, _ = l.sess.Do(ctx, "+CMGF=0")
		return v
	}
	_, v.Err = l.sess.DoText(ctx, "+CMGS="+number, c.Arg)
	_, refused := errors.AsType[*atcmd.CommandError](v.Err)
	v.Sure = refused
	_, _ = l.sess.Do(ctx, "+CMGF=0")
	return v
}
