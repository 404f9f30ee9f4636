package supersim

import (
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzListEnvelope: a list answer of any kind ends within the bound of pages, asks no other host, and gives as many
// items as an independent reading finds, or an error.
func FuzzListEnvelope(f *testing.F) {
	f.Add([]byte(`{"sms_commands":[{"sid":"HC1","status":"received"}],"meta":{"key":"sms_commands","next_page_url":null}}`))
	f.Add([]byte(`{"sms_commands":[{},{}],"meta":{"next_page_url":"https://cloud.test/v1/SmsCommands?Page=1&PageToken=PAx"}}`))
	f.Add([]byte(`{"sms_commands":[{}],"meta":{"next_page_url":"https://evil.test/"}}`))
	f.Add([]byte(`{"sms_commands":[3],"meta":null}`))
	f.Add([]byte(`{"sms_commands":null}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		requests, items := 0, 0
		c, err := New(Config{BaseURL: "https://cloud.test", MaxPages: 3, Transport: serve(func(r *http.Request) (*http.Response, error) {
			requests++
			require.Equal(t, "https", r.URL.Scheme)
			require.Regexp(t, `(?i)^cloud\.test(:443)?$`, r.URL.Host)
			return body(200, string(answer)), nil
		})})
		require.NoError(t, err)
		var last error
		for _, err := range c.SmsCommands(t.Context(), SmsCommandFilter{}) {
			if last = err; err == nil {
				items++
			}
		}
		require.LessOrEqual(t, requests, 3)
		if last != nil {
			_, ok := errors.AsType[*APIError](last)
			require.True(t, ok, last)
			return
		}
		var w struct{ L map[string][]map[string]any }
		require.NoError(t, json.Unmarshal(append(append([]byte(`{"L":{"sms_commands":`), listOf(t, answer)...), `}}`...), &w))
		require.Equal(t, requests*len(w.L["sms_commands"]), items)
	})
}

// listOf cuts the list out of an answer that was accepted.
func listOf(t *testing.T, answer []byte) []byte {
	var w map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(answer, &w))
	return w["sms_commands"]
}
