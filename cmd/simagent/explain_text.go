package main

import (
	"fmt"
	"io"
	"strings"

	"simagent/atcmd/explain"
)

// writeExplained writes one object for people: the line, what it means, and
// the fields that say more than that.
func writeExplained(w io.Writer, o explain.Object) {
	fmt.Fprintln(w, printableText(o.Line))
	wrapWords(w, "  ", strings.Fields(printableText(capitalised(o.Meaning))), " ")
	var pairs []string
	for _, f := range o.Fields {
		if f.Value == nil || saidAlready(o, f) {
			continue
		}
		if list, ok := f.Value.([]explain.Fields); ok {
			wrapWords(w, "    ", pairs, "  ")
			pairs = nil
			for _, e := range list {
				wrapWords(w, "    ", fieldPairs(e), "  ")
			}
			continue
		}
		pairs = append(pairs, fieldPair(f))
	}
	wrapWords(w, "    ", pairs, "  ")
}

// saidAlready tells whether a field repeats what stands in the line above: the PDU
// itself, the words of a bare line.
func saidAlready(o explain.Object, f explain.Field) bool {
	if o.Kind == explain.Command && (f.Name == "name" || f.Name == "form") {
		return true
	}
	s, ok := f.Value.(string)
	return ok && (strings.EqualFold(s, strings.TrimSpace(o.Line)) || f.Name == "pdu" || f.Name == "text" && o.Kind == explain.Error)
}

func fieldPairs(fields explain.Fields) (pairs []string) {
	for _, f := range fields {
		if f.Value != nil {
			pairs = append(pairs, fieldPair(f))
		}
	}
	return pairs
}

// fieldPair writes a field as name=value, with the unit behind the value.
func fieldPair(f explain.Field) string {
	v := ""
	switch x := f.Value.(type) {
	case string:
		v = printableText(x)
		if v == "" || strings.ContainsAny(v, " ,=") {
			v = `"` + v + `"`
		}
	case []string:
		v = "[" + printableText(strings.Join(x, " | ")) + "]"
	case []int:
		v = strings.ReplaceAll(fmt.Sprint(x), " ", ",")
	case explain.Fields:
		v = "{" + strings.Join(fieldPairs(x), " ") + "}"
	case float64:
		v = numberText(x)
	default:
		v = fmt.Sprint(x)
	}
	name := f.Name
	if f.Unit == "" {
		return name + "=" + v
	}
	if i := strings.LastIndexByte(name, '_'); i > 0 {
		name = name[:i]
	}
	return name + "=" + v + " " + f.Unit
}

// numberText writes a value as JSON does, without an exponent.
func numberText(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.6f", v), "0"), ".")
}
