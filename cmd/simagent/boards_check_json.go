package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"simagent/boards"
)

// writeBoardCheckJSON writes the check as one object; its fields are named in the help of the command.
func writeBoardCheckJSON(w io.Writer, c *boardCheck) error {
	var o jsonObject
	o.WriteByte('{')
	o.value("schema", 1)
	o.text("board", c.board.Name)
	o.text("title", c.board.Title)
	o.text("model", c.print.Model)
	o.text("chosen", c.chosen)
	o.list("lines", len(c.lines), func(i int) { o.checkedLine(c.lines[i]) })
	o.list("usb", len(c.board.USB)+len(c.any), func(i int) {
		if c.anywhere() {
			o.text("vid", c.any[i].VID)
			o.text("pid", c.any[i].PID)
			o.value("at", nil)
			o.value("seen", true)
			return
		}
		u := c.board.USB[i]
		o.text("vid", u.VID)
		o.text("pid", u.PID)
		o.value("at", u.AT)
		o.value("seen", c.seen[i])
	})
	o.object("uart", len(c.board.UART.Devices) > 0, func() { o.checkedUART(c) })
	o.object("supply", c.supply.Known, func() {
		o.value("low", c.supply.Low)
		o.value("was_low", c.supply.WasLow)
		o.text("source", c.supply.Source)
	})
	o.value("problems", c.problems())
	o.WriteByte('}')
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, o.Bytes(), "", "  "); err != nil {
		return err
	}
	pretty.WriteByte('\n')
	_, err := w.Write(pretty.Bytes())
	return err
}

func (o *jsonObject) checkedLine(l checkedLine) {
	direction := ""
	if l.spot.label != "" {
		direction = string(boards.In)
		if l.spot.output() {
			direction = string(boards.Out)
		}
	}
	o.text("name", l.Name)
	o.text("line", l.Line.Line)
	o.text("chip", l.spot.label)
	o.text("wants", string(l.Direction))
	o.text("direction", direction)
	o.text("consumer", l.spot.consumer)
	if l.notRead == "" {
		o.text("level", strings.ToLower(l.level.String()))
		o.value("active", l.level == l.Active)
	} else {
		o.value("level", nil)
		o.value("active", nil)
	}
	o.text("not_read", l.notRead)
	o.text("problem", l.problem)
}

func (o *jsonObject) checkedUART(c *boardCheck) {
	o.text("device", c.uart.device)
	o.text("real", c.uart.real)
	o.value("baud", c.board.UART.Baud)
	o.value("counts", c.uartCounts())
	o.text("problem", c.uart.problem)
	o.list("traps", len(c.uart.traps), func(i int) {
		t := c.uart.traps[i]
		o.text("text", t.Text)
		o.text("evidence", t.Evidence)
		o.text("fix", t.Fix)
	})
}

// object writes an object, or null.
func (o *jsonObject) object(name string, there bool, members func()) {
	o.value(name, nil)
	if !there {
		return
	}
	o.Truncate(o.Len() - len("null"))
	o.WriteByte('{')
	members()
	o.WriteByte('}')
}
