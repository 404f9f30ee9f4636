package agent

import (
	"fmt"
	"strings"
	"time"

	"simagent/agent/local"
	"simagent/atcmd"
)

// The verdict's codes. They go into reports and JSON: values are never reused.
const (
	AllWell         = 0
	Starting        = 1
	NoModule        = 10
	PortHeld        = 11
	ModuleSilent    = 12
	SIMAbsent       = 20
	SIMNeedsPIN     = 21
	SIMNeedsPUK     = 22
	SIMFails        = 23
	SIMUncertain    = 24
	SIMStarting     = 25
	NotActivated    = 30
	UpdatePending   = 31
	Deactivated     = 32
	ModuleLocked    = 26
	SIMUnreadable   = 27
	NotInAccount    = 33
	DataDisabled    = 34
	OverLimit       = 35
	Denied          = 40
	SearchesNetwork = 41
	NotAttached     = 42
	RadioOff        = 43
	WrongSettings   = 44
	NearThreshold   = 50
	MayBeActive     = 51
	NothingCounts   = 52
	PastNotKnown    = 53
	StorageFull     = 54
	UsedElsewhere   = 55
	AccountNotKept  = 60
	CloudFails      = 70
	ClockUnset      = 80
	SupplyLow       = 81
	NoDaemon        = 90
)

// Verdict is the one sentence, and what a person can do.
type Verdict struct {
	Code int
	Text string
	Next string
}

// Where says whose affair a verdict is: SIM, modem, network, cloud, account (what is used up or counted) or device (this
// board: its disk, its clock); "" when all is well, or begins.
func (v Verdict) Where() string {
	switch c := v.Code; {
	case c == AllWell, c == Starting:
		return ""
	case c == ModuleLocked, c == RadioOff, c == WrongSettings, c >= NoModule && c < SIMAbsent:
		return "modem"
	case c >= SIMAbsent && c < NotActivated:
		return "SIM"
	case c >= NotActivated && c < Denied, c == CloudFails:
		return "cloud"
	case c >= Denied && c < NearThreshold:
		return "network"
	case c >= NearThreshold && c < AccountNotKept:
		return "account"
	}
	return "device"
}

// OK tells whether nothing needs a person.
func (v Verdict) OK() bool { return v.Code == AllWell }

// verdict goes from the module outwards: what is nearest to the device and
// broken explains what is broken behind it.
func (m *Machine) verdict() Verdict {
	for _, f := range []func() Verdict{m.linkVerdict, m.cardVerdict, m.simVerdict, m.netVerdict, m.accountVerdict, m.cloudVerdict} {
		if v := f(); v.Code != AllWell {
			return v
		}
	}
	if unmet := m.unmet(); len(unmet) > 0 && !unmet[0].Written {
		return Verdict{Text: "Everything works, though the module is set otherwise than a Super SIM needs: " + unmet[0].words() + ".", Next: "simagent at --force 'AT" + unmet[0].Command + "'"}
	}
	return Verdict{Text: "Everything works. Nothing to do."}
}

func (m *Machine) linkVerdict() Verdict {
	if why := m.starved(); why != "" && m.Link.State != Up && m.Link.State != Held {
		return Verdict{SupplyLow, "The module is gone: " + why + ".", supplyHelp + " No reset is tried meanwhile."}
	}
	switch m.Link.State {
	case Up:
		return Verdict{}
	case Held:
		text, next, _ := strings.Cut(m.Link.Cause, "\n")
		return Verdict{PortHeld, sentence(text), next}
	case Silent:
		text, next, found := strings.Cut(m.Link.Cause, "\n")
		if !found {
			next = "Is it the module's AT port, and is the module switched on? `simagent run --port PATH` names another."
		}
		return Verdict{ModuleSilent, sentence(text), next}
	case Opening:
		return Verdict{Starting, "Starting: looking for the module.", ""}
	}
	text, next, found := strings.Cut(m.Link.Cause, "\n")
	if !found {
		next = "Plug the modem in and switch it on; `simagent run --port PATH` names a port that is not recognised."
	}
	return Verdict{NoModule, sentence(text), next}
}

// sentence starts with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return "No module."
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

func (m *Machine) cardVerdict() Verdict {
	if dead := m.Card.State == CardAbsent || m.Card.State == CardFailed || m.Card.State == CardUnreadable; dead && m.Net.Radio == atcmd.FunMinimum {
		return Verdict{RadioOff, "The module is switched off but for its AT port (AT+CFUN=0), and the SIM with it.", "Switch it on: `simagent at --force AT+CFUN=1`."}
	}
	switch m.Card.State {
	case CardReady:
		return Verdict{}
	case CardAbsent:
		return Verdict{SIMAbsent, "The modem is fine: no SIM is in it.", "Put the SIM in, contacts down, until it clicks; check the tray."}
	case CardPIN:
		if m.Card.NoPIN != "" {
			return Verdict{SIMNeedsPIN, "The modem is fine: the SIM asks for its PIN, which is not sent" + because(strings.TrimPrefix(m.Card.NoPIN, pinNotSent)) + ".", "Enter it by hand, in a phone or by `simagent at --force -`, and switch it off: AT+CLCK."}
		}
		if m.Settings.PINProblem != "" {
			return Verdict{SIMNeedsPIN, "The modem is fine: the SIM asks for its PIN, and the file of sim.pin_file does not give one" + because(m.Settings.PINProblem) + ".", "Mend the file, and restart simagent."}
		}
		return Verdict{SIMNeedsPIN, "The modem is fine: the SIM asks for a PIN. A Super SIM comes without one.", "Switch the PIN off in a phone, or give it in sim.pin_file: it is then tried once."}
	case CardPUK:
		return Verdict{SIMNeedsPUK, "The modem is fine: the SIM is blocked and asks for its PUK.", "Unblock it in a phone, or replace it: simagent never enters a PUK."}
	case CardLocked:
		return Verdict{ModuleLocked, sentence(m.Card.Cause), "Have its seller unlock the module, or use another one: the SIM is not at fault."}
	case CardUnreadable:
		return Verdict{SIMUnreadable, "The module answers, but " + m.Card.Cause + ": whose SIM it is cannot be known.", "Is this the module's AT port? Another of its ports may know more (`simagent run --port PATH`)."}
	case CardFailed:
		return Verdict{SIMFails, "The modem is fine: the SIM answers with errors" + because(m.Card.Cause) + ".", "Clean the contacts, seat the SIM anew, try it in another device."}
	case CardUncertain:
		return Verdict{SIMUncertain, "Two readings of the ICCID disagree: nothing is counted until they agree.", "Check the SIM's contacts."}
	}
	if since := m.Now.Sub(m.Card.Since); since > time.Minute {
		return Verdict{SIMStarting, "The module answers, and says for " + span(since) + " that the SIM is starting.", "Seat the SIM anew; switch the module off and on."}
	}
	return Verdict{SIMStarting, "The module answers; the SIM is being read.", ""}
}

// settingsVerdict: the network may be out of reach for what the module is set to.
func (m *Machine) settingsVerdict() Verdict {
	unmet := m.unmet()
	if len(unmet) == 0 {
		return Verdict{}
	}
	var words []string
	for _, n := range unmet {
		words = append(words, n.words())
	}
	next := "simagent at --force 'AT" + unmet[0].Command + "'"
	if unmet[0].Written {
		next = "Restart the module: what was set counts from then on."
	}
	return Verdict{WrongSettings, "SIM and modem are fine, but the module is set otherwise than the SIM needs: " + strings.Join(words, "; ") + ".", next}
}

// words says what a setting is.
func (n Need) words() string {
	switch {
	case n.Written:
		return n.About + " is set, and counts after a restart"
	case n.Value == "":
		return n.About + " is empty"
	}
	return n.About + " is " + n.Value
}

func (m *Machine) netVerdict() Verdict {
	n := &m.Net
	switch {
	case n.Known && n.Stat == atcmd.UICCFailure:
		return Verdict{SIMFails, "The modem is fine: it reports that the SIM fails (registration status 90).", "Clean the contacts, seat the SIM anew, try it in another device."}
	case n.Stat.Registered() && n.Attached != nil && !*n.Attached:
		if v := m.fleetVerdict(); v.Code != AllWell {
			return v
		}
		if v := m.settingsVerdict(); v.Code != AllWell {
			return v
		}
		return Verdict{NotAttached, "Registered, but not attached for data.", "The module attaches by itself in most setups; check the APN (`super`)."}
	case n.Stat.Registered():
		return Verdict{}
	case n.Known && n.Stat == atcmd.Denied:
		if v := m.fleetVerdict(); v.Code != AllWell {
			return v
		}
		if v := m.refusedVerdict(); v.Code != AllWell {
			return v
		}
		next := "If the Sim is still \"new\" or \"inactive\" in the cloud, that is why: set it to ready or active. Else look up the cause."
		if m.Cloud.Status != "" {
			next = fmt.Sprintf("The Sim is %q in the cloud, so look at the cause: coverage, the Fleet's networks, or the device's IMEI.", m.Cloud.Status)
		}
		return Verdict{Denied, "SIM and modem are fine: the network refuses the registration" + because(n.causeText()) + ".", next}
	}
	switch {
	case n.Radio == atcmd.FunFlight || n.Radio == atcmd.FunMinimum:
		return Verdict{RadioOff, fmt.Sprintf("SIM and modem are fine: the radio is switched off (AT+CFUN=%d).", n.Radio), "Switch it on: `simagent at --force AT+CFUN=1`, or end what keeps it off."}
	case n.Deregister:
		return Verdict{RadioOff, "SIM and modem are fine: the module was told to stay off the network (AT+COPS=2).", "`simagent at --force AT+COPS=0`"}
	}
	if v := m.settingsVerdict(); v.Code != AllWell {
		return v
	}
	text := "SIM and modem are fine: searching for a network"
	if n.Known && n.Stat != atcmd.Searching {
		text = "SIM and modem are fine: " + n.Stat.String()
	}
	start := m.Card.Since
	if n.LostAt.After(start) {
		start = n.LostAt
	}
	if since := m.Now.Sub(start); since > time.Minute {
		text += " for " + span(since)
	}
	return Verdict{SearchesNetwork, text + ".", "Be patient: a Super SIM changes its identity every 3 to 20 minutes until a network takes it. Check the antenna."}
}

func (m *Machine) accountVerdict() Verdict {
	a := &m.Account
	if !a.Has {
		return Verdict{SIMStarting, "The account of this SIM is being read.", ""}
	}
	if a.Problem != "" {
		return Verdict{AccountNotKept, "It works, but the count is kept in memory only: " + a.Problem + ".", m.mend()}
	}
	if iface, module := m.source(); iface == "" && !module {
		return Verdict{NothingCounts, "It works, but nothing counts the bytes: the module has no counter that is known, and no network interface of its own is found.", "Set meter.interface to the modem's network interface."}
	}
	if a.MeterFails >= 3 {
		return Verdict{NothingCounts, "It works, but nothing counts the bytes: " + a.MeterErr + ".", "Check meter.interface and meter.source."}
	}
	if a.StorageFull {
		return Verdict{StorageFull, "It works, but the message storage is full: no SMS Command can arrive.", "Delete messages (`simagent at --force AT+CMGD=1,4` deletes all), or let simagent do it: sms.delete."}
	}
	if v := m.elsewhereVerdict(); v.Code != AllWell {
		return v
	}
	if m.Cloud.Status == "active" || m.Cloud.Status == "inactive" {
		return Verdict{}
	}
	worst, what := 0.0, ""
	if f := a.Ledger.DataFraction(); f.Known && f.Value > worst {
		worst, what = f.Value, "data"
	}
	if f := a.Ledger.SMSFraction(); f.Known && f.Value > worst {
		worst, what = f.Value, "SMS Commands"
	}
	if f := a.Ledger.TimeFraction(m.time()); f.Known && f.Value > worst {
		worst, what = f.Value, "time"
	}
	switch {
	case worst >= 1:
		return Verdict{MayBeActive, fmt.Sprintf("The %s threshold is passed: the Sim may have become active, which costs money.", what), m.sims("show") + " asks the cloud."}
	case worst >= 0.8:
		return Verdict{NearThreshold, fmt.Sprintf("%d %% of the free %s is used: past it the Sim becomes active and costs money.", int(worst*100), what), "Stop what spends it, or let it become active."}
	}
	if !a.Ledger.Bytes().HighKnown && m.Settings.Provider == "" {
		return Verdict{PastNotKnown, "It works, but it is not known what this SIM used before it was first seen here, nor its status.", "Give cloud credentials (cloud.provider), so that its status is known."}
	}
	return Verdict{}
}

// mend says what helps against an account that is not kept.
func (m *Machine) mend() string {
	if strings.Contains(m.Account.Problem, "format version") {
		return "Update simagent: a later version wrote this account."
	}
	if strings.Contains(m.Account.Problem, "came late") {
		return "Restart simagent: it then goes on with the account that the state folder holds."
	}
	return "Mend the state folder: the count would be lost with the power."
}

func span(d time.Duration) string { return local.Brief(d) }
