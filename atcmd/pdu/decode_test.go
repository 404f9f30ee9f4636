package pdu

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A service centre of seven octets; and what stands between the sender of an
// SMS-DELIVER and its user data: default alphabet, 2024-05-06 07:08:09 +02:00.
const (
	centre = "07911111111111F1"
	middle = "0000" + stampHex
	// The zone is eight quarters of an hour.
	stampHex = "42506070809080"
)

var stampTime = time.Date(2024, 5, 6, 7, 8, 9, 0, time.FixedZone("", 7200))

func TestDeliver(t *testing.T) {
	m, err := Decode(centre+"040B915155050010F0"+middle+"05E8329BFD06", -1)
	require.NoError(t, err)
	require.Equal(t, Deliver, m.Type)
	require.Equal(t, "+11111111111", m.Centre.String())
	require.Equal(t, Address{Digits: "15555000010", TON: 1, NPI: 1}, m.Peer)
	require.Equal(t, "+15555000010", m.Peer.String())
	require.Equal(t, "hello", m.Text)
	require.Equal(t, stampHex, m.Stamp)
	require.True(t, stampTime.Equal(m.Time), m.Time)
	require.Equal(t, int8(-1), m.Class)
	require.True(t, m.Segment.Whole())
}

func TestAddresses(t *testing.T) {
	for wire, want := range map[string]string{
		"0381" + "00F0":           "000", // the length ends the digits
		"0491" + "2143":           "+1234",
		"04A1" + "2143":           "1234", // national
		"0681" + "BADCFE":         "*#abc",
		"0081":                    "",
		"09D0" + "E8329BFD06":     "hello", // nine half-octets hold five septets
		"0DD0" + "61F1985C369F01": "abcdefg",
	} {
		r := reader{b: unhex(wire)}
		require.Equal(t, want, r.address().String(), wire)
		require.Empty(t, r.why)
	}
}

// With the length that the line before gives, the service centre may be missing.
func TestServiceCentreOrNot(t *testing.T) {
	const tpdu = "040B915155050010F0" + middle + "05E8329BFD06"
	n := len(tpdu) / 2
	for _, c := range []struct {
		text   string
		length int
	}{{centre + tpdu, n}, {centre + tpdu, 23}, {centre + tpdu, -1}, {centre + tpdu, 0}, {tpdu, n}, {"00" + tpdu, n}, {strings.ToLower(centre + tpdu), n}} {
		m, err := Decode(c.text, c.length)
		require.NoError(t, err, c)
		require.Equal(t, "hello", m.Text)
	}
}

func TestSubmitForms(t *testing.T) {
	const to = "0B915155050010F0"
	for form, period := range map[string]string{"01": "", "11": "AA", "09": "00112233445566", "19": stampHex} {
		m, err := Decode("00"+form+"2A"+to+"0000"+period+"05E8329BFD06", -1)
		require.NoError(t, err, form)
		require.Equal(t, Submit, m.Type)
		require.Equal(t, byte(0x2A), m.Ref)
		require.Equal(t, "hello", m.Text, form)
		require.True(t, m.Time.IsZero())
	}
	m, err := Decode("00"+"01"+"00"+"00"+"81"+"0000"+"00", -1) // stored without a recipient
	require.NoError(t, err)
	require.Equal(t, "", m.Peer.String())
}

func TestStatusReport(t *testing.T) {
	const head = "0006E80B915155050010F0" + stampHex + "42506070801000"
	for tail, want := range map[string]Status{"00": 0, "30": 0x30, "46": 0x46, "00FFFFFFFF": 0, "0000": 0, "0003" + "3908": 0, "0007" + "000005E8329BFD06": 0} {
		m, err := Decode(head+tail, -1)
		require.NoError(t, err, tail)
		require.Equal(t, StatusReport, m.Type)
		require.Equal(t, byte(0xE8), m.Ref)
		require.Equal(t, want, m.Status)
		require.True(t, stampTime.Equal(m.Time))
		require.Equal(t, 7*time.Hour+8*time.Minute+1*time.Second, m.Discharged.Sub(m.Discharged.Truncate(24*time.Hour)))
		if strings.HasSuffix(tail, "06") {
			require.Equal(t, "hello", m.Text)
		}
	}
	require.True(t, Status(0x01).Delivered() && Status(0x20).Pending() && Status(0x41).Failed() && Status(0x60).Failed())
	require.False(t, Status(0x20).Delivered() || Status(0x00).Pending() || Status(0x30).Failed() || Status(0x80).Failed() || Status(0xA0).Pending())
}

func TestBrokenMessages(t *testing.T) {
	const head = centre + "040B915155050010F0"
	for text, want := range map[string]Part{
		"": Centre, "0": Hex, "00": Kind, "0x": Hex, centre: Kind, "FF04": Centre, "0C9111": Centre, centre + "03": Kind,
		centre + "04": Head, centre + "0415911111": Head, centre + "041591" + strings.Repeat("11", 11) + middle + "05E8329BFD06": Head, head: Head, head + "0000" + "425060": Head,
		head + middle + "05E8329BFD0": Hex, head + middle + "06E8329BFD": UserData, head + middle + "FFE8329BFD06": UserData,
		head + "0008" + stampHex + "030041": UserData, head + "0008" + stampHex + "03004100": UserData,
		head + "0004" + stampHex + "050041": UserData, head + "0020" + stampHex + "0141": UserData,
		strings.Replace(head, "040B", "440B", 1) + middle + "0105": Header, strings.Replace(head, "040B", "440B", 1) + middle + "0A050003CA03" + "02": Header,
	} {
		m, err := Decode(text, -1)
		e, ok := errors.AsType[*Error](err)
		require.True(t, ok, text)
		if strings.Contains(text, "0A050003") {
			require.Equal(t, UserData, e.Part, "the header is whole, the text is not")
			continue
		}
		require.Equal(t, want, e.Part, text)
		require.NotContains(t, err.Error(), "5155")
		if e.Part >= Header || strings.HasPrefix(text, head+middle) {
			require.Equal(t, "15555000010", m.Peer.Digits)
			require.Equal(t, stampHex, m.Stamp)
		}
	}
	m, _ := Decode(head+middle+"FFE8329BFD06", -1)
	require.Equal(t, "hello", m.Text, "what is there is read")
}

func TestStamps(t *testing.T) {
	for wire, want := range map[string]string{
		"42506070809080": "2024-05-06T07:08:09+02:00",
		"4250607080900A": "2024-05-06T07:08:09-05:00",
		"99301151619500": "1999-03-11T15:16:59Z",
		"42506070809022": "2024-05-06T07:08:09+05:30",
		"420230708090FF": "2024-20-03",
		"00000000000000": "",
		"FFFFFFFFFFFFFF": "",
		"42033070809080": "",
		"425060708090FF": "2024-05-06T07:08:09Z",
	} {
		r := reader{b: unhex(wire)}
		got, at := r.stamp()
		require.Equal(t, wire, got)
		if want == "" || len(want) < 11 {
			require.True(t, at.IsZero(), wire)
			continue
		}
		require.Equal(t, want, at.Format(time.RFC3339), wire)
	}
}

func unhex(s string) []byte {
	var b []byte
	for i := 0; i+1 < len(s); i += 2 {
		b = append(b, byte(strings.IndexByte("0123456789ABCDEF", s[i])<<4|strings.IndexByte("0123456789ABCDEF", s[i+1])))
	}
	return b
}
