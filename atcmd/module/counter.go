package module

import (
	"math"

	"simagent/atcmd/format"
)

// Counter is a family's own byte counter.
type Counter struct {
	Command string // that reads it; "" when the family has none
	Lines   []format.Line
	// Sent and Received name the fields. A line for each context is summed up.
	Sent, Received string
	Unit           uint64   // bytes of one count: 1, or 1000 or 1024 where the module rounds
	Start          []string // commands that switch it on, "" if it always counts
	Keeps          Keeps
	Swapped        bool // some firmware says received first: only the sum is sure

	forms string // the text of Lines
}

// Keeps says what a counter survives.
type Keeps uint8

// What a counter may survive.
const (
	KeepsUnknown Keeps = iota
	KeepsNothing       // it starts at 0 with every boot, or sooner
	KeepsBoot          // it survives a restart
)

// Read sums what the lines of an answer say, in bytes. ok is false when no line
// is the counter's, or when one of them is broken: a field that is missing or
// no number, a sum that 64 bits do not hold. It allocates nothing.
func (c Counter) Read(lines []string) (sent, received uint64, ok bool) {
	for _, line := range lines {
		form, rest := format.Find(c.Lines, line)
		if form == nil {
			continue
		}
		n, good := c.line(form, rest, &sent, &received)
		if !good || n == 0 {
			return 0, 0, false
		}
		ok = true
	}
	if !ok {
		return 0, 0, false
	}
	unit := max(c.Unit, 1)
	if max(sent, received) > math.MaxUint64/unit {
		return 0, 0, false
	}
	return sent * unit, received * unit, true
}

// line adds the named fields of one line, and counts the pairs.
func (c Counter) line(form *format.Line, rest string, sent, received *uint64) (pairs int, ok bool) {
	var tx, rx int
	for i, more := 0, true; more; i++ {
		if i == len(form.Fields) {
			if form.Repeat < 1 || form.Repeat > i {
				break
			}
			i -= form.Repeat
		}
		var raw string
		raw, rest, more = format.Next(rest)
		switch f := &form.Fields[i]; f.Name {
		case c.Sent:
			tx++
			ok = add(sent, f, raw)
		case c.Received:
			rx++
			ok = add(received, f, raw)
		default:
			continue
		}
		if !ok {
			return 0, false
		}
	}
	return tx, tx == rx
}

// add reads a count; format.Value's number would lose digits beyond 2^53.
func add(sum *uint64, f *format.Field, raw string) bool {
	read := format.Number
	if f.Kind == format.Hex {
		read = format.HexNumber
	}
	n, ok := read(raw)
	if !ok || n > math.MaxUint64-*sum {
		return false
	}
	*sum += n
	return true
}
