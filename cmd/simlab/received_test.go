package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/report"
)

// What the device sends by each route is shown decoded, with what the network metered for it.
func TestInboxDecodesEveryRoute(t *testing.T) {
	lab := agenttest.New(agenttest.Options{})
	t.Cleanup(lab.Close)
	require.NoError(t, lab.Cloud.Put(lab.ICCID, "ready", lab.Cloud.AddFleet("lab")))
	require.Eventually(t, lab.Attached, 10*time.Second, time.Millisecond)
	now := func() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }
	box, file, err := newInbox(t.TempDir(), now)
	require.NoError(t, err)
	require.FileExists(t, file)
	var told bytes.Buffer
	box.tell(&told)
	lab.OnUplink(box.take)

	p := report.Payload{Sequence: 7, Boots: 2, DataLow: 183_200, Alarms: []report.Alarm{report.AlarmData50}, AlarmsFrom: 1}
	b, err := report.Encode(p)
	require.NoError(t, err)
	lab.Datagram(nil, b)
	lab.Datagram(nil, []byte{0xff, 0})
	text, err := report.EncodeText(p)
	require.NoError(t, err)
	box.take("SMS Command", []byte(text), 0, 1)
	box.take("SMS Command", []byte("valve open"), 0, 1)
	body, err := report.EncodeJSON(p, report.Device{Name: "gateway-7"}, now())
	require.NoError(t, err)
	post := func(signature string) int {
		r := httptest.NewRequest(http.MethodPost, "/report", bytes.NewReader(body))
		r.Header.Set(report.SignatureHeader, signature)
		w := httptest.NewRecorder()
		box.ServeHTTP(w, r)
		return w.Code
	}
	require.Equal(t, http.StatusNoContent, post(report.Sign(box.key, now(), body)))
	require.Equal(t, http.StatusForbidden, post(report.Sign([]byte("another key, of some length"), now(), body)))

	w := httptest.NewRecorder()
	box.show(w, nil)
	var list []arrived
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &list))
	require.Len(t, list, 5)
	require.Equal(t, len(b)+28, list[0].IPBytes)
	require.EqualValues(t, lab.Metered().Up, list[0].IPBytes+list[1].IPBytes, "as the network metered")
	for _, n := range []int{0, 2, 4} {
		require.NotNil(t, list[n].Report, "%+v", list[n])
		got, _, _, err := report.DecodeJSON(*list[n].Report)
		require.NoError(t, err)
		require.Equal(t, uint32(7), got.Sequence)
		require.Equal(t, p.Alarms, got.Alarms)
	}
	require.Nil(t, list[1].Report)
	require.Equal(t, `no report: "valve open"`, list[3].Text)
	require.Equal(t, 1, list[3].SMS)
	require.Contains(t, told.String(), "12:00:00  IP Command")
	require.Contains(t, told.String(), "data 50 %")
}
