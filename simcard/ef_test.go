package simcard

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func unhex(s string) []byte {
	b, ok := SwappedFromHex(SwapNibbles(strings.ReplaceAll(s, " ", "")))
	if !ok {
		panic("not hexadecimal: " + s)
	}
	return b
}

func TestIMSI(t *testing.T) {
	for digits, ef := range map[string]string{
		"001010000000001": "08 09 10 10 00 00 00 00 10", // odd
		"00101000000001":  "08 01 10 10 00 00 00 10 F0", // even: made below, the last nibble is padding
		"310410123":       "05 39 01 14 10 32 FF FF FF",
	} {
		id, err := ParseIMSI(` "` + digits + `" `)
		require.NoError(t, err)
		got := EncodeIMSI(id)
		if len(digits)%2 == 1 {
			require.Equal(t, unhex(ef), got, digits)
		}
		back, err := DecodeIMSI(got)
		require.NoError(t, err)
		require.Equal(t, digits, back.Digits())
	}
	even, err := DecodeIMSI(unhex("08 01 10 10 00 00 00 10 F2"))
	require.NoError(t, err)
	require.Equal(t, "00101000000012", even.Digits())
	for name, ef := range map[string]string{
		"length 0": "00 09 10 10 00 00 00 00 10", "length 9": "09 09 10 10 00 00 00 00 10", "short": "08 09 10 10",
		"IMEI": "08 0A 10 10 00 00 00 00 10", "odd with padding": "08 09 10 10 00 00 00 00 F0",
		"even without": "08 01 10 10 00 00 00 00 10", "letter": "08 09 A0 10 00 00 00 00 10", "padding inside": "08 09 F0 10 00 00 00 00 10",
		"length 9 of a longer file": "09 09 10 10 00 00 00 00 10 32", "short length": "03 09 10 10 FF FF FF FF FF",
	} {
		id, err := DecodeIMSI(unhex(ef))
		require.Error(t, err, name)
		require.True(t, id.IsZero(), name)
	}
	for _, ef := range [][]byte{nil, unhex("FFFFFFFFFFFFFFFFFF"), EncodeIMSI(IMSI{})} {
		_, err := DecodeIMSI(ef)
		require.ErrorIs(t, err, ErrBlank)
	}
	for _, text := range []string{"", "12345", "1234567890123456", "00101000000000x", `"001010000000001`} {
		_, err := ParseIMSI(text)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "00101")
	}
}

func TestHomeNetwork(t *testing.T) {
	id, err := ParseIMSI("310410123456789")
	require.NoError(t, err)
	require.Equal(t, PLMN("310410"), id.PLMN(3))
	require.Equal(t, PLMN("31041"), id.PLMN(2))
	require.Equal(t, PLMN(""), id.PLMN(0))
	require.Equal(t, PLMN(""), IMSI{}.PLMN(3))
}

func TestEID(t *testing.T) {
	const eid = "89049032000000000000000000000066"
	id, err := DecodeEID(unhex(eid))
	require.NoError(t, err)
	require.Equal(t, eid, id.Digits())
	found, ok := FindEID([]string{"OK", `+QESIM: "eid","` + eid + `"`})
	require.True(t, ok)
	require.Equal(t, id, found)
	for _, bad := range []string{"", eid[:31], eid + "0", eid[:31] + "7", "99" + eid[2:], strings.Replace(eid, "0", "A", 1)} {
		_, err := ParseEID(bad)
		require.Error(t, err, bad)
	}
	_, ok = FindEID([]string{"x" + eid, eid + "00", "8988307000000001238"})
	require.False(t, ok)
}

// Every number of a person prints itself redacted, however it is printed.
func TestNumbersAreRedacted(t *testing.T) {
	imsi, _ := ParseIMSI("001010000000001")
	eid, _ := ParseEID("89049032000000000000000000000066")
	pin, _ := ParsePIN("73915")
	for want, v := range map[string]any{"00101…01": imsi, "89049032…0066": eid, "…EF": TMSI(0xDEADBEEF), "PIN": pin} {
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		for _, s := range []string{fmt.Sprint(v), fmt.Sprintf("%s %+v %#v", v, v, v), log.String()} {
			require.Contains(t, s, want)
			for _, secret := range []string{"0000000", "DEADBE", "deadbe", "3735928559", "73915"} {
				require.NotContains(t, s, secret)
			}
		}
	}
	require.Equal(t, "unknown", IMSI{}.String())
	require.Equal(t, "none", TMSI(0xFFFFFFFF).String())
	short, _ := ParseIMSI("001010")
	require.Equal(t, "…", short.String())
}

func TestAD(t *testing.T) {
	for ef, want := range map[string]AD{
		"00 00 00 02":       {MNCLength: 2},
		"80 00 01 03":       {Mode: ModeTypeApproval, Info: 1, MNCLength: 3},
		"00 00 00":          {},
		"00 00 00 0F":       {},
		"04 00 00 F3 00 00": {Mode: ModeCellTest, MNCLength: 3},
	} {
		got, err := DecodeAD(unhex(ef))
		require.NoError(t, err)
		require.Equal(t, want, got, ef)
		require.NotEmpty(t, got.Mode.String())
	}
	_, err := DecodeAD(unhex("00 00"))
	require.ErrorIs(t, err, ErrLength)
	require.Equal(t, "reserved (33)", OperationMode(0x33).String())
}

func TestAlpha(t *testing.T) {
	for in, want := range map[string]string{
		"53 75 70 65 72 20 53 49 4D FF FF": "Super SIM",
		"41 1B 65 1B 3C 42 1B 3E":          "A€[B]",
		"00 05 5E 7B":                      "@éÜä",
		"80 00 53 04 17 FF FF":             "SЗ",
		"80 D8 3D DE 00 FF":                "😀",
		"81 03 08 97 53 41 FF":             "ЗSA",
		"82 02 04 10 87 20 FF FF":          "З ",
		"FF FF":                            "",
		"1B":                               " ",
		"1B 1B 41":                         " A",
	} {
		got, err := DecodeAlpha(unhex(in))
		require.NoError(t, err, in)
		require.Equal(t, want, got, in)
	}
	for _, bad := range []string{"81", "81 05 08 97", "81 02 08 97", "82 03 04", "82 09 04 10 87", "41 90", "83 01"} {
		_, err := DecodeAlpha(unhex(bad))
		require.Error(t, err, bad)
	}
	require.Len(t, []rune(alphabet), 128)
}

func TestSPN(t *testing.T) {
	spn, err := DecodeSPN(unhex("02 53 75 70 65 72 FF FF FF"))
	require.NoError(t, err)
	require.Equal(t, SPN{Name: "Super", HideNameRoaming: true}, spn)
	_, err = DecodeSPN(unhex("01 FF FF"))
	require.ErrorIs(t, err, ErrBlank)
	_, err = DecodeSPN(unhex("01 81 20 00"))
	require.Error(t, err)
}

func TestLocations(t *testing.T) {
	l, err := DecodeLOCI(unhex("01 02 03 04 62 F2 10 12 34 00 02"))
	require.NoError(t, err)
	require.Equal(t, LOCI{TMSI: 0x01020304, Area: Area{"26201", 0x1234}, Status: NotAllowed}, l)
	require.True(t, l.Area.Known())
	none, err := DecodeLOCI(unhex("FF FF FF FF FF FF FF FF FE 00 F9"))
	require.NoError(t, err)
	require.Equal(t, LOCI{TMSI: noTMSI, Area: Area{"", 0xFFFE}, Status: NotUpdated}, none)
	require.False(t, none.Area.Known())

	p, err := DecodePSLOCI(unhex("C1 02 03 04 AA BB CC 13 00 14 12 34 07 03"))
	require.NoError(t, err)
	require.Equal(t, PSLOCI{PTMSI: 0xC1020304, Signature: 0xAABBCC, Area: Area{"310410", 0x1234}, Routing: 7, Status: AreaBarred}, p)

	e, err := DecodeEPSLOCI(unhex("0B F6 62 F2 10 80 01 07 DE AD BE EF 13 00 14 00 11 00"))
	require.NoError(t, err)
	require.Equal(t, EPSLOCI{GUTI: &GUTI{"26201", 0x8001, 7, 0xDEADBEEF}, Area: Area{"310410", 0x11}}, e)
	e, err = DecodeEPSLOCI(unhex("0A F6 62 F2 10 80 01 07 DE AD BE EF 13 00 14 00 11 00"))
	require.NoError(t, err)
	require.Nil(t, e.GUTI, "another length is another thing")
	e, err = DecodeEPSLOCI(unhex("FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FE 01"))
	require.NoError(t, err)
	require.Nil(t, e.GUTI)
	require.Equal(t, NotUpdated, e.Status)

	for n := range 20 {
		b := make([]byte, n)
		_, err1 := DecodeLOCI(b)
		_, err2 := DecodePSLOCI(b)
		_, err3 := DecodeEPSLOCI(b)
		require.Equal(t, []bool{n != 11, n != 14, n != 18}, []bool{errors.Is(err1, ErrLength), errors.Is(err2, ErrLength), errors.Is(err3, ErrLength)})
	}
}

func TestPLMNAcT(t *testing.T) {
	list, err := DecodePLMNAcT(unhex("FF FF FF 00 00 62 F2 10 40 00 13 00 14 C8 80 FF FF FF FF FF"))
	require.NoError(t, err)
	require.Equal(t, []PLMNAcT{{"26201", ActEUTRAN}, {"310410", ActUTRAN | ActEUTRAN | ActNGRAN | ActGSM}}, list)
	require.Equal(t, "NG-RAN, E-UTRAN, UTRAN, GSM", list[1].AcT.String())
	for act, want := range map[AcT]string{
		0: "", 0x7000: "E-UTRAN", 0x5000: "E-UTRAN (NB-S1)", 0x6000: "E-UTRAN (WB-S1)", 0x3000: "",
		0x0088: "GSM (EC-GSM-IoT)", 0x0084: "GSM", 0x008C: "GSM", 0x0070: "GSM COMPACT, cdma2000 HRPD, cdma2000 1xRTT", 0x0707: "",
	} {
		require.Equal(t, want, act.String(), "%04X", uint16(act))
	}
	_, err = DecodePLMNAcT(unhex("62 F2 10 40"))
	require.ErrorIs(t, err, ErrLength)
	_, err = DecodePLMNAcT(unhex("62 F2 10 40 00 AA AA AA 00 00"))
	require.ErrorContains(t, err, "entry 2")
	_, err = EncodePLMNAcT(list, 5)
	require.ErrorIs(t, err, ErrLength)
	_, err = EncodePLMNAcT(nil, -5)
	require.ErrorIs(t, err, ErrLength)
}

func TestECC(t *testing.T) {
	list, err := DecodeECC(unhex("11 F2 FF FF FF FF 19 F1 FF"))
	require.NoError(t, err)
	require.Equal(t, []Emergency{{Number: "112"}, {Number: "911"}}, list)
	e, err := DecodeECCRecord(unhex("11 F2 FF 48 65 6C 70 FF 83"))
	require.NoError(t, err)
	require.Equal(t, Emergency{Number: "112", Name: "Help", Services: Services{0x03}}, e)
	require.Equal(t, []int{1, 2}, e.Services.List())
	for _, bad := range []string{"FF FF FF FF", "", "FA FF FF 00 01"} {
		_, err := DecodeECCRecord(unhex(bad))
		require.ErrorIs(t, err, ErrBlank, bad)
	}
	_, err = DecodeECC(unhex("FF FF FF FA FF FF"))
	require.ErrorIs(t, err, ErrBlank)
	_, err = DecodeECC(unhex("11 F2 FF 11"))
	require.ErrorIs(t, err, ErrLength)
	_, err = DecodeECCRecord(unhex("11 F2 FF"))
	require.ErrorIs(t, err, ErrLength)
}

func TestServicesAndClasses(t *testing.T) {
	s := Services(unhex("01 80"))
	require.Equal(t, []int{1, 16}, s.List())
	require.False(t, s.Has(0) || s.Has(17) || s.Has(2) || s.Has(-7))
	a, err := DecodeACC(unhex("84 81"))
	require.NoError(t, err)
	require.Equal(t, []int{0, 7, 15}, a.List(), "class 10 is nobody's")
	_, err = DecodeACC(unhex("84"))
	require.ErrorIs(t, err, ErrLength)
}

func TestDIR(t *testing.T) {
	app, err := DecodeDIR(unhex("61 11 4F 09 A0 00 00 00 87 10 02 FF 49 50 04 55 53 49 4D FF FF FF"))
	require.NoError(t, err)
	require.True(t, app.USIM())
	require.Equal(t, "USIM", app.Label)
	require.Len(t, app.AID, 9)
	isim, err := DecodeDIR(unhex("61 09 4F 07 A0 00 00 00 87 10 04"))
	require.NoError(t, err)
	require.False(t, isim.USIM())
	_, err = DecodeDIR(unhex("FF FF FF"))
	require.ErrorIs(t, err, ErrBlank)
	for _, bad := range []string{"61 03 4F 01", "62 02 4F 00", "61 02 4F 00", "00"} {
		_, err := DecodeDIR(unhex(bad))
		require.Error(t, err, bad)
	}
}

// Property: what an encoder writes, its decoder reads.
func TestEncodersRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plmn := rapid.Custom(func(t *rapid.T) PLMN { return PLMN(rapid.StringMatching(`[0-9]{5,6}`).Draw(t, "plmn")) })
		entry := rapid.Custom(func(t *rapid.T) PLMNAcT {
			return PLMNAcT{plmn.Draw(t, "network"), AcT(rapid.Uint16().Draw(t, "act"))}
		})
		imsi, err := ParseIMSI(rapid.StringMatching(`[0-9]{6,15}`).Draw(t, "imsi"))
		require.NoError(t, err)
		back, err := DecodeIMSI(EncodeIMSI(imsi))
		require.NoError(t, err)
		require.Equal(t, imsi, back)

		iccid, err := ParseICCID("89" + rapid.StringMatching(`[0-9]{4}[0-9A-F]{11,13}[0-9]`).Draw(t, "iccid"))
		require.NoError(t, err)
		again, err := DecodeICCID(EncodeICCID(iccid))
		require.NoError(t, err)
		require.True(t, again.Equal(iccid))

		list := rapid.SliceOfN(entry, 0, 20).Draw(t, "list")
		size := plmnActBytes * (len(list) + rapid.IntRange(0, 3).Draw(t, "room"))
		ef, err := EncodePLMNAcT(list, size)
		require.NoError(t, err)
		require.Len(t, ef, size)
		got, err := DecodePLMNAcT(ef)
		require.NoError(t, err)
		require.True(t, slices.Equal(list, got))

		plain := rapid.SliceOfN(plmn, 0, 20).Draw(t, "plain")
		size = plmnBytes * (len(plain) + rapid.IntRange(0, 3).Draw(t, "room"))
		ef, err = EncodePLMNs(plain, size)
		require.NoError(t, err)
		require.Len(t, ef, size)
		networks, err := DecodeFPLMN(ef)
		require.NoError(t, err)
		require.True(t, slices.Equal(plain, networks))
	})
}

// Unused entries may stand anywhere: they change nothing about the others.
func TestUnusedEntriesAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var ef []byte
		var want []PLMN
		for range rapid.IntRange(0, 12).Draw(t, "entries") {
			if rapid.Bool().Draw(t, "unused") {
				ef = append(ef, 0xFF, 0xFF, 0xFF)
				continue
			}
			p := PLMN(rapid.StringMatching(`[0-9]{5,6}`).Draw(t, "plmn"))
			b, err := EncodePLMN(p)
			require.NoError(t, err)
			ef, want = append(ef, b...), append(want, p)
		}
		got, err := DecodeEHPLMN(ef)
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}
