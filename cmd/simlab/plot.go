package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"simagent/agent/local"
	"simagent/agent/report"
)

// scene is one step of the play.
type scene struct {
	name string
	run  func(ctx context.Context) (string, error)
}

func (l *life) plot() []scene {
	return []scene{
		{"modem found", l.modemFound},
		{"ICCID read twice", l.iccidRead},
		{"Sim fetched: new", l.simIsNew},
		{"network refuses it", l.refused},
		{"operator makes it ready", l.activate},
		{"update scheduled", l.status("scheduled")},
		{"Sim is ready", l.status("ready")},
		{"registered, roaming", l.roaming},
		{"attached", l.attached},
		{"IP Command arrived", l.reported},
		{"SMS Commands counted", l.text},
		{"warned at 50 %", l.spend(0.52, "data 50 %")},
		{"warned at 80 %", l.spend(0.82, "data 80 %")},
		{"warned at 95 %", l.spend(0.96, "data 95 %")},
		{"count is the network's", l.exact},
		{"and so are its hours", l.hours},
		{"Sim turned active", l.turnActive},
		{"agent says by what", l.endedBy},
		{"ready is in the books", l.books},
	}
}

func (l *life) modemFound(ctx context.Context) (string, error) {
	return l.await(ctx, func(st local.Status) (string, bool) {
		m := st.Link.Module
		return fmt.Sprintf("%s %s on %s", or(m.Manufacturer, "?"), or(m.Model, "?"), or(st.Link.Port, "?")), st.Link.State == "up"
	})
}

func (l *life) iccidRead(ctx context.Context) (string, error) {
	text, err := l.await(ctx, func(st local.Status) (string, bool) {
		return or(st.SIM.ICCID, "?"), st.SIM.State == "ready"
	})
	if n := l.bench.lab.Card.ICCIDReads(); err == nil && n < 2 {
		return "", fmt.Errorf("the card was read %d times", n)
	}
	return text, err
}

func (l *life) simIsNew(ctx context.Context) (string, error) {
	return l.await(ctx, func(st local.Status) (string, bool) {
		return or(st.Cloud.SID, "?"), st.Cloud.Status != nil && *st.Cloud.Status == "new"
	})
}

func (l *life) refused(ctx context.Context) (string, error) {
	const notActivated = 30 // agent.NotActivated
	return l.await(ctx, func(st local.Status) (string, bool) {
		return "not activated: " + or(st.Network.Cause, "?"), st.Verdict.Code == notActivated && st.Network.Cause != nil
	})
}

func (l *life) activate(ctx context.Context) (string, error) {
	var nap, fleet struct {
		SID string `json:"sid"`
	}
	if _, err := l.op.call(ctx, "/Fleets", url.Values{"UniqueName": {"lab"}, "NetworkAccessProfile": {l.bench.nap(ctx, l.op, &nap.SID)}}, &fleet); err != nil {
		return "", err
	}
	out, err := l.agent.command(ctx, "sims", "ready", l.bench.info.ICCID, "--fleet", "lab", "--yes", "--no-wait", "--config", l.bench.info.Config)
	if err != nil {
		return "", fmt.Errorf("simagent sims ready: %s", out)
	}
	if st := l.bench.lab.Cloud.SimStatus(l.bench.info.ICCID).Status; st != "scheduled" {
		return "", fmt.Errorf("the Sim is %q in the cloud, want scheduled", st)
	}
	l.fleet = fleet.SID
	return "simagent sims ready --fleet lab", nil
}

// nap names a network access profile of the account, which a Fleet needs.
func (b *bench) nap(ctx context.Context, op *operator, sid *string) string {
	var list struct {
		All []struct {
			SID string `json:"sid"`
		} `json:"network_access_profiles"`
	}
	if _, err := op.call(ctx, "/NetworkAccessProfiles", nil, &list); err == nil && len(list.All) > 0 {
		*sid = list.All[0].SID
	}
	return *sid
}

func (l *life) status(want string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		return l.await(ctx, func(st local.Status) (string, bool) {
			for _, t := range st.Transitions { // a short state may be over already
				if t.What == "cloud" && t.To == want {
					return "", true
				}
			}
			return "", false
		})
	}
}

func (l *life) roaming(ctx context.Context) (string, error) {
	return l.await(ctx, func(st local.Status) (string, bool) {
		return fmt.Sprintf("%s %s", or(st.Network.Operator, "?"), or(st.Network.RAT, "?")), or(st.Network.Registration, "") == "roaming" && st.Network.Operator != nil
	})
}

func (l *life) attached(ctx context.Context) (string, error) {
	return l.await(ctx, func(st local.Status) (string, bool) {
		return "for data", st.Network.Attached != nil && *st.Network.Attached
	})
}

// reported looks for the datagram where a person would: in the cloud's list.
func (l *life) reported(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, l.limit)
	defer cancel()
	for {
		var list struct {
			All []struct {
				Payload string `json:"payload"`
			} `json:"ip_commands"`
		}
		if _, err := l.op.call(ctx, "/IpCommands?Sim="+l.bench.info.SID, nil, &list); err != nil {
			return "", err
		}
		if len(list.All) > 0 {
			b, err := base64.StdEncoding.DecodeString(list.All[0].Payload)
			if err != nil {
				return "", err
			}
			p, err := report.Decode(b)
			if err != nil {
				return "", err
			}
			return fmt.Sprintf("%d B: report %d, data at least %d B, %d SMS", len(b), p.Sequence, p.DataLow, p.SMSSent+p.SMSReceived), nil
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return "", errors.New("the list of IpCommands stays empty")
		}
	}
}

// text lets one SMS Command through in each direction.
func (l *life) text(ctx context.Context) (string, error) {
	if out, err := l.agent.command(ctx, "sms", "send", l.bench.info.ICCID, "wake up", "--yes", "--config", l.bench.info.Config); err != nil {
		return "", fmt.Errorf("simagent sms send: %s", out)
	}
	if out, err := l.agent.command(ctx, "sms", "good morning"); err != nil {
		return "", fmt.Errorf("simagent sms: %s", out)
	}
	return l.await(ctx, func(st local.Status) (string, bool) {
		s := st.Account.SMS
		return "1 sent, 1 received", s.Sent != nil && *s.Sent == 1 && s.Received != nil && *s.Received == 1
	})
}

// readyBytes is the vendor's threshold, 250 KB.
const readyBytes = 250_000

// spend lets traffic through in bursts up to a part of the threshold, and
// waits for the warning.
func (l *life) spend(part float64, warning string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		for l.used() < int64(part*readyBytes) {
			if !l.bench.lab.Traffic(1_900, 7_300) {
				return "", errors.New("the network took no traffic")
			}
			select {
			case <-time.After(60 * time.Millisecond):
			case <-ctx.Done():
				return "", ctx.Err()
			}
		}
		return l.await(ctx, func(st local.Status) (string, bool) {
			low := int64(0)
			if st.Account.Data.Low != nil {
				low = *st.Account.Data.Low
			}
			return fmt.Sprintf("%d B", low), slices.ContainsFunc(st.Transitions, func(t local.Transition) bool { return t.To == warning })
		})
	}
}

func (l *life) used() int64 {
	m := l.bench.lab.Metered()
	return m.Up + m.Down
}

// exact compares the agent's interval with the network's meter.
func (l *life) exact(ctx context.Context) (string, error) {
	return l.await(ctx, func(st local.Status) (string, bool) {
		d := st.Account.Data
		if d.Low == nil || d.High == nil {
			return "", false
		}
		used := l.used()
		return fmt.Sprintf("%d to %d B, metered %d", *d.Low, *d.High, used), *d.Low <= used && used <= *d.High
	})
}

// hours adds up what `simagent usage` shows, until that is what the network metered: a report may be on its way.
func (l *life) hours(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, l.limit)
	defer cancel()
	for {
		text, err := l.hoursNow(ctx)
		if err == nil {
			return text, nil
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return "", err
		}
	}
}

func (l *life) hoursNow(ctx context.Context) (string, error) {
	out, err := l.agent.command(ctx, "usage", "--by", "hour", "--json")
	if err != nil {
		return "", fmt.Errorf("simagent usage: %s", out)
	}
	sum, own := int64(0), int64(0)
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var row local.BookSum
		if err := d.Decode(&row); err != nil {
			return "", err
		}
		sum, own = sum+row.Sent+row.Received, own+row.Own
	}
	if used := l.used(); sum != used {
		return "", fmt.Errorf("the hours have %d B, the network metered %d", sum, used)
	}
	return fmt.Sprintf("%d B, of which reports %d", sum, own), nil
}

// books looks for the period that ended where `simagent account` keeps it.
func (l *life) books(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, l.limit)
	defer cancel()
	for {
		out, err := l.agent.command(ctx, "account", "show", "--json")
		if err != nil {
			return "", fmt.Errorf("simagent account show: %s", out)
		}
		var b local.Book
		if err := json.Unmarshal([]byte(out), &b); err != nil {
			return "", err
		}
		if n := len(b.Periods); n > 0 && b.Periods[n-1].Type == "ready" && b.Periods[n-1].High != nil {
			return fmt.Sprintf("%d to %d B, %d SMS Commands", b.Periods[n-1].Low, *b.Periods[n-1].High, b.Periods[n-1].SMSLow), nil
		}
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
			return "", errors.New("the period that ended is not kept")
		}
	}
}

func (l *life) turnActive(ctx context.Context) (string, error) {
	for l.used() <= readyBytes {
		if !l.bench.lab.Traffic(1_900, 7_300) {
			return "", errors.New("the network took no traffic")
		}
	}
	return l.await(ctx, func(st local.Status) (string, bool) {
		return fmt.Sprintf("at %d B", l.used()), or(st.Cloud.Status, "") == "active"
	})
}

func (l *life) endedBy(ctx context.Context) (string, error) {
	text, err := l.await(ctx, func(st local.Status) (string, bool) {
		return or(st.Account.EndedBy, ""), st.Account.EndedBy != nil
	})
	if want := l.bench.lab.Cloud.SimStatus(l.bench.info.ICCID).Why; err == nil && text != want {
		return "", fmt.Errorf("it says %q, and the cloud did it by %q", text, want)
	}
	return "by " + text, err
}
