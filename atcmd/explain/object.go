package explain

// Kind says what a line is.
type Kind string

// The kinds of lines.
const (
	Command Kind = "command" // sent to the module; it is pending until its final
	Echo    Kind = "echo"    // the pending command, as the module repeats it
	Answer  Kind = "answer"  // information that the pending command asked for
	URC     Kind = "urc"     // unsolicited: the module says so by itself
	Final   Kind = "final"   // ends the pending command: it worked
	Error   Kind = "error"   // ends the pending command: it failed
	Prompt  Kind = "prompt"  // the module waits for a text
	PDU     Kind = "pdu"     // a short message in hexadecimal
	Text    Kind = "text"    // the text of a message, or text that belongs to an answer
	Unknown Kind = "unknown" // none of these
)

// A Field is one value of a line.
type Field struct {
	Name  string // snake case, with the unit at its end
	Value any    // nil, bool, int, uint64, float64, string, []int, []string, Fields or []Fields
	Unit  string // "dBm", "dB", "s", …: for people; "" for a plain value
}

// Fields keep their order.
type Fields []Field

// Get returns the value of a field, nil when there is none of that name.
func (f Fields) Get(name string) any {
	for i := range f {
		if f[i].Name == name {
			return f[i].Value
		}
	}
	return nil
}

// An Object is the explanation of one line.
type Object struct {
	Line    string // as it came, without its terminator
	Kind    Kind
	Command string // the pending command that it belongs to, or the command itself; "" for none
	Fields  Fields
	Meaning string // one sentence, without a full stop
}

// set adds a field, or replaces the one of that name. It and its like are
// called from hundreds of places: inlined, they doubled the package.
//
//go:noinline
func (o *Object) set(name string, value any) { o.unit(name, value, "") }

// unit is set with a unit, whose suffix the name has to have.
//
//go:noinline
func (o *Object) unit(name string, value any, unit string) {
	for i := range o.Fields {
		if o.Fields[i].Name == name {
			o.Fields[i] = Field{name, value, unit}
			return
		}
	}
	o.Fields = append(o.Fields, Field{name, value, unit})
}

// text adds a text; an empty one is not known.
//
//go:noinline
func (o *Object) text(name, value string) {
	if value == "" {
		o.set(name, nil)
		return
	}
	o.set(name, value)
}

// number adds a decimal number; what is none is kept as a text.
func (o *Object) number(name, value string) (n int, ok bool) {
	n, ok = integer(value)
	switch {
	case ok:
		o.set(name, n)
	case value == "":
		o.set(name, nil)
	default:
		o.set(name, value)
	}
	return n, ok
}

// orNil is v, or nil when it is not known.
//
//go:noinline
func orNil[T any](v T, known bool) any {
	if !known {
		return nil
	}
	return v
}
