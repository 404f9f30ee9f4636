package simcard

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// FuzzDecodeIMSI: a file that is accepted is, up to padding, the encoding of what came out of it.
func FuzzDecodeIMSI(f *testing.F) {
	f.Add(unhex("08 09 10 10 00 00 00 00 10"))
	f.Add(unhex("08 01 10 10 00 00 00 10 F2"))
	f.Add(unhex("05 39 01 14 10 32 00 00 00"))
	f.Fuzz(func(t *testing.T, ef []byte) {
		id, err := DecodeIMSI(ef)
		if err != nil {
			require.True(t, id.IsZero())
			return
		}
		require.Regexp(t, `^[0-9]{6,15}$`, id.Digits())
		n := 1 + int(ef[0])
		require.Equal(t, ef[:n], EncodeIMSI(id)[:n])
		again, err := ParseIMSI(id.Digits())
		require.NoError(t, err)
		require.Equal(t, id, again)
		require.NotContains(t, id.String(), id.Digits())
	})
}

// FuzzPLMNLists: what is accepted, packed without gaps, reads the same.
func FuzzPLMNLists(f *testing.F) {
	f.Add(unhex("FF FF FF 00 00 62 F2 10 40 00 13 00 14 C8 80"))
	f.Fuzz(func(t *testing.T, ef []byte) {
		if list, err := DecodePLMNAcT(ef); err == nil {
			packed, err := EncodePLMNAcT(list, len(ef))
			require.NoError(t, err)
			again, err := DecodePLMNAcT(packed)
			require.NoError(t, err)
			require.Equal(t, list, again)
			if len(list) == len(ef)/plmnActBytes {
				require.True(t, bytes.Equal(ef, packed), "nothing was unused")
			}
		}
		if list, err := DecodeFPLMN(ef); err == nil {
			packed, err := EncodePLMNs(list, len(ef))
			require.NoError(t, err)
			again, err := DecodeFPLMN(packed)
			require.NoError(t, err)
			require.Equal(t, list, again)
			if len(list) == len(ef)/plmnBytes {
				require.True(t, bytes.Equal(ef, packed))
			}
		}
	})
}

// FuzzTLV: an object that is read, written anew in its short form, reads the same; and what a template is
// searched for is found only where it stands.
func FuzzTLV(f *testing.F) {
	f.Add(unhex("62 17 82 02 41 21 83 02 2F E2 8A 01 05 8B 03 2F 06 01 80 02 00 0A 88 01 10"))
	f.Add(unhex("BF 3E 12 5A 10 89 04 90 32 00 00 00 00 00 00 00 00 00 00 00 66"))
	f.Add(unhex("80 81 01 AA 80 82 00 01 BB"))
	f.Fuzz(func(t *testing.T, b []byte) {
		v, rest, err := NextTLV(b)
		if err != nil {
			require.Zero(t, v.Value)
			return
		}
		require.Less(t, len(rest), len(b))
		require.True(t, bytes.HasSuffix(b, append(bytes.Clone(v.Value), rest...)))
		again, left, err := NextTLV(AppendTLV(nil, v.Tag, v.Value))
		require.NoError(t, err)
		require.Empty(t, left)
		require.Equal(t, v.Tag, again.Tag)
		require.True(t, bytes.Equal(v.Value, again.Value))
		if value, ok := FindTLV(b, v.Tag); b[0] != 0 && b[0] != 0xFF {
			require.True(t, ok)
			require.True(t, bytes.Equal(v.Value, value), "the first of its tag")
		}
	})
}

// FuzzFileInfo: lengths that come out fit each other, so that a reader neither loops nor reads past the end.
func FuzzFileInfo(f *testing.F) {
	f.Add(unhex("62 1A 82 05 42 21 00 26 02 83 02 2F 00 8A 01 05 8B 03 2F 06 01 80 02 00 4C 88 01 F0"))
	f.Add(unhex("00 00 00 54 6F 40 04 00 11 00 44 01 02 01 1C"))
	f.Add(unhex("00 00 00 00 7F 20 02 00 00 00 00 00 09 13 01 10 04 00 83 8A 83 8A"))
	f.Fuzz(func(t *testing.T, b []byte) {
		i, err := ParseFileInfo(b)
		if err != nil {
			require.Equal(t, FileInfo{}, i)
			return
		}
		require.True(t, i.Size >= 0 && i.Size <= 0xFFFF)
		switch i.Structure {
		case LinearFixed, Cyclic:
			require.True(t, i.RecordLength >= 1 && i.RecordLength <= 255 && i.Records >= 0 && i.Records <= 255, "%+v", i)
			require.True(t, i.Size > 0 || i.Records == 0)
		case Directory:
			require.Zero(t, i.Size)
		default:
			require.Zero(t, i.Records+i.RecordLength)
		}
		require.True(t, i.PINTries >= TriesUnknown && i.PINTries <= 15 && i.PUKTries <= 15)
		require.Contains(t, string(b), string([]byte{byte(i.ID >> 8), byte(i.ID)}[:min(2, int(i.ID))]))
	})
}

// FuzzAlpha: text is always valid, never longer than its bytes allow, and plain ASCII letters are themselves.
func FuzzAlpha(f *testing.F) {
	for _, s := range []string{"53 75 70 65 72 FF", "80 04 17 FF FF", "81 03 08 97 53 41", "82 02 04 10 87 20", "1B 65 1B"} {
		f.Add(unhex(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := DecodeAlpha(b)
		if err != nil {
			require.Empty(t, s)
			return
		}
		require.True(t, utf8.ValidString(s))
		require.LessOrEqual(t, utf8.RuneCountInString(s), len(b))
		require.NotContains(t, s, "\x1b", "an escape would reach a terminal")
		letters := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == ' ' {
				return r
			}
			return -1
		}, string(b))
		plain, err := DecodeAlpha([]byte(letters))
		require.NoError(t, err)
		require.Equal(t, letters, plain)
	})
}

// FuzzRecords: emergency numbers and applications hold only what may stand in them, and numbers read
// in records and in a row alike.
func FuzzRecords(f *testing.F) {
	f.Add(unhex("11 F2 FF 48 65 6C 70 FF 83"))
	f.Add(unhex("61 11 4F 09 A0 00 00 00 87 10 02 FF 49 50 04 55 53 49 4D FF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := DecodeECCRecord(b); err == nil {
			require.Regexp(t, `^[0-9]{1,6}$`, e.Number)
			list, err := DecodeECC(b[:3])
			require.NoError(t, err)
			require.Equal(t, e.Number, list[0].Number)
		}
		if a, err := DecodeDIR(b); err == nil {
			require.Contains(t, string(b), string(a.AID))
			require.Equal(t, strings.HasPrefix(string(a.AID), string(usimPrefix)), a.USIM())
		}
	})
}

// FuzzLocations: a known area has a network that its bytes spell, and no status is out of its three bits.
func FuzzLocations(f *testing.F) {
	f.Add(unhex("01 02 03 04 62 F2 10 12 34 00 02"))
	f.Add(unhex("C1 02 03 04 AA BB CC 13 00 14 12 34 07 03"))
	f.Add(unhex("0B F6 62 F2 10 80 01 07 DE AD BE EF 13 00 14 00 11 00"))
	f.Fuzz(func(t *testing.T, ef []byte) {
		check := func(a Area, s UpdateStatus, at []byte) {
			require.Less(t, s, UpdateStatus(8))
			require.NotEmpty(t, s.String())
			if a.Known() {
				b, err := EncodePLMN(a.PLMN)
				require.NoError(t, err)
				require.Equal(t, at, append(b, byte(a.Code>>8), byte(a.Code)))
			}
		}
		if l, err := DecodeLOCI(ef); err == nil {
			check(l.Area, l.Status, ef[4:9])
		}
		if p, err := DecodePSLOCI(ef); err == nil {
			check(p.Area, p.Status, ef[7:12])
		}
		if e, err := DecodeEPSLOCI(ef); err == nil {
			check(e.Area, e.Status, ef[12:17])
			if e.GUTI != nil {
				b, err := EncodePLMN(e.GUTI.PLMN)
				require.NoError(t, err)
				require.Equal(t, ef[2:5], b)
			}
		}
	})
}

// FuzzEID: what is accepted has its check digits, and any single wrong digit is refused.
func FuzzEID(f *testing.F) {
	f.Add("89049032000000000000000000000066", uint8(9), uint8(3))
	f.Fuzz(func(t *testing.T, s string, at, add uint8) {
		id, err := ParseEID(s)
		if err != nil {
			return
		}
		d := []byte(id.Digits())
		b, ok := SwappedFromHex(SwapNibbles(string(d)))
		require.True(t, ok)
		again, err := DecodeEID(b)
		require.NoError(t, err)
		require.Equal(t, id, again)
		i := int(at) % len(d)
		wrong := (d[i]-'0'+1+add%9)%10 + '0'
		d[i] = wrong
		_, err = ParseEID(string(d))
		require.Error(t, err)
	})
}
