package explain

import (
	"strings"

	"simagent/atcmd"
	"simagent/atcmd/format"
)

// testAnswer explains the answer of a test command, AT+X=?: the values that
// each parameter may have.
func testAnswer(o *Object, l said) bool {
	line := l.name + ": " + l.rest
	switch l.name {
	case "+COPS":
		return scan(o, l)
	case "+CIND":
		return indicators(o, line)
	case "+CPMS":
		return storage(o, line)
	case "+CGDCONT":
		return contextRanges(o, line)
	case "+CRSM", "+CSIM":
		return false
	}
	values(o, l.args, "allowed")
	namedValues(o, l)
	o.Meaning = "AT" + l.name + " takes these values"
	if t := title(l.name); t != "" {
		o.Meaning += " (" + t + ")"
	}
	if list, _ := o.Fields.Get("allowed").([]string); len(list) > 0 {
		o.Meaning += ": " + ranges(list)
	}
	return true
}

// namedValues gives the values of each parameter the name that it has in the
// line's own description; that of a switch without a description is mode.
func namedValues(o *Object, l said) {
	list := o.Fields.Get("allowed").([]string)
	form := format.Search(l.name, "", standard)
	if form == nil || len(form.Fields) < len(list) {
		return
	}
	o.Fields = nil
	for i, v := range list {
		o.set(form.Fields[i].Name, v)
	}
	o.set("allowed", list)
}

// contextRanges explains the answer of AT+CGDCONT=?.
func contextRanges(o *Object, line string) bool {
	list, err := atcmd.ParseCGDCONTTest(line)
	if err != nil {
		return false
	}
	all, types := []Fields{}, []string{}
	for _, r := range list {
		all = append(all, Fields{{Name: "min_cid", Value: r.Min}, {Name: "max_cid", Value: r.Max}, {Name: "pdp_type", Value: r.Type}})
		types = append(types, r.Type)
	}
	if len(list) == 1 {
		o.set("min_cid", list[0].Min)
		o.set("max_cid", list[0].Max)
		o.set("pdp_type", list[0].Type)
	}
	o.set("formats", all)
	o.Meaning = "contexts " + itoa(list[0].Min) + " to " + itoa(list[0].Max) + " may be of type " + some(types, 9)
	return true
}

// values adds the parameters as a list of texts: a value that stands in
// parentheses keeps what is in them, without the quotation marks.
func values(o *Object, a args, name string) {
	list := make([]string, len(a))
	for i, v := range a {
		if v.list() && !strings.Contains(v.text[1:], "(") {
			words := v.words()
			for j, w := range words {
				words[j] = readable(w)
			}
			list[i] = strings.Join(words, ",")
		} else if v.list() {
			list[i] = strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(v.text, "("), ")"), `"`, "")
		} else {
			list[i] = v.text
		}
	}
	o.set(name, list)
}

// readable decodes a text that is written as UCS2.
func readable(s string) string {
	if t, ok := ucs2(s); ok {
		return t
	}
	return s
}

// ranges writes the parameters of a test answer for a sentence.
func ranges(list []string) string {
	out := make([]string, min(8, len(list)))
	for i := range out {
		if out[i] = list[i]; out[i] == "" {
			out[i] = "any"
		}
	}
	return strings.Join(out, "; ")
}
