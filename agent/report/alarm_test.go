package report

import (
	"encoding/hex"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
)

// longest is every field at its longest, in bytes.
const longest = 105

// alarmed is a report with the second and third alarm of its device, and one that only a later version knows.
func alarmed() Payload {
	p := usual()
	p.Flags |= FlagAlarm
	p.AlarmsFrom, p.Alarms, p.AlarmsLost = 2, []Alarm{AlarmSMS80, AlarmDataPassed, 200}, 1
	return p
}

func TestAlarmsOnTheWire(t *testing.T) {
	b, err := Encode(alarmed())
	require.NoError(t, err)
	require.Equal(t, "1102"+"1243050ac8"+"1301", hex.EncodeToString(b[len(b)-9:]), "17:2 18:h'050ac8' 19:1")
	p, err := Decode(b)
	require.NoError(t, err)
	require.Equal(t, alarmed(), p)

	w, err := Encode(worst())
	require.NoError(t, err)
	require.Len(t, w, longest)

	p = usual()
	p.Alarms = []Alarm{}
	b, err = Encode(p)
	require.NoError(t, err)
	require.Len(t, b, 45, "the usual report has none")
}

// A writer in another language may send an array of numbers; an empty one and null are none.
func TestAlarmsAsArray(t *testing.T) {
	m := asMap(t, alarmed())
	m[18] = []int{5, 10, 200}
	b, err := cbor.Marshal(m)
	require.NoError(t, err)
	p, err := Decode(b)
	require.NoError(t, err)
	require.Equal(t, alarmed(), p)

	for _, none := range []any{[]int{}, []byte{}, nil} {
		m := asMap(t, usual())
		m[17], m[18] = 0, none
		b, err := cbor.Marshal(m)
		require.NoError(t, err)
		p, err := Decode(b)
		require.NoError(t, err)
		require.Equal(t, usual(), p, "%v", none)
	}
}

func TestAlarmsRefused(t *testing.T) {
	for want, p := range map[string]Payload{
		"9 alarms, the most is 8":                           {AlarmsFrom: 1, Alarms: make([]Alarm, 9)},
		"alarms without the number of the first":            {Alarms: []Alarm{1}},
		"the number of an alarm without the alarm":          {AlarmsFrom: 3},
		"the number of the last alarm does not fit 32 bits": {AlarmsFrom: 1<<32 - 1, Alarms: []Alarm{1, 2}},
		"alarm 0 does not exist":                            {AlarmsFrom: 1, Alarms: []Alarm{1, 0}},
	} {
		_, err := Encode(p)
		require.EqualError(t, err, "cannot encode report: "+want)
		p.Version = Schema
		b, err := encMode.Marshal(p)
		require.NoError(t, err)
		_, err = Decode(b)
		require.EqualError(t, err, "cannot read report: "+want)
	}
	_, err := Encode(Payload{AlarmsFrom: 1<<32 - 1, Alarms: []Alarm{1}})
	require.NoError(t, err, "the last number there is")
}

func TestAlarmWords(t *testing.T) {
	for bit := range 9 {
		require.Equal(t, ledger.Warning(1<<bit).Names(), []string{Alarm(bit + 1).String()})
	}
	require.Equal(t, "account not kept", AlarmNotKept.String())
	require.Equal(t, "alarm 200", Alarm(200).String())
	require.Contains(t, alarmed().String(), "flags alarm, unclean start, guarding, "+
		"alarm 2: SMS 80 %, alarm 3: data passed, alarm 4: alarm 200, 1 alarms lost")
	require.Len(t, alarmNames, int(AlarmNotKept)+1)
}
