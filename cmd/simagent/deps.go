package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"simagent/agent"
	"simagent/agent/ledger"
	"simagent/agent/meter"
	"simagent/agent/report"
	"simagent/agent/route"
)

// deps gives the agent its hands.
func (d *daemon) deps() (agent.Deps, error) {
	text, err := meter.Interface{}.BootID()
	if err != nil {
		return agent.Deps{}, err
	}
	boot, err := ledger.ParseBootID(text)
	if err != nil {
		return agent.Deps{}, err
	}
	host, _ := os.Hostname()
	checkpoint := filepath.Join(d.run, "checkpoint")
	guard := newGuard(d.cfg, d.opener.interfaces, d.log)
	follower := follow(d.cfg.Meter.Interface, d.opener.interfaces)
	deps := agent.Deps{
		Open: d.opener.open, Books: d.books, Archive: d.history, Log: d.log, Boot: boot, Synced: clockSynced, Slept: clockSlept, Version: version, Host: host, Send: d.send(sendIPCommand(d.cfg.Report.Address, guard)),
		Recoverer: d.recoverer(),
		Sample:    func(name string) (ledger.Sample, error) { return sample(follower, name, boot) },
		Checkpoint: func(c ledger.Checkpoint) {
			if err := ledger.WriteCheckpoint(checkpoint, c); err != nil {
				d.log.Debug(err.Error())
			}
		},
		Resume: func() *ledger.Checkpoint {
			c, err := ledger.ReadCheckpoint(checkpoint)
			if err != nil {
				if !errors.Is(err, ledger.ErrNoCheckpoint) {
					d.log.Warn(err.Error())
				}
				return nil
			}
			return &c
		},
	}
	by := func(g *route.Guard) dialer {
		return func(ctx context.Context, network, addr string) (net.Conn, error) {
			d.memory.busy()
			return g.DialContext(ctx, network, addr)
		}
	}
	if d.cfg.Report.URL != "" {
		own := &route.Guard{Modem: d.opener.interfaces, Logger: d.log} // cloud.via is not asked: reports never leave by the modem
		if deps.Post, err = newPost(d.cfg.Report, by(own)); err != nil {
			return agent.Deps{}, err
		}
	}
	if len(d.cfg.Alarm.Command) > 0 {
		deps.Hook = hook(d.cfg.Alarm.Command)
	}
	if d.cfg.Cloud.Provider != "none" {
		c, err := newCloud(d.cfg.Cloud, by(guard), 1)
		if err != nil {
			return agent.Deps{}, err
		}
		deps.Cloud = c
		if len(d.cfg.Want.ICCIDs) > 0 {
			deps.Updater = c
		}
	}
	return deps, nil
}

// send gives back what a report needed of memory.
func (d *daemon) send(by sender) sender {
	return func(ctx context.Context, iface string, payload []byte) (int, error) {
		d.memory.busy()
		return by(ctx, iface, payload)
	}
}

// sender sends a payload by an interface and says how many bytes that took.
type sender = func(ctx context.Context, iface string, payload []byte) (int, error)

// sendIPCommand sends by the modem's interface; without one the routing table
// must say that the way out is the modem's.
func sendIPCommand(address string, guard *route.Guard) sender {
	dst, err := netip.ParseAddrPort(address)
	loopback := err == nil && dst.Addr().IsLoopback()
	return func(ctx context.Context, iface string, payload []byte) (int, error) {
		if loopback {
			iface = ""
		}
		s := report.IPCommand{Address: address, Interface: iface, Way: byModem(guard)}
		return s.Send(ctx, payload)
	}
}

// byModem is the guard's word without the words that report.IPCommand says
// already.
func byModem(guard *route.Guard) func(context.Context, netip.Addr) (string, error) {
	return func(ctx context.Context, dst netip.Addr) (string, error) {
		name, err := guard.ByModem(ctx, dst)
		if err != nil {
			err = errors.New(strings.TrimPrefix(err.Error(), "cannot send by the modem: "))
		}
		return name, err
	}
}

// follow makes what reads the modem's interface. One that a person named is not exchanged for what else the modem has. The
// socket goes with the process.
func follow(named string, ofModem func() []string) *meter.Follower {
	if named != "" {
		return &meter.Follower{}
	}
	return &meter.Follower{Modem: ofModem}
}

// sample reads an interface counter in the ledger's terms. Its source is what the interface is called now, which need not
// be the name that the agent knows.
func sample(m *meter.Follower, name string, boot ledger.BootID) (ledger.Sample, error) {
	s, err := m.Read(name)
	if err != nil {
		return ledger.Sample{}, err
	}
	return ledger.Sample{Source: s.Source, Boot: boot, Index: uint32(s.IfIndex), Bits: uint8(s.Width), TX: s.TX, RX: s.RX, Packets: s.TXPackets + s.RXPackets, At: s.At}, nil
}
