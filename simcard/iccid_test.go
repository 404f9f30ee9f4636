package simcard

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const fake19 = "8988307000000001238"  // 18 digits and a Luhn digit
const fake20 = "89883070000000012345" // a 20 digit number, made up

func TestParseICCIDForms(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"19 digits":         {fake19, fake19},
		"padded":            {fake19 + "F", fake19},
		"padded twice":      {fake19 + "FF", fake19},
		"padded, lower":     {fake19 + "f", fake19},
		"quoted":            {`"` + fake20 + `"`, fake20},
		"blanks":            {` "` + fake20 + `" ` + "\r", fake20},
		"swapped 20":        {SwapNibbles(fake20), fake20},
		"swapped 19":        {SwapNibbles(fake19 + "F"), fake19},
		"letters behind 6":  {"898830abcdef12345678", "898830ABCDEF12345678"},
		"20 and two of pad": {fake20 + "FF", fake20},
		"18 digits":         {"898830700000000123", "898830700000000123"},
	} {
		got, err := ParseICCID(c.in)
		require.NoError(t, err, name)
		require.Equal(t, c.want, got.Digits(), name)
		require.Equal(t, strings.Trim(c.in, "\" \r"), got.Raw(), name)
	}
}

func TestParseICCIDRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"empty": "", "quotes": `""`, "one quote": `"`, "open quote": `"` + fake19, "close quote": fake19 + `"`,
		"short": "89883070000000012", "long": fake20 + "1", "long padded": fake20 + "FFF",
		"other industry": "0088307000000001238", "letter in issuer": "8988A07000000001238",
		"not hex": "89883070000000012G6", "swapped 19": SwapNibbles(fake20)[:19], "inner blank": "8988307 000000001238",
		"only padding": strings.Repeat("F", 20), "wide digit": "８９88307000000001238", "swapped short": "98" + strings.Repeat("F", 18),
		"swapped 22": SwapNibbles(fake20) + "FF",
	} {
		got, err := ParseICCID(in)
		require.Error(t, err, name)
		require.True(t, got.IsZero(), name)
		require.NotContains(t, err.Error(), "8830", name)
	}
}

func TestICCIDIsRedacted(t *testing.T) {
	id, err := ParseICCID(fake19)
	require.NoError(t, err)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "sim", id)
	for _, s := range []string{id.String(), fmt.Sprint(id), fmt.Sprintf("%v %+v %#v %s", id, id, id, id), log.String()} {
		require.NotContains(t, s, "00000001")
		require.Contains(t, s, "8988307…1238")
	}
	require.Equal(t, "unknown", ICCID{}.String())
}

func TestICCIDEqual(t *testing.T) {
	a, _ := ParseICCID(fake19)
	b, _ := ParseICCID(SwapNibbles(fake19 + "F"))
	require.True(t, a.Equal(b))
	require.False(t, a == b, "raw differs")
	require.False(t, ICCID{}.Equal(ICCID{}))
}

func TestLuhnAndIssuer(t *testing.T) {
	id, _ := ParseICCID(fake19)
	require.True(t, id.LuhnOK())
	require.True(t, id.SuperSIM())
	other, _ := ParseICCID(fake19[:18] + "7")
	require.False(t, other.LuhnOK())
	foreign, _ := ParseICCID("8900000000000000001")
	require.False(t, foreign.SuperSIM())
	require.True(t, foreign.IssuedBy(append(SuperSIMPrefixes(), "890000")...))
	require.False(t, foreign.IssuedBy(""))
	require.False(t, ICCID{}.LuhnOK())
	letters, _ := ParseICCID("898830ABCDEF12345678")
	require.False(t, letters.LuhnOK())
}

func TestDecodeICCID(t *testing.T) {
	ef, ok := SwappedFromHex(fake19)
	require.True(t, ok)
	require.Len(t, ef, 10)
	id, err := DecodeICCID(ef)
	require.NoError(t, err)
	require.Equal(t, fake19, id.Digits())
	for _, bad := range [][]byte{nil, ef[:9], append(ef, 0), {255, 255, 255, 255, 255, 255, 255, 255, 255, 255}, make([]byte, 10)} {
		_, err := DecodeICCID(bad)
		require.Error(t, err)
	}
}

func TestNumberSurvivesTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := "89" + rapid.StringMatching(`[0-9]{4}[0-9A-F]{11,13}[0-9]`).Draw(t, "rest")
		ef, ok := SwappedFromHex(digits + strings.Repeat("F", 20-len(digits)))
		require.True(t, ok)
		id, err := DecodeICCID(ef)
		require.NoError(t, err)
		require.Equal(t, digits, id.Digits())
	})
}

// FuzzParseICCID: what is accepted must be canonical, be its own parse, and mean the same in every
// other form in which a module may print it.
func FuzzParseICCID(f *testing.F) {
	for _, s := range []string{fake19, fake20 + "F", `"` + fake20 + `"`, SwapNibbles(fake20), "98", "898830abcdef12345678"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := ParseICCID(s)
		if err != nil {
			require.True(t, id.IsZero())
			return
		}
		d := id.Digits()
		require.Regexp(t, `^89[0-9]{4}[0-9A-F]{11,13}[0-9A-E]$`, d)
		padded := (d + "FF")[:20]
		for _, form := range []string{d, `"` + d + `"`, padded, strings.ToLower(padded), SwapNibbles(padded)} {
			again, err := ParseICCID(form)
			require.NoError(t, err)
			require.Equal(t, d, again.Digits())
		}
		ef, _ := SwappedFromHex(padded)
		file, err := DecodeICCID(ef)
		require.NoError(t, err)
		require.True(t, id.Equal(file))
	})
}

// FuzzDecodeICCID: a file that is accepted is the encoding of what came out of it.
func FuzzDecodeICCID(f *testing.F) {
	ef, _ := SwappedFromHex(fake19)
	f.Add(ef)
	f.Add([]byte{0x98})
	f.Fuzz(func(t *testing.T, ef []byte) {
		id, err := DecodeICCID(ef)
		if err != nil {
			return
		}
		back, ok := SwappedFromHex((id.Digits() + "FF")[:20])
		require.True(t, ok)
		require.Equal(t, ef, back)
		again, err := ParseICCID(id.Raw())
		require.NoError(t, err)
		require.True(t, again.Equal(id))
	})
}
