package agent_test

import (
	"fmt"
	"time"

	"simagent/agent"
	"simagent/atcmd"
)

func (w *months) traffic() bool {
	if w.calm {
		return w.pass(w.pace/2, w.pace/2+w.rnd.Int64N(10))
	}
	up, down := w.rnd.Int64N(w.pace), w.rnd.Int64N(2*w.pace)
	if w.rnd.IntN(40) == 0 {
		down += w.rnd.Int64N(100 * w.pace)
	}
	w.say("traffic %d %d: %v", up, down, w.pass(up, down))
	return true
}

// act does one thing, by weight.
func (w *months) act() {
	if w.calm {
		w.traffic()
		if w.rnd.IntN(24*14) == 0 {
			w.restart()
		}
		if w.rnd.IntN(24*7) == 0 {
			w.service()
		}
		if !w.running {
			w.restart()
		}
		return
	}
	if w.rnd.IntN(2) == 0 && w.recover() {
		return
	}
	n := w.rnd.IntN(100)
	for _, a := range []struct {
		upTo int
		do   func() bool
	}{
		{60, w.traffic}, {61, w.sms}, {62, w.person}, {65, w.plug}, {67, w.reset}, {71, w.swap}, {74, w.restart}, {77, w.die}, {80, w.cut}, {82, w.reboot},
		{84, w.disk}, {87, w.cloud}, {91, w.service}, {93, w.sleep}, {95, w.jump}, {96, w.rename}, {98, w.receivers}, {100, w.operator},
	} {
		if n < a.upTo {
			a.do()
			return
		}
	}
}

// recover ends one thing that is down: most of a life is well.
func (w *months) recover() bool {
	switch {
	case !w.running:
		return w.restart()
	case !w.powered:
		return w.plug()
	case w.holder == nil:
		return w.swap()
	}
	return false
}

func (w *months) sms() bool {
	from := []string{"000", "15551234"}[w.rnd.IntN(2)]
	w.say("SMS from %s", from)
	w.receive(from)
	return true
}

func (w *months) person() bool {
	if !w.running {
		return false
	}
	w.say("a person sends an SMS Command")
	w.step(agent.SMSAsked{ID: w.n, Text: "hi", Force: w.rnd.IntN(8) == 0})
	return true
}

func (w *months) plug() bool {
	w.say("the module is unplugged: %v", w.powered)
	if w.powered {
		w.restartModule()
		w.unplug()
		return true
	}
	w.powered = true
	w.settle(time.Duration(w.rnd.IntN(120)) * time.Second)
	return true
}

func (w *months) reset() bool {
	if !w.powered {
		return false
	}
	w.say("the module restarts")
	w.restartModule()
	w.inserted = w.now
	w.settle(time.Duration(w.rnd.IntN(60)) * time.Second)
	if w.link {
		w.emit(0, agent.URCSeen{Gen: w.gen, URC: atcmd.URC{Line: "RDY"}})
	}
	return true
}

func (w *months) insert(s *sim) {
	w.j.swapped(w.last, s)
	w.holder, w.inserted = s, w.now
	if s != nil {
		w.last = s
	}
	w.settle(5*time.Second + time.Duration(w.rnd.IntN(60))*time.Second)
	if w.link {
		w.emit(100*time.Millisecond, agent.URCSeen{Gen: w.gen, URC: atcmd.URC{Line: map[bool]string{true: "+CPIN: NOT READY", false: "+CPIN: READY"}[s == nil]}})
	}
}

// swap takes the SIM out, or puts one in, as far as it can be known afterwards: while the agent is off the run folder must
// tell which SIM was in, and no third one may come and go.
func (w *months) swap() bool {
	to := w.tray[w.rnd.IntN(len(w.tray))]
	if w.holder != nil {
		to = nil
	}
	watched := w.running && w.link && (w.holder == nil && w.m.Card.State == agent.CardAbsent || w.j.account() == w.holder && w.m.Card.State == agent.CardReady && w.m.Account.Ledger.Live())
	known := w.folder != nil && w.last != nil && w.folder.ICCID == w.last.iccid && (to == nil || to != w.last)
	if !watched && (!known || w.running) {
		return false
	}
	id := "none"
	if to != nil {
		id = to.iccid
	}
	w.say("SIM %s, watched %v", id, watched)
	w.insert(to)
	return true
}

func (w *months) restart() bool {
	if w.running {
		w.say("the agent stops")
		w.stop()
		return true
	}
	w.say("the agent starts")
	w.start()
	return true
}

func (w *months) die() bool {
	if !w.running {
		return false
	}
	w.say("the agent is killed")
	w.kill()
	return true
}

// cut takes the host's power, and perhaps the module's; of a SIM whose account nothing tells afterwards it is not taken.
func (w *months) cut() bool {
	if w.holder != w.last || w.folder != nil && w.holder != nil && w.folder.ICCID != w.holder.iccid {
		return false
	}
	if w.running {
		w.kill()
	}
	w.boots(w.rnd.IntN(2) == 0)
	return true
}

// reboot is a clean one.
func (w *months) reboot() bool {
	if w.holder != w.last || w.folder != nil && w.holder != nil && w.folder.ICCID != w.holder.iccid {
		return false
	}
	if w.running {
		w.stop()
	}
	w.boots(false)
	return true
}

// boots lets the host come up; module: the module lost its power, too.
func (w *months) boots(module bool) {
	w.say("the host boots, module restarted: %v", module)
	w.boot++
	w.folder = nil
	if module {
		w.restartModule()
		w.inserted = w.now
		w.settle(time.Minute)
	}
	if w.net {
		w.j.counterEnds()
	}
	w.itx, w.irx, w.packets, w.index = 0, 0, 0, 3
	w.clock()
	if w.rnd.IntN(3) > 0 {
		w.start()
	} else if w.rnd.IntN(2) == 0 { // others are faster than the agent
		w.settle(0)
		w.pass(w.rnd.Int64N(5000), w.rnd.Int64N(20_000))
	}
}

// clock is what the host's says when it comes up: 1970, the date of the image, hours off, or right; later, or never, NTP sets it.
func (w *months) clock() {
	w.ntp, w.off = false, 0
	switch w.rnd.IntN(5) {
	case 0:
		w.off = time.Unix(20, 0).Sub(w.at())
	case 1:
		w.off = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Sub(w.at())
	case 2:
		w.off = time.Duration(w.rnd.Int64N(int64(20*time.Hour))) - 10*time.Hour
	case 3:
		w.ntp = true
	}
	if w.rnd.IntN(3) > 0 {
		boot := w.boot
		w.after(time.Duration(w.rnd.Int64N(int64(3*time.Hour))), func() {
			if w.boot == boot {
				w.off, w.ntp = 0, true
				w.say("NTP sets the clock")
			}
		})
	}
}

// jump sets the clock by hand: the kernel does not vouch for it then.
func (w *months) jump() bool {
	w.off = time.Duration(w.rnd.Int64N(int64(40*time.Hour))) - 20*time.Hour
	w.ntp = false
	w.say("the clock is set, %v off", w.off)
	return true
}

func (w *months) sleep() bool {
	d := time.Duration(w.rnd.Int64N(int64(6 * time.Hour)))
	w.say("the host sleeps for %v", d)
	w.suspend(d)
	return true
}

func (w *months) rename() bool {
	w.name = fmt.Sprintf("wwx%d", w.n)
	w.say("the interface is %s", w.name)
	return true
}

func (w *months) disk() bool {
	w.diskOK = w.now + time.Duration(w.rnd.Int64N(int64(5*time.Hour)))
	w.say("the disk fails")
	return true
}

func (w *months) cloud() bool {
	w.cloudOK = w.now + time.Duration(w.rnd.Int64N(int64(20*time.Hour)))
	w.say("the cloud fails")
	return true
}

func (w *months) receivers() bool {
	if w.rnd.IntN(2) == 0 {
		w.urlOK = w.now + time.Duration(w.rnd.Int64N(int64(30*time.Hour)))
	} else {
		w.keepOK = w.now + time.Duration(w.rnd.Int64N(int64(10*time.Hour)))
	}
	w.say("the user's address, or the history, fails")
	return true
}

// service takes the registration, or the attach alone.
func (w *months) service() bool {
	w.serviceOK = w.now + time.Duration(w.rnd.Int64N(int64(2*time.Hour)))
	w.noService, w.detached = w.rnd.IntN(2) == 0, true
	w.say("no service: %v, or no attach", w.noService)
	w.tell()
	return true
}

// operator activates a new Sim.
func (w *months) operator() bool {
	for _, s := range w.tray {
		if s.status == "new" {
			w.begins(s, "ready")
			w.say("%s becomes ready", s.iccid)
			if s == w.holder {
				w.settle(time.Minute)
			}
			return true
		}
	}
	return false
}
