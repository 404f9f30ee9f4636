package explain

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

// raw returns the texts of a row, with their commands where they differ.
func raw(t *testing.T, v vectors.Vector) map[string]string {
	if len(v.Chunks) > 0 {
		return map[string]string{v.Command: strings.Join(v.Chunks, "")}
	}
	if len(v.Raw) == 0 {
		return nil
	}
	var named map[string]*string
	if json.Unmarshal(v.Raw, &named) == nil && named != nil {
		out := map[string]string{}
		for k, s := range named {
			if s != nil {
				out[k] = *s
			}
		}
		return out
	}
	return map[string]string{v.Command: v.Text(t)}
}

// explained explains a row behind its command.
func explained(t *testing.T, v vectors.Vector) (all []Object) {
	texts := raw(t, v)
	for _, cmd := range slices.Sorted(maps.Keys(texts)) {
		var e Explainer
		if c, ok := readCommand(cmd); ok && !strings.ContainsAny(cmd, " <(/") {
			e.start(c)
		}
		for _, line := range Split(texts[cmd]) {
			o := e.Line(line)
			well(t, o)
			all = append(all, o)
		}
	}
	return all
}

// one returns the object that has the field, the first of them.
func one(t *testing.T, v vectors.Vector, field string) Object {
	all := explained(t, v)
	for _, o := range all {
		for _, f := range o.Fields {
			if f.Name == field {
				return o
			}
		}
	}
	require.Fail(t, "no line has the field "+field, "%v", all)
	return Object{}
}

// same compares a field with what the row expects: numbers as numbers; an
// absent expectation is passed over.
func same(t *testing.T, v vectors.Vector, o Object, fields ...string) {
	for _, name := range fields {
		want, ok := v.Expect[name]
		if !ok {
			continue
		}
		require.Equal(t, want, plain(t, o.Fields.Get(name)), name)
	}
}

// plain is a value as JSON reads it.
func plain(t *testing.T, value any) (out any) {
	if list, ok := value.([]Fields); ok {
		all := []any{}
		for _, f := range list {
			m := map[string]any{}
			for _, e := range f {
				m[e.Name] = plain(t, e.Value)
			}
			all = append(all, m)
		}
		return all
	}
	b, err := json.Marshal(value)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &out))
	return out
}

// acts are the words of the rows that keep to one origin.
var acts = map[string][]int{"gsm": {0, 1, 8}, "gsm_compact": {1}, "umts": {2}, "edge": {3}, "hsdpa": {4}, "hsupa": {5}, "hspa": {6}, "lte": {7, 9, 10, 13}, "5gnr": {11, 12, 13}}

func sameAct(t *testing.T, want, got any) {
	switch w := want.(type) {
	case string:
		require.Contains(t, acts[w], got)
	case float64:
		require.Equal(t, int(w), got)
	case nil:
		require.Nil(t, got)
	}
}

// TestVectors feeds every row, and compares the fields where a row says what
// they are. An area or cell of 0 is also one that is not there: some origins
// write it so.
func TestVectors(t *testing.T) {
	fieldsOf := func(fields ...string) func(*testing.T, vectors.Vector) {
		return func(t *testing.T, v vectors.Vector) { same(t, v, one(t, v, fields[0]), fields...) }
	}
	registered := func(t *testing.T, v vectors.Vector) {
		if v.Flag("error_or_unknown") {
			explained(t, v)
			return
		}
		o := one(t, v, "stat")
		same(t, v, o, "stat", "state")
		for _, f := range []string{"lac", "ci"} {
			if n, ok := v.Number(f); ok && n != 0 {
				require.EqualValues(t, n, o.Fields.Get(f), f)
			} else if ok {
				require.Contains(t, []any{nil, uint64(0)}, o.Fields.Get(f), f)
			} else if w, there := v.Expect[f]; there && w == nil {
				require.Nil(t, o.Fields.Get(f), f)
			}
		}
		if v.Expect["act"] != nil {
			sameAct(t, v.Expect["act"], o.Fields.Get("act"))
		}
	}
	// A list of one object a line in the row is one line here.
	each := func(list string, fields ...string) func(*testing.T, vectors.Vector) {
		return func(t *testing.T, v vectors.Vector) {
			var got []Object
			for _, o := range explained(t, v) {
				if o.Fields.Get(fields[0]) != nil {
					got = append(got, o)
				}
			}
			for i, want := range v.List(list) {
				require.Less(t, i, len(got))
				for _, f := range fields {
					require.Equal(t, want[f], plain(t, got[i].Fields.Get(f)), f)
				}
			}
		}
	}
	vectors.Run(t, map[string]func(*testing.T, vectors.Vector){
		"creg": registered, "creg_dump": registered,
		"cesq": fieldsOf("rsrp_level", "rxlev", "ber", "rscp_level", "ecn0_level", "rsrq_level", "rsrq_db", "rsrp_dbm", "rscp_dbm", "ecio_db", "rssi_dbm"),
		"cops_read": func(t *testing.T, v vectors.Vector) {
			o := one(t, v, "mode")
			same(t, v, o, "mode", "format", "operator")
			sameAct(t, v.Expect["act"], o.Fields.Get("act"))
		},
		"cops_test":    networks,
		"cgdcont":      each("contexts", "cid", "pdp_type", "apn"),
		"cgdcont_test": contextTypes,
		"cgact":        each("contexts", "cid", "active"),
		"cgcontrdp":    fieldsOf("cid", "bearer_id", "apn", "local_address", "subnet", "gateway_address", "dns_primary_address", "dns_secondary_address"),
		"cgev":         packet,
		"cpms_test":    fieldsOf("mem1", "mem2", "mem3"),
		"cclk":         clocks,
		"csim":         fieldsOf("retries"),
		"cind_test":    func(t *testing.T, v vectors.Vector) { same(t, v, one(t, v, "indicators"), "indicators") },
		"cmti":         fieldsOf("index"),
		"cnum":         fieldsOf("number"),
		"cusd":         fieldsOf("type", "text", "dcs"),
		"clcc":         callRow,
		"cfun":         fieldsOf("fun", "power"),
		"cpin":         lockRow,
		"gsn":          serialRow,
		"iccid":        cardRow,
		"ef_ecc":       fileRow("28599", "numbers"),
		"final_result": finalRow,
		"cmgl":         each("messages", "index", "stat"),
		"cmgr":         messageRow,
		"cmgr_dump":    messageRow,
		"captured_reply": func(t *testing.T, v vectors.Vector) {
			all := explained(t, v)
			require.NotEmpty(t, all)
			if final := v.Word("final"); final != "" {
				o := all[len(all)-1]
				require.Equal(t, final, clean(o.Line))
				require.Contains(t, []Kind{Final, Error}, o.Kind)
			}
			for _, o := range all {
				require.NotEqual(t, Unknown, o.Kind, o.Line)
			}
		},
		"sms_deliver_pdu": func(t *testing.T, v vectors.Vector) {
			o := last(v.Text(t))
			require.Equal(t, PDU, o.Kind)
			if v.Expect["data"] == nil {
				same(t, v, o, "smsc", "number", "concatenated", "text")
			}
		},
	}, func(v vectors.Vector) { explained(t, v) })
}

func networks(t *testing.T, v vectors.Vector) {
	var got []Fields
	for _, o := range explained(t, v) {
		if list, ok := o.Fields.Get("networks").([]Fields); ok {
			got = append(got, list...)
		}
	}
	want := v.List("networks")
	require.Len(t, got, len(want))
	for i, w := range want {
		for _, f := range []string{"stat", "long", "short", "plmn"} {
			require.Equal(t, w[f], plain(t, got[i].Get(f)), f)
		}
		if got[i].Get("act") != nil || w["act"] != "gsm" { // none at all is read as GSM by the origin
			sameAct(t, w["act"], got[i].Get("act"))
		}
	}
}

func contextTypes(t *testing.T, v vectors.Vector) {
	have := map[string]bool{}
	for _, o := range explained(t, v) {
		list, _ := o.Fields.Get("formats").([]Fields)
		for _, f := range list {
			have[fmt.Sprint(f.Get("pdp_type"), f.Get("min_cid"), f.Get("max_cid"))] = true
		}
	}
	for _, w := range v.List("formats") {
		require.Contains(t, have, fmt.Sprint(w["pdp_type"], w["min_cid"], w["max_cid"]))
	}
}

func packet(t *testing.T, v vectors.Vector) {
	o := one(t, v, "type")
	require.Equal(t, URC, o.Kind)
	same(t, v, o, "type", "pdp_type", "pdp_addr")
	for _, f := range []string{"cid", "parent_cid", "event_type"} {
		n, _ := v.Number(f)
		got := o.Fields.Get(f)
		if got == nil {
			got = 0 // the origin writes 0 for none
		}
		require.EqualValues(t, n, got, f)
	}
}

func clocks(t *testing.T, v vectors.Vector) {
	o := one(t, v, "iso8601")
	want := v.Word("iso8601")
	if !v.Flag("ok") {
		require.Nil(t, o.Fields.Get("iso8601"))
	} else if want != "" {
		got, _ := o.Fields.Get("iso8601").(string)
		require.True(t, strings.HasPrefix(got, strings.TrimSuffix(want, "Z")), "%s is not %s", got, want)
	}
	if n, ok := v.Number("offset_minutes"); ok && n != 0 {
		require.EqualValues(t, n, o.Fields.Get("offset_minutes"))
	}
}

func callRow(t *testing.T, v vectors.Vector) {
	all := explained(t, v)
	if !v.Flag("ok") {
		require.Nil(t, all[0].Fields.Get("index"))
		return
	}
	same(t, v, all[0], "index", "dir", "stat", "mode", "mpty", "number", "toa")
}

func lockRow(t *testing.T, v vectors.Vector) {
	if !v.Flag("parsed") {
		for _, o := range explained(t, v) {
			require.Nil(t, o.Fields.Get("lock"))
		}
		return
	}
	same(t, v, one(t, v, "lock"), "lock")
}

func serialRow(t *testing.T, v vectors.Vector) {
	var e Explainer
	e.Line("AT+CGSN")
	got := map[string]any{}
	for _, line := range Split(v.Text(t)) {
		for _, f := range e.Line(line).Fields {
			got[f.Name] = f.Value
		}
	}
	for _, name := range []string{"imei", "esn", "meid"} {
		if want := v.Word(name); want != "" {
			require.Equal(t, want, got[name], name)
		} else {
			require.Nil(t, got[name], name)
		}
	}
}

// A card number is the same after its command, bare, and out of the card's file.
func cardRow(t *testing.T, v vectors.Vector) {
	for _, lines := range [][]string{{v.Text(t)}, {"AT+CCID", v.Text(t)}, {"AT+QCCID", "+QCCID: " + v.Text(t)}} {
		got := last(lines...).Fields.Get("iccid")
		if want := v.Word("iccid"); want != "" {
			require.Equal(t, want, got)
		} else {
			require.Nil(t, got)
		}
	}
}

func fileRow(file, field string) func(*testing.T, vectors.Vector) {
	return func(t *testing.T, v vectors.Vector) {
		data := v.Text(t)
		for _, answer := range []string{data, `+CRSM: 144,0,"` + data + `"`} {
			o := last("AT+CRSM=176,"+file+",0,0,15", answer)
			if v.Flag("error") {
				require.Empty(t, o.Fields.Get(field))
			} else {
				require.Equal(t, v.Expect[field], plain(t, o.Fields.Get(field)))
			}
		}
	}
}

func finalRow(t *testing.T, v vectors.Vector) {
	var kinds []Kind
	for _, o := range explained(t, v) {
		kinds = append(kinds, o.Kind)
	}
	require.Equal(t, v.Flag("final"), slices.Contains(kinds, Final) || slices.Contains(kinds, Error), kinds)
	require.Equal(t, v.Flag("error"), slices.Contains(kinds, Error), kinds)
}

func messageRow(t *testing.T, v vectors.Vector) {
	if v.Word("gammu_decode_error") != "" || v.Flag("upstream_must_fail") {
		explained(t, v)
		return
	}
	var o Object
	for _, o = range explained(t, v) {
		if o.Kind == PDU {
			break
		}
	}
	require.Equal(t, PDU, o.Kind)
	if number := v.Word("number"); number != "" {
		require.Equal(t, number, o.Fields.Get("number"))
	}
	if text := v.Word("text"); text != "" && o.Fields.Get("type") != "status_report" {
		require.Equal(t, text, o.Fields.Get("text"))
	}
	if data := v.Word("data"); data != "" {
		require.EqualValues(t, strings.ToUpper(data), o.Fields.Get("data"))
	}
	if parts, ok := v.Number("parts"); ok && parts > 0 {
		require.EqualValues(t, parts, o.Fields.Get("parts"))
		part, _ := v.Number("part")
		require.EqualValues(t, part, o.Fields.Get("part"))
	}
	if kind := v.Word("type"); kind != "" {
		require.Equal(t, strings.ToLower(kind), o.Fields.Get("type"))
	}
}
