package simcard

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestPLMN(t *testing.T) {
	for plmn, bytes := range map[PLMN][]byte{
		"26201": {0x62, 0xF2, 0x10}, "310410": {0x13, 0x00, 0x14}, "": {0xFF, 0xFF, 0xFF},
	} {
		got, err := DecodePLMN(bytes)
		require.NoError(t, err)
		require.Equal(t, plmn, got)
		back, err := EncodePLMN(plmn)
		require.NoError(t, err)
		require.Equal(t, bytes, back)
	}
	for _, bad := range [][]byte{nil, {1, 2}, {0x6A, 0xF2, 0x10}, {0x62, 0xE2, 0x10}, {0xFF, 0xFF, 0x10}} {
		_, err := DecodePLMN(bad)
		require.Error(t, err)
	}
	for _, bad := range []PLMN{"1", "1234567", "26x01"} {
		_, err := EncodePLMN(bad)
		require.Error(t, err)
	}
}

func TestPLMNRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := PLMN(rapid.StringMatching(`[0-9]{5,6}`).Draw(t, "plmn"))
		b, err := EncodePLMN(p)
		require.NoError(t, err)
		got, err := DecodePLMN(b)
		require.NoError(t, err)
		require.Equal(t, p, got)
	})
}

func TestFPLMN(t *testing.T) {
	list, err := DecodeFPLMN([]byte{0xFF, 0xFF, 0xFF, 0x62, 0xF2, 0x10, 0xFF, 0xFF, 0xFF, 0x13, 0x00, 0x14})
	require.NoError(t, err)
	require.Equal(t, []PLMN{"26201", "310410"}, list)
	_, err = DecodeFPLMN([]byte{1, 2, 3, 4})
	require.Error(t, err)
	_, err = DecodeFPLMN([]byte{0xAA, 0xAA, 0xAA})
	require.ErrorContains(t, err, "entry 1")
}

func TestStatusWord(t *testing.T) {
	for _, sw := range []StatusWord{0x9000, 0x910F, 0x9200, 0x9F0F} {
		require.True(t, sw.OK(), sw)
	}
	for _, sw := range []StatusWord{0x6982, 0x6A82, 0x9404, 0x6C0A, 0x9804, 0x9001, 0x610F, 0} {
		require.False(t, sw.OK(), sw)
	}
	n, ok := StatusWord(0x6C0A).Length()
	require.True(t, ok)
	require.Equal(t, 10, n)
	n, _ = StatusWord(0x6C00).Length()
	require.Equal(t, 256, n)
	_, ok = StatusWord(0x6700).Length()
	require.False(t, ok)
	n, ok = StatusWord(0x63C2).Retries()
	require.True(t, ok)
	require.Equal(t, 2, n)
	_, ok = StatusWord(0x63D0).Retries()
	require.False(t, ok)
	require.Equal(t, "6982 (PIN needed)", StatusNeedPIN.String())
	require.Equal(t, "file not found", SW(0x94, 0x04).Meaning())
	for sw := range 1 << 16 {
		require.NotEmpty(t, StatusWord(sw).Meaning())
	}
}

func TestBCD(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		back, ok := SwappedFromHex(HexFromSwapped(b))
		require.True(t, ok)
		require.Equal(t, len(b), len(back))
		require.Equal(t, string(b), string(back))
		s := HexFromSwapped(b)
		require.Equal(t, s, SwapNibbles(SwapNibbles(s)))
	})
	require.Equal(t, "103", DecimalBCD([]byte{0x01, 0xF3}, true))
	require.Equal(t, "01", DecimalBCD([]byte{0x01, 0xF3}, false))
	_, ok := SwappedFromHex("1G")
	require.False(t, ok)
}
