package main

import (
	"bytes"
	"encoding/json"
	"io"

	"simagent/atcmd/explain"
)

// writeExplainedJSON writes one object on one line; fields keep their order.
func writeExplainedJSON(w io.Writer, o explain.Object) {
	var b bytes.Buffer
	b.WriteString(`{"line":`)
	jsonLeaf(&b, o.Line)
	b.WriteString(`,"kind":`)
	jsonLeaf(&b, string(o.Kind))
	b.WriteString(`,"command":`)
	if o.Command == "" {
		b.WriteString("null")
	} else {
		jsonLeaf(&b, o.Command)
	}
	b.WriteString(`,"fields":`)
	jsonMembers(&b, o.Fields)
	b.WriteString(`,"meaning":`)
	jsonLeaf(&b, o.Meaning)
	b.WriteString("}\n")
	_, _ = w.Write(b.Bytes())
}

func jsonMembers(b *bytes.Buffer, fields explain.Fields) {
	b.WriteByte('{')
	for i, f := range fields {
		if i > 0 {
			b.WriteByte(',')
		}
		jsonLeaf(b, f.Name)
		b.WriteByte(':')
		switch v := f.Value.(type) {
		case explain.Fields:
			jsonMembers(b, v)
		case []explain.Fields:
			b.WriteByte('[')
			for j, e := range v {
				if j > 0 {
					b.WriteByte(',')
				}
				jsonMembers(b, e)
			}
			b.WriteByte(']')
		default:
			jsonLeaf(b, v)
		}
	}
	b.WriteByte('}')
}

// jsonLeaf writes one value; & and < stay as they are.
func jsonLeaf(b *bytes.Buffer, v any) {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		b.WriteString("null")
		return
	}
	b.Truncate(b.Len() - 1) // the line end of Encode
}
