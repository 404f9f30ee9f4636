package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	trays "simagent/agent/bench"
	"simagent/agent/report"
	"simagent/agent/supersim"
	"simagent/atcmd"
)

const (
	markLength     = len("bench ") + 12
	leastDatagram  = report.OverheadIPv4 + markLength
	mostBenchBytes = 10_000 // a twenty-fifth of what a ready Sim has
	mostBenchSMS   = 2
	readyBytes     = 250_000 // the safe reading of 250 KB
	countPause     = 2 * time.Second
	modeLimit      = 15 * time.Second // for going back to PDU mode, behind a command that was abandoned
)

// spend sends data and SMS Commands from a SIM, if by the cloud's count it does
// not become active by that, and waits until the cloud lists them.
func (h *benchRun) spend(ctx context.Context, line *benchLine, e trays.Spend) any {
	v := trays.Spent{N: e.N}
	s, _, err := h.cloud.SimByICCID(ctx, e.ICCID)
	if err == nil {
		err = h.affordable(ctx, &s, e.Allowed)
	}
	if err != nil {
		v.Refused = err.Error()
		return v
	}
	token := make([]byte, 6)
	_, _ = rand.Read(token) // it never fails
	mark := "bench " + hex.EncodeToString(token)
	v.Bytes, err = h.sendData(ctx, e.Bytes, mark)
	if err == nil && e.SMS > 0 {
		v.SMS, err = h.sendMessages(ctx, line, e.SMS, mark)
	}
	if err != nil {
		v.Trouble = err.Error()
		return v
	}
	h.await(ctx, s.SID, mark, e, &v)
	return v
}

// affordable refuses what would end `ready`, or may: the cloud's count must be
// known.
func (h *benchRun) affordable(ctx context.Context, s *supersim.Sim, want trays.Allowed) error {
	switch s.Status {
	case supersim.StatusActive:
		return nil // it is billed anyway, and the person said how much
	case supersim.StatusReady:
	default:
		return fmt.Errorf("the Sim is %q", s.Status)
	}
	bytes, sms, err := h.counted(ctx, s.SID)
	switch {
	case err != nil:
		return fmt.Errorf("the cloud's count is not known: %w", err)
	case want.Bytes > 0 && bytes+int64(want.Bytes) >= readyBytes:
		return fmt.Errorf("the cloud counts %d B, and with %d more of 250,000 the Sim becomes active", bytes, want.Bytes)
	case want.SMS > 0 && sms+want.SMS >= freeSMS:
		return fmt.Errorf("the cloud lists %d SMS Commands, and with %d more of five the Sim becomes active", sms, want.SMS)
	}
	return nil
}

// counted is what the cloud counted in the Sim's present period. All SMS Commands
// that it lists count, of any status.
func (h *benchRun) counted(ctx context.Context, sid string) (data int64, sms int, err error) {
	periods, err := collect(h.cloud.BillingPeriods(ctx, sid), 1)
	if err != nil {
		return 0, 0, err
	}
	if len(periods) == 0 || periods[0].StartTime.IsZero() {
		return 0, 0, errors.New("the Sim has no billing period")
	}
	records, err := collect(h.cloud.UsageRecords(ctx, supersim.UsageQuery{Sim: sid, Start: periods[0].StartTime}), 0)
	if err != nil {
		return 0, 0, err
	}
	for _, r := range records {
		if r.Total == nil {
			return 0, 0, errors.New("a usage record has no total")
		}
		data += *r.Total
	}
	list, err := collect(h.cloud.SmsCommands(ctx, supersim.SmsCommandFilter{Sim: sid}), freeSMS)
	return data, len(list), err
}

// sendData sends that many bytes of IP packets by the modem's interface, headers
// included, and returns how many left.
func (h *benchRun) sendData(ctx context.Context, most int, mark string) (sent int, err error) {
	iface := ""
	if names := h.networks(); len(names) > 0 {
		iface = names[0]
	}
	for most-sent >= leastDatagram {
		payload := bytes.Repeat([]byte{'.'}, min(most-sent-report.OverheadIPv4, report.MaxPayload))
		copy(payload, mark)
		n, err := h.datagram(ctx, iface, payload)
		sent += n
		if err != nil && !errors.Is(err, report.ErrRefused) {
			return sent, err
		}
	}
	return sent, nil
}

// sendMessages sends SMS Commands in text mode, and goes back to PDU mode, in
// which the daemon reads.
func (h *benchRun) sendMessages(ctx context.Context, line *benchLine, most int, mark string) (sent int, err error) {
	number, err := atcmd.Quoted(h.number)
	if err != nil {
		return 0, err
	}
	line.turn <- struct{}{} // a look in between would wait for a slow network
	defer func() { <-line.turn }()
	defer func() { // after Ctrl-C too
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), modeLimit)
		defer cancel()
		_, _ = line.Do(ctx, "+CMGF=0")
	}()
	if err := atcmd.TextMode(ctx, line.Do, mark); err != nil {
		return 0, fmt.Errorf("cannot send SMS Command: %w", err)
	}
	for ; sent < most; sent++ {
		if _, err := line.DoText(ctx, "+CMGS="+number, mark); err != nil {
			_, refused := errors.AsType[*atcmd.CommandError](err)
			if !refused {
				sent++ // it may have gone
			}
			return sent, fmt.Errorf("cannot send SMS Command: %w", err)
		}
	}
	return sent, nil
}

// await asks for the cloud's lists until they have what was sent, or the plan's
// time is over. What it last saw stands in v.
func (h *benchRun) await(ctx context.Context, sid, mark string, e trays.Spend, v *trays.Spent) {
	ctx, cancel := context.WithTimeout(ctx, e.Within)
	defer cancel()
	for {
		if v.Bytes > 0 {
			v.CountedBytes = sum(v.CountedBytes, h.cloud.IPCommands(ctx, supersim.IPCommandFilter{Sim: sid, Direction: supersim.FromSim}), func(c supersim.IPCommand) int {
				if b, err := c.Bytes(); err == nil && strings.HasPrefix(string(b), mark) {
					return len(b) + report.OverheadIPv4
				}
				return 0
			})
		}
		if v.SMS > 0 {
			v.CountedSMS = sum(v.CountedSMS, h.cloud.SmsCommands(ctx, supersim.SmsCommandFilter{Sim: sid, Direction: supersim.FromSim}), func(c supersim.SmsCommand) int {
				if c.Payload == mark {
					return 1
				}
				return 0
			})
		}
		if listed(v.Bytes, v.CountedBytes) && listed(v.SMS, v.CountedSMS) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(countPause):
		}
	}
}

func listed(sent int, counted *int) bool { return sent == 0 || counted != nil && *counted >= sent }

// awaitItems bounds how much of a list is read for one look.
const awaitItems = 50

// sum adds up what the newest items of a list have of ours; before, when the list
// cannot be read.
func sum[T any](before *int, list iter.Seq2[T, error], of func(T) int) *int {
	all, err := collect(list, awaitItems)
	if err != nil {
		return before
	}
	n := 0
	for _, c := range all {
		n += of(c)
	}
	return &n
}
