package main

import (
	"encoding/json"
	"io"

	profiles "simagent/atcmd/module"
	"simagent/atcmd/ports"
)

// The object of `simagent ports --json`; its fields are named in the help of the
// command. A pointer that is nil is a null.
type portsJSON struct {
	Schema  int          `json:"schema"`
	Devices []deviceJSON `json:"devices"`
	UARTs   []portJSON   `json:"uarts"`
	Taken   *string      `json:"taken"`
	Reason  *string      `json:"reason"`
	Hidden  int          `json:"hidden_processes"`
}

type deviceJSON struct {
	VID      string        `json:"vid"`
	PID      string        `json:"pid"`
	USB      string        `json:"usb"`
	Module   *string       `json:"module"`
	Mode     *string       `json:"mode"`
	Trouble  *string       `json:"trouble"`
	Serial   *string       `json:"serial"`
	Networks []string      `json:"networks"`
	Source   *string       `json:"source"`
	Doubts   []string      `json:"doubts"`
	Profiles []profileJSON `json:"profiles"`
	Ports    []portJSON    `json:"ports"`
}

type profileJSON struct {
	Name   string      `json:"name"`
	Source string      `json:"source"`
	Doubts []doubtJSON `json:"doubts"`
}

type doubtJSON struct {
	About string `json:"about"`
	Why   string `json:"why"`
}

type portJSON struct {
	Device    string        `json:"device"`
	Stable    *string       `json:"stable"`
	Interface *int          `json:"interface"`
	Role      string        `json:"role"`
	Driver    *string       `json:"driver"`
	Taken     bool          `json:"taken"`
	Access    bool          `json:"access"`
	Holders   *[]holderJSON `json:"holders"`
	Rule      *string       `json:"udev_rule"`
}

type holderJSON struct {
	PID      *int    `json:"pid"`
	Command  *string `json:"command"`
	Unit     *string `json:"unit"`
	LockFile *string `json:"lock_file"`
	Stale    bool    `json:"stale"`
	Suspect  bool    `json:"suspect"`
	Advice   string  `json:"advice"`
}

// writePortsJSON writes the survey as one object.
func writePortsJSON(w io.Writer, s portSurvey) error {
	o := portsJSON{Schema: 1, Devices: []deviceJSON{}, UARTs: portsOf(s.uarts), Taken: orNull(s.taken), Hidden: s.hidden}
	if s.reason != nil {
		o.Taken, o.Reason = nil, orNull(s.reason.Error())
	}
	for _, d := range s.devices {
		o.Devices = append(o.Devices, deviceOf(d))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(o)
}

func deviceOf(d pluggedDevice) deviceJSON {
	o := deviceJSON{
		VID: d.VID, PID: d.PID, USB: d.USBPath, Module: orNull(d.Module), Mode: orNull(d.Mode), Trouble: orNull(d.Trouble()),
		Serial: orNull(d.Serial.String()), Networks: append([]string{}, d.networks...), Source: orNull(d.facts.Source),
		Doubts: append([]string{}, d.facts.Doubts...), Profiles: []profileJSON{}, Ports: portsOf(d.list),
	}
	for _, p := range d.profiles {
		o.Profiles = append(o.Profiles, profileJSON{Name: p.Name, Source: p.Source, Doubts: doubtsOf(p.Doubts)})
	}
	return o
}

func doubtsOf(list []profiles.Doubt) []doubtJSON {
	doubts := []doubtJSON{}
	for _, d := range list {
		doubts = append(doubts, doubtJSON{About: d.About, Why: d.Why})
	}
	return doubts
}

func portsOf(list []surveyedPort) []portJSON {
	all := []portJSON{}
	for _, p := range list {
		o := portJSON{Device: p.Device, Stable: orNull(p.stable), Role: string(p.Role), Driver: orNull(p.Driver),
			Taken: p.taken, Access: p.access == nil, Rule: orNull(p.UdevRule())}
		if p.Interface >= 0 {
			o.Interface = &p.Interface
		}
		if p.unknown == nil {
			holders := holdersOf(p.holders)
			o.Holders = &holders
		}
		all = append(all, o)
	}
	return all
}

func holdersOf(list []ports.Holder) []holderJSON {
	all := []holderJSON{}
	for _, h := range list {
		o := holderJSON{Command: orNull(h.Command), Unit: orNull(h.Unit), LockFile: orNull(h.LockFile), Stale: h.Stale, Suspect: h.Suspect, Advice: h.Advice()}
		if h.PID > 0 {
			o.PID = &h.PID
		}
		all = append(all, o)
	}
	return all
}

// orNull is nil for an empty text.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
