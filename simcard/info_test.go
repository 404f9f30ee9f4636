package simcard

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestFileInfo(t *testing.T) {
	for in, want := range map[string]FileInfo{
		// 3G: transparent, with records, cyclic, a directory, an application; long form of the length
		"62 17 82 02 41 21 83 02 2F E2 8A 01 05 8B 03 2F 06 01 80 02 00 0A 88 01 10":          {ID: FileICCID, Structure: Transparent, Size: 10},
		"62 1A 82 05 42 21 00 26 02 83 02 2F 00 8A 01 05 8B 03 2F 06 01 80 02 00 4C 88 01 F0": {ID: FileDIR, Structure: LinearFixed, Size: 76, RecordLength: 38, Records: 2},
		"62 0B 82 05 46 21 00 1E 0A 80 02 01 2C":                                              {Structure: Cyclic, Size: 300, RecordLength: 30, Records: 10},
		"62 0C 82 02 78 21 83 02 3F 00 80 02 12 34":                                           {ID: FileMF, Structure: Directory},
		"62 81 09 82 01 41 80 01 0A 8A 01 05":                                                 {Structure: Transparent, Size: 10},
		"62 0B 82 05 42 21 00 20 00 80 02 00 80":                                              {Structure: LinearFixed, Size: 128, RecordLength: 32, Records: 4},
		"62 07 82 05 42 21 00 20 03":                                                          {Structure: LinearFixed, Size: 96, RecordLength: 32, Records: 3},
		"62 04 82 02 79 21":                                                                   {},
		// 2G: transparent (also without its last byte), records, a directory with its counters
		"00 00 00 0A 2F E2 04 00 04 00 44 01 02 00 00":                      {ID: FileICCID, Structure: Transparent, Size: 10},
		"00 00 00 09 6F 07 04 00 14 00 44 01 02 00":                         {ID: FileIMSI, Structure: Transparent, Size: 9},
		"00 00 00 54 6F 40 04 00 11 00 44 01 02 01 1C":                      {ID: 0x6F40, Structure: LinearFixed, Size: 84, RecordLength: 28, Records: 3},
		"00 00 00 1E 6F 44 04 00 11 00 44 01 02 03 0A":                      {ID: 0x6F44, Structure: Cyclic, Size: 30, RecordLength: 10, Records: 3},
		"00 00 00 00 7F 20 02 00 00 00 00 00 09 13 01 10 04 00 83 8A 83 8A": {ID: FileDFGSM, Structure: Directory, PINTries: 3, PUKTries: 10},
		"00 00 00 00 3F 00 01 00 00 00 00 00 09 13 01 10 04 00 03 8A":       {ID: FileMF, Structure: Directory},
	} {
		got, err := ParseFileInfo(unhex(in))
		require.NoError(t, err, in)
		if want.PINTries == 0 {
			want.PINTries, want.PUKTries = TriesUnknown, TriesUnknown
		}
		require.Equal(t, want, got, in)
	}
	for _, bad := range []string{
		"", "62", "62 05 82 02 41 21", "62 00", "62 03 80 01 0A", "62 07 82 05 42 21 00 00 03", "62 07 82 05 42 21 01 20 03",
		"00 00 00 0A 2F E2 04 00 04 00 44 01 02", "00 00 00 0A 2F E2 09 00 04 00 44 01 02 00 00", "00 00 00 54 6F 40 04 00 11 00 44 01 02 01",
	} {
		_, err := ParseFileInfo(unhex(bad))
		require.Error(t, err, bad)
	}
}

func TestTLV(t *testing.T) {
	v, ok := FindTLV(unhex("00 FF 80 01 AA 5F 2D 02 65 6E BF 3E 00"), 0x5F2D)
	require.True(t, ok)
	require.Equal(t, []byte("en"), v)
	_, ok = FindTLV(unhex("80 05 AA"), 0x80)
	require.False(t, ok)
	for _, bad := range []string{"", "80", "80 02 AA", "80 81", "80 82 01", "80 83 00 00 01 AA", "5F", "5F 81", "5F 81 82 83 01 AA", "80 80"} {
		_, _, err := NextTLV(unhex(bad))
		require.Error(t, err, bad)
	}
}

// Property: objects that are written one behind the other are read in that order.
func TestTLVRoundTrip(t *testing.T) {
	tags := []uint32{0x80, 0x82, 0x5A, 0x62, 0xBF3E, 0x5F2D, 0x9F65, 0xDF8101}
	rapid.Check(t, func(t *rapid.T) {
		var b []byte
		var want []TLV
		for range rapid.IntRange(0, 6).Draw(t, "objects") {
			v := TLV{rapid.SampledFrom(tags).Draw(t, "tag"), bytes.Repeat([]byte{7}, rapid.SampledFrom([]int{0, 1, 127, 128, 255, 256, 70}).Draw(t, "size"))}
			b, want = AppendTLV(b, v.Tag, v.Value), append(want, v)
		}
		for _, w := range want {
			got, rest, err := NextTLV(b)
			require.NoError(t, err)
			require.Equal(t, w.Tag, got.Tag)
			require.Equal(t, len(w.Value), len(got.Value))
			b = rest
		}
		require.Empty(t, b)
	})
}

func TestCommandBytes(t *testing.T) {
	require.Equal(t, unhex("00A40804022FE2"), Command{Instruction: InsSelect, P1: 8, P2: 4, Data: unhex("2FE2")}.Bytes())
	require.Equal(t, unhex("A0B000000A"), Command{Class: Class2G, Instruction: InsReadBinary, Expect: 10}.Bytes())
	require.Equal(t, unhex("0020000100"), Command{Instruction: InsVerify, P2: 1}.Bytes())
	require.Equal(t, unhex("00B0000000"), Command{Instruction: InsReadBinary, Expect: 256}.Bytes())
	require.Len(t, Command{Data: make([]byte, 300)}.Bytes(), 5+255)
}

func TestStatusWords(t *testing.T) {
	for sw, want := range map[StatusWord]string{
		0x6282: "end of file before the asked length", 0x6283: "file is deactivated", 0x63C2: "wrong PIN, 2 tries left",
		0x6700: "wrong length", 0x670A: "wrong length, 10 bytes are right", 0x6C00: "wrong length, 256 bytes are right",
		0x6981: "command does not fit the structure of the file", 0x6982: "PIN needed", 0x6983: "PIN blocked",
		0x6984: "referenced data is unusable", 0x6985: "conditions of use not met", 0x6A80: "wrong parameters in the data",
		0x6A81: "function not supported", 0x6A82: "file not found", 0x6A83: "record not found", 0x6A84: "no memory left",
		0x6A86: "wrong P1 or P2", 0x6A87: "length does not fit P1 and P2", 0x6A88: "referenced data not found",
		0x6B00: "offset outside the file", 0x6B01: "wrong P1 or P2", 0x6D00: "instruction unknown", 0x6D01: "instruction unknown",
		0x6E00: "class unknown", 0x6E01: "class unknown", 0x6F00: "technical problem", 0x9240: "memory problem", 0x9203: "done after repeated writing",
		0x9300: "application toolkit busy", 0x9402: "address outside the file", 0x9404: "file not found", 0x9408: "file does not fit the command",
		0x94AA: "problem with the file", 0x9802: "no PIN initialised", 0x9804: "PIN needed, or PIN wrong", 0x9808: "PIN state forbids it",
		0x9810: "invalidation state forbids it", 0x9840: "PIN blocked", 0x9850: "value cannot be raised", 0x9E0C: "the toolkit failed, 12 bytes waiting",
		0x610F: "done, 15 bytes waiting", 0x9F0F: "done, 15 bytes waiting", 0x910B: "done, a proactive command of 11 bytes waits",
	} {
		require.Equal(t, want, sw.Meaning(), "%04X", uint16(sw))
	}
	for sw, want := range map[StatusWord]int{0x610F: 15, 0x9F00: 256, 0x9000: -1, 0x9E0F: -1} {
		n, ok := sw.More()
		require.Equal(t, want >= 0, ok)
		require.Equal(t, max(want, 0), n)
	}
}

func TestPINPolicy(t *testing.T) {
	pin, err := ParsePIN("1234")
	require.NoError(t, err)
	card, _ := ParseICCID(fake19)
	fit := PINCase{PIN: pin, Card: card, Lock: "SIM PIN", Tries: 3, CanRecord: true}
	require.NoError(t, fit.Check())
	for want, change := range map[error]func(*PINCase){
		ErrPINPUK: func(c *PINCase) { c.Lock = "SIM PUK" }, ErrPINNotAsked: func(c *PINCase) { c.Lock = "SIM PIN2" },
		ErrPINNone: func(c *PINCase) { c.PIN = PIN{} }, ErrPINCard: func(c *PINCase) { c.Card = ICCID{} },
		ErrPINTried: func(c *PINCase) { c.Tried = true }, ErrPINFewTries: func(c *PINCase) { c.Tries = 1 },
		ErrPINUnknown: func(c *PINCase) { c.Tries = TriesUnknown }, ErrPINState: func(c *PINCase) { c.CanRecord = false },
	} {
		c := fit
		change(&c)
		require.Equal(t, want, c.Check())
	}
	known := fit
	known.AllowUnknown, known.Tries = true, 1
	require.Equal(t, ErrPINFewTries, known.Check(), "what is known counts")
	known.Tries = TriesUnknown
	require.NoError(t, known.Check())
	for _, bad := range []string{"", "123", "123456789", "12a4", "12\r4", `12"4`, "１２３４"} {
		_, err := ParsePIN(bad)
		require.Error(t, err)
	}
}

// Property: nothing opens the way to a PIN but the one good case, whatever else is said.
func TestPINPolicyIsNarrow(t *testing.T) {
	pin, _ := ParsePIN("1234")
	card, _ := ParseICCID(fake19)
	rapid.Check(t, func(t *rapid.T) {
		c := PINCase{
			Lock:  rapid.SampledFrom([]string{"SIM PIN", "SIM PUK", "SIM PIN2", "SIM PUK2", "READY", "", "sim pin", "PH-NET PIN", "NOT READY"}).Draw(t, "lock"),
			Tries: rapid.IntRange(-1, 4).Draw(t, "tries"), AllowUnknown: rapid.Bool().Draw(t, "allow"),
			Tried: rapid.Bool().Draw(t, "tried"), CanRecord: rapid.Bool().Draw(t, "record"),
		}
		if rapid.Bool().Draw(t, "pin") {
			c.PIN = pin
		}
		if rapid.Bool().Draw(t, "card") {
			c.Card = card
		}
		good := c.Lock == "SIM PIN" && (c.Tries >= 2 || c.Tries == -1 && c.AllowUnknown) && !c.Tried && c.CanRecord && !c.PIN.IsZero() && !c.Card.IsZero()
		require.Equal(t, good, c.Check() == nil)
	})
}

// A digest knows the pair again, and tells other cards and other PINs apart.
func TestPINDigest(t *testing.T) {
	a, _ := ParsePIN("1234")
	b, _ := ParsePIN("12345")
	one, _ := ParseICCID(fake19)
	same, _ := ParseICCID(SwapNibbles(fake19 + "F"))
	two, _ := ParseICCID(fake20)
	require.Equal(t, a.Digest(one), a.Digest(same))
	require.NotEqual(t, a.Digest(one), a.Digest(two))
	require.NotEqual(t, a.Digest(one), b.Digest(one))
}
