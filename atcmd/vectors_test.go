package atcmd

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A vector is one row of the conformance files, as far as atcmd parses it.
type vector struct {
	ID, Kind, Command string
	Raw               json.RawMessage
	Lines             []string
	Chunks            []string
	Expect            map[string]any
	Solicited         bool
}

func (v vector) raw(t *testing.T) (s string) {
	require.NoError(t, json.Unmarshal(v.Raw, &s))
	return s
}

// word returns an expected string, "" when it is not given.
func (v vector) word(key string) string {
	s, _ := v.Expect[key].(string)
	return s
}

// number returns an expected number; ok is false when it is null or not given.
func (v vector) number(key string) (n float64, ok bool) {
	n, ok = v.Expect[key].(float64)
	return n, ok
}

// vectorKinds says which check is for which kind of row.
var vectorKinds = map[string]func(*testing.T, vector){
	"creg": checkCREG, "creg_dump": checkCREGDump, "cesq": checkCESQ, "cops_read": checkCOPS, "cpin": checkCPIN,
	"final_result": checkFinal, "echo_removal": checkEcho, "framing": checkFraming, "captured_reply": checkReply,
	"reply_corpus": checkReply, "cgdcont": checkCGDCONT, "cmgl": checkMessages, "cmgr": checkMessages,
	"cmgr_dump": checkMessages, "sms_deliver_pdu": checkDeliver, "cmti": checkCMTI, "cfun": checkCFUN,
}

// Real module output that nobody on this project wrote. The rows are not part
// of the repository: SIMAGENT_VECTORS names their folder.
func TestVectors(t *testing.T) {
	dir := os.Getenv("SIMAGENT_VECTORS")
	if dir == "" {
		fmt.Printf("%s: not run: SIMAGENT_VECTORS is unset\n", t.Name())
		t.Skip("SIMAGENT_VECTORS is unset")
	}
	files, err := filepath.Glob(filepath.Join(dir, "at", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no vectors in %s/at", dir)
	ran, others := map[string]int{}, 0
	for _, f := range files {
		raw, err := os.ReadFile(f)
		require.NoError(t, err)
		var file struct{ Vectors []vector }
		require.NoError(t, json.Unmarshal(raw, &file), f)
		for _, v := range file.Vectors {
			check := vectorKinds[v.Kind]
			if check == nil {
				others++
				neverCrash(v)
				continue
			}
			ran[v.Kind]++
			t.Run(v.ID, func(t *testing.T) { check(t, v) })
		}
	}
	sum := 0
	for _, n := range ran {
		sum += n
	}
	fmt.Printf("%s: %d vectors ran %v; %d rows of other kinds were only fed in\n", t.Name(), sum, ran, others)
}

// neverCrash gives every line of a row to every parser.
func neverCrash(v vector) {
	for _, l := range v.Lines {
		parseAll(l)
	}
	_ = ParseMessages(v.Lines)
	_ = ParseAPN(v.Lines)
}

// parseAll gives a line to every parser.
func parseAll(l string) {
	_, _ = ParseRegistration(l)
	_, _ = ParseCPIN(l)
	_, _ = ParseCSQ(l)
	_, _ = ParseCESQ(l)
	_, _ = ParseCOPS(l)
	_, _ = ParseQGDCNT(l)
	_, _, _ = ParseCMTI(l)
	_, _ = ParseDeliver(l)
}

// exchange opens a session, sends cmd when it is not empty, feeds raw in the
// given chunks and returns what the session makes of it.
func exchange(t *testing.T, cmd string, chunks ...string) (info, urc []string, err error) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		s := NewSession(here, Options{})
		go func() {
			if cmd != "" {
				buf := make([]byte, 1024)
				_, _ = there.Read(buf)
			}
			for _, c := range chunks {
				_, _ = there.Write([]byte(c))
			}
			buf := make([]byte, 1024)
			for { // markers stay without an answer
				if _, err := there.Read(buf); err != nil {
					return
				}
			}
		}()
		if cmd != "" {
			info, err = s.Do(t.Context(), strings.TrimPrefix(cmd, "AT"))
		}
		synctest.Wait()
		urc = urcs(s)
		_ = s.Close(time.Second)
		_ = there.Close()
	})
	return info, urc, err
}

var vectorDomains = map[string]Domain{"creg": CS, "cgreg": PS, "cereg": EPS, "c5greg": NR}

var vectorAcTs = map[string]AcT{"gsm": 0, "gsm_compact": 1, "umts": 2, "edge": 3, "hsdpa": 4, "hsupa": 5, "hspa": 6, "lte": 7, "5gnr": 11}

func checkCREG(t *testing.T, v vector) {
	for _, line := range v.Lines {
		r, err := ParseRegistration(line)
		require.NoError(t, err)
		checkPlace(t, v, r)
		if d := v.word("domain"); d != "" {
			require.Equal(t, vectorDomains[d], r.Domain)
		}
		if act := v.word("act"); act != "" {
			require.Equal(t, vectorAcTs[act], r.AcT)
		} else if v.Expect["act"] == nil {
			require.Equal(t, NoAcT, r.AcT)
		}
	}
}

func checkPlace(t *testing.T, v vector, r Registration) {
	stat, ok := v.number("stat")
	require.True(t, ok)
	require.EqualValues(t, stat, r.Stat)
	if text := v.word("lac_text"); text != "" {
		require.Equal(t, text, fmt.Sprintf("%X", r.Area))
		require.Equal(t, v.word("ci_text"), fmt.Sprintf("%X", r.Cell))
		return
	}
	lac, _ := v.number("lac")
	require.EqualValues(t, uint64(lac), r.Area)
	ci, _ := v.number("ci")
	require.EqualValues(t, uint64(ci), r.Cell)
}

func checkCREGDump(t *testing.T, v vector) {
	info, _, err := exchange(t, v.Command, v.raw(t))
	if unknown, _ := v.Expect["error_or_unknown"].(bool); unknown {
		if err == nil && len(info) > 0 {
			_, err = ParseRegistration(info[0])
			require.Error(t, err)
		}
		return
	}
	require.NoError(t, err)
	require.Len(t, info, 1)
	r, err := ParseRegistration(info[0])
	require.NoError(t, err)
	checkPlace(t, v, r)
	if act, ok := v.number("act"); ok {
		require.EqualValues(t, act, r.AcT)
	}
}

func checkCESQ(t *testing.T, v vector) {
	s, err := ParseCESQ(v.Lines[0])
	require.NoError(t, err)
	dbm := func(want int, keys ...string) {
		for _, k := range keys {
			if n, ok := v.number(k); ok {
				require.InDelta(t, n, want, 0.1, k)
				return
			}
		}
		require.Equal(t, NoDBm, want)
	}
	dbm(s.RSRP, "rsrp_dbm")
	dbm(s.RSSI, "rssi_dbm", "rscp_dbm")
	if n, ok := v.number("rsrq_db"); ok {
		require.InDelta(t, 10*n, s.RSRQ, 1)
	}
}

func checkCOPS(t *testing.T, v vector) {
	o, err := ParseCOPS(v.Lines[0])
	require.NoError(t, err)
	mode, _ := v.number("mode")
	require.EqualValues(t, mode, o.Mode)
	want := v.word("operator")
	if format, _ := v.number("format"); format == 2 {
		require.Equal(t, want, o.PLMN)
	} else {
		require.Equal(t, want, o.Name)
	}
	switch act := v.Expect["act"].(type) {
	case nil:
		require.Equal(t, NoAcT, o.AcT)
	case string:
		require.Equal(t, vectorAcTs[act], o.AcT)
	case float64:
		require.EqualValues(t, act, o.AcT)
	}
}

func checkCPIN(t *testing.T, v vector) {
	code, err := ParseCPIN(v.Lines[0])
	if parsed, _ := v.Expect["parsed"].(bool); !parsed {
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	fold := func(s string) string {
		s = strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(s))
		if s == "none" {
			return "ready"
		}
		return s
	}
	require.Equal(t, fold(v.word("lock")), fold(code))
}

// A final ends the command, and tells of an error or not.
func checkFinal(t *testing.T, v vector) {
	_, _, err := exchange(t, "AT+X", v.raw(t))
	final, _ := v.Expect["final"].(bool)
	failed, _ := v.Expect["error"].(bool)
	_, isCommandError := err.(*CommandError)
	switch {
	case !final:
		require.ErrorContains(t, err, "no answer in")
	case failed:
		require.True(t, isCommandError, "%v", err)
	default:
		require.NoError(t, err)
	}
}

// The origin removes whatever stands before the first CRLF; a session takes
// only the exact echo. So these rows show that text which is no echo survives.
func checkEcho(t *testing.T, v vector) {
	want := []string{}
	var s Splitter
	s.Feed([]byte(v.word("without_echo")+"\r\n"), func(l []byte) { want = append(want, string(l)) })
	got := []string{}
	c := loose("+X")
	c.feed([]byte("AT+X\r\r\n" + v.raw(t) + "\r\nOK\r\n"))
	for _, l := range strings.Split(strings.TrimSpace(string(c.out)), "\n") {
		if l, ok := strings.CutPrefix(l, string(rune(infoMark))); ok {
			got = append(got, l)
		} else if l != "OK" {
			got = append(got, strings.TrimPrefix(l, "+CME ERROR: "))
		}
	}
	for _, w := range want {
		require.Contains(t, got, w)
	}
}

// loose returns a conditioner that waits for the answer of cmd, without a port.
func loose(cmd string) *conditioner {
	c := &conditioner{urcs: &urcQueue{ch: make(chan URC, 4096)}, unmarked: make(chan struct{}, 1)}
	c.begin(request{cmd: cmd})
	c.state, c.armed = c.armed, idle // as if it were written
	return c
}

func checkFraming(t *testing.T, v vector) {
	cmd := ""
	if len(v.Chunks) > 0 && strings.HasPrefix(v.Chunks[0], "AT+") {
		cmd, _, _ = strings.Cut(v.Chunks[0], "\r")
	}
	events, _ := v.Expect["events"].([]any)
	var info, urc []string
	var err error
	if len(events) > 0 && events[0].(map[string]any)["prompt"] != nil {
		return // data mode is not ours
	}
	info, urc, err = exchange(t, cmd, v.Chunks...)
	if len(events) == 0 {
		require.Empty(t, info)
		require.Empty(t, urc)
	}
	for _, e := range events {
		e := e.(map[string]any)
		if u, ok := e["urc"].(string); ok {
			require.Contains(t, urc, u)
		}
		if lines, ok := e["response"].([]any); ok {
			require.Len(t, info, len(lines))
			for i, l := range lines {
				require.Equal(t, l, info[i])
			}
		}
		if text, ok := e["response_contains"].(string); ok {
			require.Contains(t, strings.Join(info, "\n"), text)
		}
		if final, ok := e["final"].(string); ok {
			checkFinalLine(t, final, err)
		}
	}
}

func checkFinalLine(t *testing.T, final string, err error) {
	if final == "OK" {
		require.NoError(t, err)
		return
	}
	_, ok := err.(*CommandError)
	require.True(t, ok, "%v", err)
}

func checkReply(t *testing.T, v vector) {
	if missing, _ := v.Expect["note_missing_final"].(bool); missing {
		neverCrash(v)
		return
	}
	info, urc, err := exchange(t, v.Command, v.raw(t))
	checkFinalLine(t, v.word("final"), err)
	if want, ok := v.Expect["info"].([]any); ok {
		require.Len(t, info, len(want))
		for i, l := range want {
			require.Equal(t, l, info[i])
		}
	} else if err == nil { // the origin gives the final only: all other lines are the answer
		require.Equal(t, len(v.Lines)-1, len(info)+len(urc))
	}
	if after, ok := v.Expect["after_final"].([]any); ok && len(after) == 0 {
		require.Empty(t, urc)
	}
	if counts, ok := v.Expect["qgdcnt"].([]any); ok {
		c, err := ParseQGDCNT(info[0])
		require.NoError(t, err)
		require.EqualValues(t, counts[0].(float64)+counts[1].(float64), c.Sent+c.Received)
	}
	if cpin := v.word("cpin"); cpin != "" {
		code, err := ParseCPIN(info[0])
		require.NoError(t, err)
		require.Equal(t, cpin, code)
	}
	if csq, ok := v.Expect["csq"].(map[string]any); ok {
		s, err := ParseCSQ(info[0])
		require.NoError(t, err)
		require.EqualValues(t, csq["dbm"], s.RSSI)
	}
	if cops, ok := v.Expect["cops"].(map[string]any); ok {
		checkCOPS(t, vector{Lines: info, Expect: cops})
	}
}

func checkCGDCONT(t *testing.T, v vector) {
	want := ""
	contexts, _ := v.Expect["contexts"].([]any)
	for _, c := range contexts {
		if apn, _ := c.(map[string]any)["apn"].(string); apn != "" && want == "" {
			want = apn
		}
	}
	require.Equal(t, want, ParseAPN(v.Lines))
}

func checkMessages(t *testing.T, v vector) {
	got := ParseMessages(v.Lines)
	if messages, ok := v.Expect["messages"].([]any); ok {
		require.Len(t, got, len(messages))
		for i, m := range messages {
			m := m.(map[string]any)
			require.EqualValues(t, m["index"], got[i].Index)
			require.EqualValues(t, m["stat"], got[i].Stat)
			require.Equal(t, m["pdu"], got[i].PDU)
		}
		return
	}
	pdu := v.word("pdu")
	if v.Kind == "cmgr" && pdu == "" && v.word("number") == "" {
		return
	}
	if pdu != "" {
		require.Len(t, got, 1)
		require.Equal(t, pdu, got[0].PDU)
	}
	if len(got) == 1 && (v.word("type") == "Deliver" || v.Kind == "cmgr" && v.word("number") != "") {
		checkSender(t, v, got[0].PDU)
	}
}

func checkDeliver(t *testing.T, v vector) { checkSender(t, v, v.raw(t)) }

// checkSender compares the sender's digits and the time stamp.
func checkSender(t *testing.T, v vector, pdu string) {
	d, err := ParseDeliver(pdu)
	if err != nil {
		// Not a DELIVER: then the row gives no time stamp of one.
		require.Empty(t, v.word("timestamp"))
		require.ErrorIs(t, err, errNotDeliver)
		return
	}
	want := strings.TrimPrefix(v.word("number"), "+")
	if allDigits([]byte(want)) {
		require.Equal(t, want, d.From)
	} else {
		require.Empty(t, d.From, "an alphanumeric sender")
	}
	for _, key := range []string{"timestamp", "datetime"} {
		if ts := v.word(key); len(ts) >= 19 {
			b := strings.NewReplacer("-", "", "T", "", ":", "", " ", "").Replace(ts[2:19])
			swap := ""
			for i := 0; i+1 < len(b); i += 2 {
				swap += string(b[i+1]) + string(b[i])
			}
			require.Equal(t, swap[2:], d.SCTS[2:12]) // two digits of a year have no century
		}
	}
}

func checkCMTI(t *testing.T, v vector) {
	_, index, err := ParseCMTI(v.Lines[0])
	require.NoError(t, err)
	if want, ok := v.number("index"); ok {
		require.EqualValues(t, want, index)
	} else {
		require.Equal(t, -1, index)
	}
}

func checkCFUN(t *testing.T, v vector) {
	fun, err := ParseCFUN(v.Lines[0])
	require.NoError(t, err)
	if want, known := map[string]int{"on": FunFull, "off": FunMinimum, "low": FunFlight}[v.word("power")]; known {
		require.Equal(t, want, fun)
	}
}
