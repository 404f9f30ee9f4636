package supersimtest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseFaults(t *testing.T) {
	got, err := ParseFaults(strings.NewReader(`[
		{"kind": "status", "status": 429, "code": 20429, "count": 50, "skip": 1, "retry_after": "2s", "method": "GET", "path": "/v1/Sims", "until": "1m30s"},
		{"kind": "slow-body", "latency": "1s", "pause": "20ms"},
		{"kind": "cut", "bytes": -1, "iccid": "89883070000000000001"},
		{"kind": "skew", "skew": "-5m"}
	]`))
	require.NoError(t, err)
	require.Equal(t, []Fault{
		{Kind: FaultStatus, Status: 429, Code: 20429, Count: 50, Skip: 1, RetryAfter: 2 * time.Second, Method: "GET", Path: "/v1/Sims", Until: 90 * time.Second},
		{Kind: FaultSlowBody, Latency: time.Second, Pause: 20 * time.Millisecond},
		{Kind: FaultCut, Bytes: -1, ICCID: card1},
		{Kind: FaultSkew, Skew: -5 * time.Minute},
	}, got)
	got, err = ParseFaults(strings.NewReader("[]"))
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestParseFaultsRefuses(t *testing.T) {
	for text, want := range map[string]string{
		``:                            "cut off",
		`null`:                        "an array of objects",
		`{"kind":"none"}`:             "an array of objects",
		`[{"kind":"none"}`:            "cut off",
		`[] []`:                       "something follows",
		`[null]`:                      "entry 1: there is no such kind",
		`[{}]`:                        "no such kind",
		`[{"kind":"nothing"}]`:        "no such kind",
		`[{"kind":"none","pase":1}]`:  `unknown field "pase"`,
		`[{"kind":"none","Pause":1}]`: `a duration must be a text`,
		`[{"kind":"none"},{"kind":"slow-body","pause":2}]`: `entry 2: a duration must be a text`,
		`[{"kind":"none","latency":"2"}]`:                  "a duration must be a text",
		`[{"kind":"none","latency":"-2s"}]`:                "only skew may be negative",
		`[{"kind":"none","until":"-2s"}]`:                  "only skew may be negative",
		`[{"kind":"none","count":-1}]`:                     "must not be negative",
		`[{"kind":"status","status":99}]`:                  "from 200 to 599",
		`[{"kind":"status","status":600}]`:                 "from 200 to 599",
		`[{"kind":"skew"}]`:                                "skew is missing",
	} {
		_, err := ParseFaults(strings.NewReader(text))
		require.ErrorContains(t, err, want, text)
		require.ErrorContains(t, err, "cannot read faults: ", text)
	}
}

// FuzzParseFaults: what is read can be set, and reads again from its own JSON.
func FuzzParseFaults(f *testing.F) {
	f.Add(`[{"kind":"status","status":429,"count":50,"retry_after":"2s"}]`)
	f.Add(`[{"kind":"skew","skew":"-1h"},{"kind":"cut","bytes":-1}]`)
	f.Fuzz(func(t *testing.T, text string) {
		faults, err := ParseFaults(strings.NewReader(text))
		if err != nil {
			return
		}
		var again []map[string]any
		for _, v := range faults {
			require.Contains(t, kinds, v.Kind)
			again = append(again, map[string]any{"kind": v.Kind, "count": v.Count, "skip": v.Skip, "method": v.Method, "path": v.Path,
				"iccid": v.ICCID, "status": v.Status, "code": v.Code, "retry_after": v.RetryAfter.String(), "latency": v.Latency.String(),
				"pause": v.Pause.String(), "bytes": v.Bytes, "skew": v.Skew.String(), "until": v.Until.String()})
		}
		if again == nil {
			return
		}
		b, err := json.Marshal(again)
		require.NoError(t, err)
		got, err := ParseFaults(strings.NewReader(string(b)))
		require.NoError(t, err)
		require.Equal(t, faults, got)
	})
}

// A storm is one entry: it ends by its count, or by itself after a time.
func TestStormOf429(t *testing.T) {
	w := newWorld(t, false)
	faults, err := ParseFaults(strings.NewReader(`[{"kind":"status","status":429,"count":3,"retry_after":"2s"},{"kind":"status","status":429,"until":"1m"}]`))
	require.NoError(t, err)
	for _, f := range faults {
		w.c.Fault(f)
	}
	for i := range 5 {
		r := w.prim.get("Sims")
		require.Equal(t, 429, r.status)
		require.EqualValues(t, 20429, r.body["code"])
		require.Equal(t, i < 3, r.header.Get("Retry-After") == "2")
	}
	w.pass(time.Minute - 1)
	require.Equal(t, 429, w.prim.get("Sims").status)
	w.pass(1)
	require.Equal(t, 200, w.prim.get("Sims").status)
}

// Of more requests under way at once than MaxConcurrent, those too many are never processed.
func TestMaxConcurrent(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a := newAPI(t, Options{MaxConcurrent: 2})
		sid := a.c.AddSim(card1)
		a.c.Fault(Fault{Kind: FaultNone, Latency: time.Second, Method: "GET"})
		done := make(chan int)
		for range 2 {
			go func() { done <- a.get("Sims").status }()
		}
		pass(time.Millisecond)
		r := a.post("Sims/"+sid, q("UniqueName", "x"))
		require.Equal(t, 429, r.status)
		require.EqualValues(t, 20429, r.body["code"])
		require.Empty(t, a.c.SimStatus(card1).UniqueName)
		require.Equal(t, []int{200, 200}, []int{<-done, <-done})
		require.Equal(t, 200, a.post("Sims/"+sid, q("UniqueName", "x")).status)
	})
}

// What is wrong with a script is said without the names of Go.
func TestErrorsOfScripts(t *testing.T) {
	for text, want := range map[string]string{
		`{"kind":"none"}`: "an array of objects", `"x"`: "it must be an array of objects", `null`: "it must be an array of objects", ` 7`: "it must be an array of objects",
		`[7]`: "entry 1: it must be an object", `[{"kind":"none","count":"many"}]`: `entry 1: "count" cannot be a text`, `[{"kind":"none"},{"kind":"stauts"}]`: "entry 2: there is no such kind; there are none, status, html",
		`[{"kind":["x"]}]`: `entry 1: "kind" cannot be an array`, `[{"kind":"none","count":1.5}]`: `entry 1: "count" cannot be the number 1.5`, `[{"kind":"none","until":5}]`: "a duration must be a text",
		`[{"kind":"none","until":"5"}]`: `a duration must be a text such as "2s"`, `[{"kind":"none"}`: "cut off",
	} {
		_, err := ParseFaults(strings.NewReader(text))
		require.ErrorContains(t, err, want, text)
		for _, name := range []string{"Go ", "struct", "json:", "Raw", "faultJSON", "time:"} {
			require.NotContains(t, err.Error(), name, text)
		}
	}
}

func TestRetryAfterRoundsUp(t *testing.T) {
	w := newWorld(t, false)
	for d, want := range map[time.Duration]string{500 * time.Millisecond: "1", time.Second: "1", 1001 * time.Millisecond: "2", 0: ""} {
		w.c.ClearFaults()
		w.c.Fault(Fault{Kind: FaultStatus, Status: 429, RetryAfter: d})
		require.Equal(t, want, w.prim.get("Sims").header.Get("Retry-After"))
	}
}
