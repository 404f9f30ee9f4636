package pdu

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestHeaders(t *testing.T) {
	const head = centre + "440B915155050010F0"
	decode := func(dcs, length, ud string) (Message, error) {
		return Decode(head+"00"+dcs+stampHex+length+ud, -1)
	}
	m, err := decode("00", "0C", "050003CA0302"+"D06536FB0D") // seven septets of header, five of text, one bit of filling
	require.NoError(t, err)
	require.Equal(t, Segment{0xCA, 3, 2}, m.Segment)
	require.Equal(t, "hello", m.Text)
	m, err = decode("08", "0B", "0608041234FF01"+"00410042")
	require.NoError(t, err)
	require.Equal(t, Segment{0x1234, 255, 1}, m.Segment)
	require.Equal(t, "AB", m.Text)
	m, err = decode("04", "0E", "0B05040B8423F00003010203"+"AABB")
	require.NoError(t, err)
	require.Equal(t, Ports{2948, 9200}, m.Ports)
	require.Equal(t, Segment{1, 2, 3}.Whole(), false)
	require.True(t, m.Segment.Whole(), "number 3 of 2 is none")
	require.Equal(t, []byte{0xAA, 0xBB}, m.Data)
	require.Len(t, m.Header, 2)
	m, err = decode("00", "08", "06"+"240101"+"250102"+"E8")
	require.NoError(t, err)
	require.Equal(t, [2]string{"Turkish", "Spanish"}, [2]string{LanguageName(m.Single), LanguageName(m.Locking)})
	m, err = decode("04", "04", "03"+"04022A") // 8 bit ports that are cut off
	require.Error(t, err)
	require.Zero(t, m.Ports)
	m, err = decode("00", "00", "") // announced, and there is none
	require.NoError(t, err)
	require.Empty(t, m.Header)
	require.Empty(t, LanguageName(0)+LanguageName(200))
}

// What stands behind the user data is not part of it.
func TestUserDataEnds(t *testing.T) {
	const head = centre + "040B915155050010F000"
	m, err := Decode(head+"04"+stampHex+"02AABBCCDD", -1)
	require.NoError(t, err)
	require.Equal(t, []byte{0xAA, 0xBB}, m.Data)
	m, err = Decode(head+"08"+stampHex+"0200410042", -1)
	require.NoError(t, err)
	require.Equal(t, "A", m.Text)
	m, err = Decode(head+"00"+stampHex+"02E8329BFD06", -1)
	require.NoError(t, err)
	require.Equal(t, "he", m.Text)
	m, err = Decode(head+"F9"+stampHex+"0800410042AABBCCDD", -1) // reserved, and just as many octets
	require.NoError(t, err)
	require.Equal(t, Data8, m.Coding)
	require.Len(t, m.Data, 8)
}

func TestSchemes(t *testing.T) {
	for dcs, want := range map[byte]scheme{
		0x00: {GSM7, -1, false, false}, 0x04: {Data8, -1, false, false}, 0x08: {UCS2, -1, false, false},
		0x0C: {GSM7, -1, false, true}, 0x10: {GSM7, 0, false, false}, 0x1B: {UCS2, 3, false, false},
		0x20: {GSM7, -1, true, false}, 0x48: {UCS2, -1, false, false}, 0x80: {GSM7, -1, false, true},
		0xC8: {GSM7, -1, false, false}, 0xD0: {GSM7, -1, false, false}, 0xE0: {UCS2, -1, false, false},
		0xF1: {GSM7, 1, false, false}, 0xF6: {Data8, 2, false, false}, 0xF9: {GSM7, 1, false, true},
	} {
		require.Equal(t, want, readScheme(dcs), "%02X", dcs)
	}
}
