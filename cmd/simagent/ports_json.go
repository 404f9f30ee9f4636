package main

import (
	"bytes"
	"encoding/json"
	"io"

	"simagent/atcmd/ports"
)

// jsonObject writes the members of an object one by one. It is smaller in the
// binary than types that say the same by their tags.
type jsonObject struct{ bytes.Buffer }

// writePortsJSON writes the survey as one object; its fields are named in the help
// of the command.
func writePortsJSON(w io.Writer, s *portSurvey) error {
	var o jsonObject
	o.WriteByte('{')
	o.value("schema", 1)
	o.list("devices", len(s.devices), func(i int) { o.device(s.devices[i]) })
	o.ports("uarts", s.uarts)
	o.text("taken", s.taken)
	reason := ""
	if s.reason != nil {
		reason = s.reason.Error()
	}
	o.text("reason", reason)
	o.value("hidden_processes", s.hidden)
	o.WriteByte('}')
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, o.Bytes(), "", "  "); err != nil {
		return err
	}
	pretty.WriteByte('\n')
	_, err := w.Write(pretty.Bytes())
	return err
}

func (o *jsonObject) device(d *pluggedDevice) {
	o.text("vid", d.VID)
	o.text("pid", d.PID)
	o.text("usb", d.USBPath)
	o.text("module", d.Module)
	o.text("mode", d.Mode)
	o.text("trouble", d.Trouble())
	o.text("serial", d.Serial.String())
	o.texts("networks", d.networks)
	o.text("source", d.facts.Source)
	o.texts("doubts", d.facts.Doubts)
	o.list("profiles", len(d.profiles), func(i int) {
		p := d.profiles[i]
		o.text("name", p.Name)
		o.text("source", p.Source)
		o.list("doubts", len(p.Doubts), func(i int) {
			o.text("about", p.Doubts[i].About)
			o.text("why", p.Doubts[i].Why)
		})
	})
	o.ports("ports", d.list)
}

func (o *jsonObject) ports(name string, list []*surveyedPort) {
	o.list(name, len(list), func(i int) { o.port(list[i]) })
}

func (o *jsonObject) port(p *surveyedPort) {
	o.text("device", p.Device)
	o.text("stable", p.stable)
	o.orNull("interface", p.Interface, p.Interface >= 0)
	o.text("role", string(p.Role))
	o.text("driver", p.Driver)
	o.value("taken", p.taken)
	if p.unknown != nil {
		o.value("holders", nil)
	} else {
		o.list("holders", len(p.holders), func(i int) { o.holder(&p.holders[i]) })
	}
	o.text("udev_rule", p.UdevRule())
}

func (o *jsonObject) holder(h *ports.Holder) {
	o.orNull("pid", h.PID, h.PID > 0)
	o.text("command", h.Command)
	o.text("unit", h.Unit)
	o.text("lock_file", h.LockFile)
	o.value("stale", h.Stale)
	o.value("suspect", h.Suspect)
	o.text("advice", h.Advice())
}

// value writes one member.
func (o *jsonObject) value(name string, v any) {
	if b := o.Bytes(); b[len(b)-1] != '{' {
		o.WriteByte(',')
	}
	jsonLeaf(&o.Buffer, name)
	o.WriteByte(':')
	jsonLeaf(&o.Buffer, v)
}

// orNull writes a number, or null when it is not known.
func (o *jsonObject) orNull(name string, n int, known bool) {
	if known {
		o.value(name, n)
	} else {
		o.value(name, nil)
	}
}

// text writes a string; an empty one is null.
func (o *jsonObject) text(name, s string) {
	if s == "" {
		o.value(name, nil)
	} else {
		o.value(name, s)
	}
}

func (o *jsonObject) texts(name string, list []string) {
	if list == nil {
		list = []string{}
	}
	o.value(name, list)
}

// list writes an array of n objects; each writes the members of one.
func (o *jsonObject) list(name string, n int, each func(int)) {
	o.value(name, nil)
	o.Truncate(o.Len() - len("null"))
	o.WriteByte('[')
	for i := range n {
		if i > 0 {
			o.WriteByte(',')
		}
		o.WriteByte('{')
		each(i)
		o.WriteByte('}')
	}
	o.WriteByte(']')
}
