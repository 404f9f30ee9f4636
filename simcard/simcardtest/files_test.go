package simcardtest

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/simcard"
)

func apduBytes(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	require.NoError(t, err)
	return b
}

// talk sends commands and wants these answers, in hexadecimal; "61*" is any length that waits.
func talk(t *testing.T, c *Card, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		got := strings.ToUpper(hex.EncodeToString(c.Transmit(apduBytes(t, pairs[i]))))
		want := strings.ReplaceAll(pairs[i+1], " ", "")
		if prefix, ok := strings.CutSuffix(want, "*"); ok {
			require.True(t, strings.HasPrefix(got, prefix), "%s: %s", pairs[i], got)
			continue
		}
		require.Equal(t, want, got, pairs[i])
	}
}

// Every file that the card has can be decoded.
func TestContentsAreReal(t *testing.T) {
	c := New(fake19)
	imsi, err := simcard.DecodeIMSI(c.File(simcard.FileIMSI))
	require.NoError(t, err)
	require.Equal(t, "001010000000001", imsi.Digits())
	ad, err := simcard.DecodeAD(c.File(simcard.FileAD))
	require.NoError(t, err)
	require.Equal(t, 2, ad.MNCLength)
	spn, err := simcard.DecodeSPN(c.File(simcard.FileSPN))
	require.NoError(t, err)
	require.Equal(t, "Super SIM", spn.Name)
	for _, f := range []simcard.FileID{simcard.FileUPLMN, simcard.FileOPLMN, simcard.FileHPLMN} {
		_, err := simcard.DecodePLMNAcT(c.File(f))
		require.NoError(t, err)
	}
	home, err := simcard.DecodeEHPLMN(c.File(simcard.FileEHPLMN))
	require.NoError(t, err)
	require.Equal(t, []simcard.PLMN{"00101"}, home)
	l, err := simcard.DecodeLOCI(c.File(simcard.FileLOCI))
	require.NoError(t, err)
	require.False(t, l.Area.Known())
	_, err = simcard.DecodePSLOCI(c.File(simcard.FilePSLOCI))
	require.NoError(t, err)
	_, err = simcard.DecodeEPSLOCI(c.File(simcard.FileEPS))
	require.NoError(t, err)
	require.True(t, simcard.Services(c.File(simcard.FileUST)).Has(19))
	app, err := simcard.DecodeDIR(c.File(simcard.FileDIR)[:38])
	require.NoError(t, err)
	require.True(t, app.USIM())
	ecc, err := simcard.DecodeECCRecord(c.File(simcard.FileECC)[:20])
	require.NoError(t, err)
	require.Equal(t, "112", ecc.Number)
}

// What the card says of a file fits what is in it, in both templates.
func TestDescribe(t *testing.T) {
	for _, kind := range []Kind{Dual, Only2G} {
		c := New(fake19)
		c.SetKind(kind)
		for _, id := range c.Files() {
			b, sw1, sw2 := c.Describe(id)
			require.Equal(t, simcard.StatusOK, simcard.SW(sw1, sw2))
			info, err := simcard.ParseFileInfo(b)
			require.NoError(t, err, id)
			require.Equal(t, id, info.ID)
			f, _ := c.view(id)
			require.Equal(t, len(f.data), info.Size, id)
			require.Equal(t, f.record, info.RecordLength, id)
			require.Equal(t, f.count(), info.Records, id)
		}
		for _, id := range []simcard.FileID{simcard.FileMF, simcard.FileADF, simcard.FileDFGSM} {
			b, _, _ := c.Describe(id)
			info, err := simcard.ParseFileInfo(b)
			require.NoError(t, err)
			require.Equal(t, simcard.Directory, info.Structure)
		}
		_, sw1, sw2 := c.Describe(0x6FFE)
		require.Equal(t, word(kind == Only2G, simcard.StatusNotFound), simcard.SW(sw1, sw2))
	}
	c := New(fake19)
	fcp, _, _ := c.Describe(simcard.FileICCID)
	dir, _, _ := c.Describe(simcard.FileDIR)
	require.Equal(t, apduBytes(t, "6219 82054221002602 83022F00 8A0105 8B032F0601 8002004C 8800"), dir)
	require.Equal(t, apduBytes(t, "6216 82024121 83022FE2 8A0105 8B032F0601 8002000A 8800"), fcp)
}

func TestClassesAnswerTheirWay(t *testing.T) {
	c := New(fake19)
	talk(t, c,
		"00A4000C022FE2", "9000", // no answer wanted
		"00A40004022FE2", "6118",
		"00C0000018", "62168202412183022FE28A01058B032F06018002000A88009000",
		"00B000000B", "6C0A",
		"A0A40000022FE2", "9F0F",
		"A0C000000F", "0000000A2FE2040004004401020000 9000",
		"A0B000000B", "670A",
		"A0B0000A01", "6700", // behind the end: no byte is right
		"A0A40000026F07", "9404", "00A40004026F07", "6A82", // not below the MF
		"A0A40000027F20", "9F16", "A0A40000026F07", "9F0F", "A0B0000009", "0809101000000000109000",
		"A0A40000026FB7", "9F0F", "A0B0000003", "11F2FF9000", // transparent below DF GSM
		"00A40804047FFF6FB7", "61*", "00B0000003", "6981", "00B2010414", "11F2FF456D657267656E6379FFFFFFFFFFFFFF1F9000",
		"00B2030414", "6A83", "00B2010413", "6C14",
		"00A40804047FFF6F07", "61*", "00D600000108", "6982",
		"80F2000000", "62*",
		"A0F2000016", "00000000*", "00C0000000", "6986",
	)
	c.SetKind(Only2G)
	talk(t, c, "00A40004022FE2", "6E00", "A0A40000023F00", "9F16")
	c.SetKind(Only3G)
	talk(t, c, "A0A40000023F00", "6E00", "00A40004023F00", "61*", "00A40004027F20", "6A82")
}

func TestLogicalChannels(t *testing.T) {
	c := New(fake19)
	talk(t, c,
		"00A40004022FE2", "61*",
		"0070000001", "019000", "0070000001", "029000", "0070000001", "039000", "0070000001", "6A81",
		"01A40804047FFF6F07", "6A82", // no application is active here
		"01A4040407A0000000871002", "61*", "01A40804047FFF6F07", "61*", "01B0000009", "0809101000000000109000",
		"00B000000A", "*", // the basic channel still has its own file
		"02B0000009", "6986",
		"00708001", "9000", "01B0000009", "6881", "00708001", "6881",
	)
	require.Equal(t, 2, c.OpenChannels())
	require.Equal(t, "8988", simcard.HexFromSwapped(c.Transmit(apduBytes(t, "00B0000002")))[:4])
	c.PowerCycle()
	require.Zero(t, c.OpenChannels())
}

func TestEUICC(t *testing.T) {
	const isdr = "A0000005591010FFFFFFFF8900000100"
	c := New(fake19)
	talk(t, c, "0070000001", "019000", "01A4040410"+isdr, "6A82")
	c.SetEID("89049032000000000000000000000066")
	talk(t, c, "01A4040410"+isdr, "61*", "81E2910006BF3E035C015A", "6115", "01C0000015", "BF3E125A10890490320000000000000000000000669000",
		"81E2910003BF2D00", "6A80", "80E2910006BF3E035C015A", "6D00")
}

func TestCodes(t *testing.T) {
	c := New(fake19)
	talk(t, c, "0020000100", "63C3", "002C000100", "63CA", "0020000108"+"30303030FFFFFFFF", "63C2", "0020000100", "63C2",
		"A020000108"+"30303030FFFFFFFF", "9804", "A020000108"+"30303030FFFFFFFF", "9804", "A020000108"+"31323334FFFFFFFF", "9840",
		"0020000100", "6983", "002C000110"+"3131313131313131"+"31313131FFFFFFFF", "63C9",
		"002C000110"+"3132333435363738"+"31313131FFFFFFFF", "9000", "0020000108"+"31313131FFFFFFFF", "9000")
}

// A switch of the IMSI keeps the card's number and asks to be read anew.
func TestSwitchIMSI(t *testing.T) {
	c := New(fake19)
	c.SetFile(simcard.FileLOCI, make([]byte, 11))
	c.SwitchIMSI("310410999999999")
	require.Equal(t, "310410999999999", c.IMSI())
	require.Equal(t, fake19, c.ICCID())
	require.Equal(t, 1, c.Refreshes())
	l, err := simcard.DecodeLOCI(c.File(simcard.FileLOCI))
	require.NoError(t, err)
	require.Equal(t, simcard.NotUpdated, l.Status)
}

// Restricted is the same card as Transmit: a file reads alike both ways.
func TestRestrictedAndTransmitAgree(t *testing.T) {
	c := New(fake19)
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom(c.Files()).Draw(t, "file")
		off, n := rapid.IntRange(0, 40).Draw(t, "offset"), rapid.IntRange(1, 60).Draw(t, "length")
		path := []byte{byte(id >> 8), byte(id)}
		if !id.UnderMF() {
			path = append([]byte{0x7F, 0xFF}, path...)
		}
		c.Transmit(append([]byte{0, 0xA4, 8, 4, byte(len(path))}, path...))
		for ins, cmd := range map[byte]int{0xB0: 176, 0xB2: 178} {
			p1, p2 := off>>8, off&0xFF
			if ins == 0xB2 {
				p1, p2 = off%4, 4
			}
			data, sw1, sw2 := c.Restricted(cmd, id, p1, p2, n, nil)
			require.Equal(t, append(bytes.Clone(data), sw1, sw2), c.Transmit([]byte{0, ins, byte(p1), byte(p2), byte(n)}))
		}
	})
	_, sw1, sw2 := c.Restricted(203, simcard.FileICCID, 0, 0, 0, nil)
	require.Equal(t, simcard.StatusInstruction, simcard.SW(sw1, sw2))
	_, sw1, _ = c.Restricted(220, fileMSISDN, 1, 4, 28, bytes.Repeat([]byte{1}, 28))
	require.Equal(t, byte(0x90), sw1)
	data, _, _ := c.Restricted(178, fileMSISDN, 1, 4, 0, nil)
	require.Equal(t, bytes.Repeat([]byte{1}, 28), data)
}

func TestSetRecords(t *testing.T) {
	c := New(fake19)
	c.SetRecords(simcard.FileECC, 4, []byte{0x11, 0xF2, 0xFF, 1}, []byte{0x99})
	data, _, _ := c.ReadRecord(simcard.FileECC, 2, 4)
	require.Equal(t, []byte{0x99, 0xFF, 0xFF, 0xFF}, data)
	c.SetFile(simcard.FileECC, make([]byte, 8))
	_, sw1, sw2 := c.ReadBinary(simcard.FileECC, 0, 1)
	require.Equal(t, simcard.StatusStructure, simcard.SW(sw1, sw2), "whole records stay records")
	c.SetFile(simcard.FileECC, make([]byte, 9))
	_, sw1, _ = c.ReadBinary(simcard.FileECC, 0, 1)
	require.Equal(t, byte(0x90), sw1)
}
