package agent_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/agent/recovery"
	"simagent/atcmd/modemtest"
)

// fieldFailure is one of the failures of the field, as an attached module meets it, and what is done about it.
type fieldFailure struct {
	number int // of the list that the project keeps of them
	what   string
	before func(*rig) // before the start
	strike func(*rig)
	lasts  time.Duration // virtual
	link   string        // rungs of the link, in the order in which they were taken first
	acts   string        // rungs that were counted, and when
	why    string        // part of what is said while nothing is done
	well   bool          // it is attached in the end
}

// cured is what a rung does to a rig whose fault it cures.
func (r *rig) curedBy(cure recovery.Rung, f func()) {
	r.healer.cures = func(rung recovery.Rung) error {
		if rung == cure {
			f()
		}
		return nil
	}
}

func script(text string) modemtest.Script {
	s, err := modemtest.ParseScript(text)
	if err != nil {
		panic(err)
	}
	return s
}

// slowClose is a port whose driver drains for half a minute.
type slowClose struct{ io.ReadWriteCloser }

func (c slowClose) Close() error {
	err := c.ReadWriteCloser.Close()
	time.Sleep(30 * time.Second)
	return err
}

func play(text string) func(*rig) {
	return func(r *rig) { r.lab.Modem.Play(script(text)) }
}

func silent(r *rig) {
	r.mu.Lock()
	r.hangs, r.alone = true, "no other port"
	r.mu.Unlock()
	r.plug(false)
	r.plug(true)
}

func speaks(r *rig) {
	r.mu.Lock()
	r.hangs, r.alone = false, ""
	r.mu.Unlock()
}

var ladder = []fieldFailure{
	{1, "the ports get other numbers", nil, func(r *rig) { r.plug(false); time.AfterFunc(5*time.Second, func() { r.plug(true) }) }, time.Hour, "", "", "", true},
	{2, "ModemManager takes the port", nil, func(r *rig) {
		r.mu.Lock()
		r.held = "/dev/ttyTEST is held by ModemManager (812)\nsudo systemctl stop ModemManager"
		r.mu.Unlock()
		r.plug(false)
		r.plug(true)
	}, 24 * time.Hour, "", "", "another program has the port", false},
	{3, "ten commands are not answered", nil, play("on AT x 10 silent"), time.Hour, "reopen second_port", "", "", true},
	{4, "the port disappears for two minutes", nil, func(r *rig) { r.plug(false); time.AfterFunc(2*time.Minute, func() { r.plug(true) }) }, time.Hour, "", "", "", true},
	{5, "close hangs", func(r *rig) { r.wrap = func(c io.ReadWriteCloser) io.ReadWriteCloser { return slowClose{c} } }, func(r *rig) { r.plug(false); r.plug(true) }, time.Hour, "", "", "", true},
	{6, "answers come late", nil, play("on +CSQ x 3 late 5s"), time.Hour, "", "", "", true},
	{7, "reports stand in answers", nil, play(`urc "+CEREG: 5" x 3000 every 20ms`), time.Hour, "", "", "", true},
	{8, "the echo goes on and off", nil, play("at 1s echo flip\nat 200s echo flip\nat 400s echo flip"), time.Hour, "", "", "", true},
	{9, "the SIM is busy at boot", nil, play("reset\nat 8s sim busy 60s"), time.Hour, "", "", "", true},
	{10, "the card asks for its PIN", func(r *rig) { r.lab.Card.SetPIN("1234", true); r.lab.Modem.Reset() }, func(*rig) {}, 48 * time.Hour, "", "", "no reset answers a PIN", false},
	{11, "commands are lost while the module boots", nil, play("reset\non +CPIN x 2 silent\non +CREG silent"), time.Hour, "", "", "", true},
	{12, "the module is switched off", func(r *rig) { r.curedBy(recovery.Power, func() { r.lab.Modem.PowerOn(); r.plug(true) }) },
		func(r *rig) { r.lab.Modem.PowerOff(); r.plug(false) }, time.Hour, "", "5m0s power_cycle", "", true},
	{13, "the card fails until the power is cut", func(r *rig) { r.curedBy(recovery.Power, func() { r.lab.Modem.ClearFaults(); r.lab.Modem.Reset() }) },
		play("on +CPIN always final \"+CME ERROR: 13\"\nreset"), 6 * time.Hour, "", "20m0s radio, 40m5s module_reset, 1h20m5s power_cycle", "", true},
	{14, "the supply breaks in every 90 seconds", nil, func(r *rig) {
		for i := range 5 {
			time.AfterFunc(time.Duration(i)*90*time.Second, func() { r.plug(false) })
			time.AfterFunc(time.Duration(i)*90*time.Second+20*time.Second, func() { r.plug(i < 4) })
		}
	}, 50 * time.Minute, "", "", "as when its supply breaks in", false},
	{15, "the module keeps another speed", func(r *rig) { r.healer.usb, r.healer.hands = false, nil }, silent, 24 * time.Hour, "", "", "nothing here can restart it", false},
	{16, "registration is denied for good, illegal ME", nil, func(r *rig) { r.lab.Deny(6) }, 48 * time.Hour, "", "", "refuses this SIM or device for good", false},
	{16, "registration is denied here", nil, func(r *rig) { r.lab.Deny(13) }, 24 * time.Hour, "", "25m0s radio, 1h15m0s radio, 2h55m0s radio, 6h15m0s radio, 12h15m0s radio, 18h15m0s radio", "", false},
	{17, "the module was told to stay off the network", nil, func(r *rig) { r.byOther("+COPS=2") }, time.Hour, "", "10m0s register", "", true},
	{18, "the message storage is full", nil, play(`urc "^SMMEMFULL: \"SM\"" x 5 every 1s`), time.Hour, "", "", "", true},
	{19, "messages are announced badly", nil, play(`urc "+CMTI: ,-1" x 20 every 1s`), time.Hour, "", "", "", true},
	{20, "a prompt has no line end", nil, play("at 1s garbage 3\non +CSQ answer \"> \""), time.Hour, "", "", "", true},
	{21, "one AT port hangs, the other lives", nil, func(r *rig) {
		r.mu.Lock()
		r.hangs = true
		r.mu.Unlock()
		r.plug(false)
		r.plug(true)
	}, 24 * time.Hour, "second_port", "", "", true},
	{22, "hardware flow control on three wires: nothing goes out", func(r *rig) { r.healer.usb, r.healer.hands = false, nil }, silent, 24 * time.Hour, "", "", "nothing here can restart it", false},

	{0, "the module hangs, and a reset of its USB device helps", func(r *rig) { r.curedBy(recovery.USB, func() { speaks(r) }) }, silent, time.Hour, "", "5m10s usb_reset", "", true},
	{0, "the module hangs for good", nil, silent, 24 * time.Hour, "", "5m10s usb_reset, 15m10s power_cycle, 35m10s power_cycle, 1h15m10s power_cycle", "the budget of the day is spent", false},
	{0, "no network is in reach", nil, func(r *rig) { r.lab.Coverage(false) }, 24 * time.Hour, "", "25m0s radio, 1h15m0s module_reset, 2h55m0s power_cycle, 6h15m0s power_cycle, 12h15m0s power_cycle, 18h15m0s radio", "", false},
	{0, "somebody switched the radio off", nil, func(r *rig) { r.byOther("+CFUN=4") }, 24 * time.Hour, "", "", "switched off by AT+CFUN", false},
	{0, "the SIM is taken out", nil, func(r *rig) { r.lab.Swap(nil) }, 24 * time.Hour, "", "", "a person has to put one in", false},
	{0, "the card asks for its PUK", func(r *rig) { r.lab.Card.SetPIN("1234", true); r.lab.Card.SetTries(0, 10); r.lab.Modem.Reset() }, func(*rig) {}, 24 * time.Hour, "", "", "no reset answers a PUK", false},
	{0, "the Sim is new", func(r *rig) { r.sim = "new" }, func(*rig) {}, 24 * time.Hour, "", "", `the Sim is "new" in the cloud`, false},
	{0, "the Sim was deactivated", nil, func(r *rig) { r.activate("inactive") }, 24 * time.Hour, "", "", `the Sim is "inactive" in the cloud`, false},
	{0, "the card goes on changing its identity", nil, func(r *rig) {
		r.lab.Coverage(false)
		r.lab.Modem.Play(script(`urc "+QUSIM: 1" x 20 every 11m`))
	}, 220 * time.Minute, "", "", "the card may be changing its identity", false},
	{0, "the card changes its identity without end", nil, func(r *rig) {
		r.lab.Coverage(false)
		r.lab.Modem.Play(script(`urc "+QUSIM: 1" x 200 every 11m`))
	}, 5 * time.Hour, "", "4h0m1s radio, 4h51m0s module_reset", "", false},
}

// byOther sends a command by another port of the module, as another program does.
func (r *rig) byOther(cmd string) {
	s := r.second()
	_, err := s.Do(r.t.Context(), cmd)
	if err != nil {
		r.t.Error(errors.New(cmd + ": " + err.Error()))
	}
	_ = s.Close(time.Second)
}

// TestLadder: each failure meets the rung that it needs, no rung beyond it, and at the time that was promised.
func TestLadder(t *testing.T) {
	for _, f := range ladder {
		t.Run(f.what, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				r := newRig(t, agenttest.Options{})
				r.healer.usb, r.healer.hands, r.sim = true, []recovery.Rung{recovery.On, recovery.Power}, "ready"
				if f.before != nil {
					f.before(r)
				}
				if r.sim != "new" {
					r.activate(r.sim)
				}
				r.start()
				if r.sim == "ready" && !r.lab.Card.PIN().Enabled {
					r.until(2*time.Minute, "attached", func(st local.Status) bool { return yes(st.Network.Attached) })
					r.after(10 * time.Minute)
				}
				r.healer.began = time.Now()
				f.strike(r)
				st := r.after(f.lasts)
				require.Equal(t, f.acts, r.acts())
				require.Equal(t, f.link, r.linkRungs(st))
				require.Contains(t, string(st.Recovery.Why), f.why)
				require.Equal(t, f.well, attached(st), st.Verdict.Text)
				if f.well {
					require.Equal(t, "idle", st.Recovery.State)
				}
				require.NoError(t, r.stop())
				time.Sleep(time.Minute) // ports that drain
			})
		})
	}
}

func (r *rig) linkRungs(st local.Status) string {
	var list []string
	for i := len(st.Transitions) - 1; i >= 0; i-- {
		tr := st.Transitions[i]
		if name := tr.To; tr.What == "recovery" && (name == "resync" || name == "reopen" || name == "second_port") && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return strings.Join(list, " ")
}
