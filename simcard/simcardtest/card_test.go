package simcardtest

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/simcard"
)

const fake19 = "8988307000000001238"

func TestNumberOnTheCard(t *testing.T) {
	for _, n := range []string{fake19, "89883070000000012345", "898830700000000123"} {
		c := New(n)
		data, sw1, sw2 := c.ReadBinary(simcard.FileICCID, 0, 10)
		require.Equal(t, simcard.StatusOK, simcard.SW(sw1, sw2))
		id, err := simcard.DecodeICCID(data)
		require.NoError(t, err)
		require.Equal(t, n, id.Digits())
		require.Equal(t, n, c.ICCID())
	}
	for _, n := range []string{"", "xyz", "123456789012345678901234567890"} {
		require.Len(t, New(n).File(simcard.FileICCID), 10)
	}
}

func TestReadBounds(t *testing.T) {
	c := New(fake19)
	status := func(id simcard.FileID, off, n int) simcard.StatusWord {
		_, sw1, sw2 := c.ReadBinary(id, off, n)
		return simcard.SW(sw1, sw2)
	}
	require.Equal(t, simcard.StatusWord(0x6C0A), status(simcard.FileICCID, 0, 11))
	require.Equal(t, simcard.StatusWord(0x6C02), status(simcard.FileICCID, 8, 10))
	require.Equal(t, simcard.StatusWrongOffset, status(simcard.FileICCID, 11, 1))
	require.Equal(t, simcard.StatusNotFound, status(0x1234, 0, 1))
	require.Equal(t, 0, c.ICCIDReads())
	require.Equal(t, simcard.StatusOK, status(simcard.FileICCID, 0, 0))
	require.Equal(t, 1, c.ICCIDReads())
}

func TestUpdate(t *testing.T) {
	c := New(fake19)
	plmn, _ := simcard.EncodePLMN("26201")
	status := func(id simcard.FileID, off int, data []byte) simcard.StatusWord {
		return simcard.SW(c.UpdateBinary(id, off, data))
	}
	require.Equal(t, simcard.StatusOK, status(simcard.FileFPLMN, 3, plmn))
	list, err := simcard.DecodeFPLMN(c.File(simcard.FileFPLMN))
	require.NoError(t, err)
	require.Equal(t, []simcard.PLMN{"26201"}, list)
	require.Equal(t, simcard.StatusNeedPIN, status(simcard.FileICCID, 0, plmn))
	require.Equal(t, simcard.StatusWrongLength, status(simcard.FileFPLMN, 10, plmn))
	require.Equal(t, fake19, c.ICCID())
}

func TestPINGuardsFiles(t *testing.T) {
	c := New(fake19)
	c.SetPIN("4321", true)
	_, sw1, sw2 := c.ReadBinary(simcard.FileIMSI, 0, 9)
	require.Equal(t, simcard.StatusNeedPIN, simcard.SW(sw1, sw2))
	_, sw1, _ = c.ReadBinary(simcard.FileICCID, 0, 10)
	require.Equal(t, byte(0x90), sw1, "the number is free to read")
	require.Equal(t, simcard.StatusWord(0x63C2), c.Verify("0000"))
	require.Equal(t, simcard.StatusOK, c.Verify("4321"))
	require.Equal(t, 3, c.PIN().Tries)
	require.True(t, c.Ready())
	c.PowerCycle()
	require.False(t, c.Ready())
	for range 3 {
		c.Verify("0000")
	}
	require.Equal(t, simcard.StatusBlocked, c.Verify("4321"))
	require.Equal(t, simcard.StatusWord(0x63C9), c.Unblock("1", "1"))
	require.Equal(t, simcard.StatusOK, c.Unblock("12345678", "1111"))
	require.Equal(t, simcard.StatusOK, c.EnablePIN("1111", false))
	c.PowerCycle()
	require.True(t, c.Ready())
}

func TestIMSI(t *testing.T) {
	c := New(fake19)
	for _, imsi := range []string{"001010000000001", "00101000000001", ""} {
		c.SetIMSI(imsi)
		require.Equal(t, imsi, c.IMSI())
	}
	c.SetIMSI("001010000000001")
	require.Equal(t, []byte{8, 0x09, 0x10, 0x10, 0, 0, 0, 0, 0x10}, c.File(simcard.FileIMSI))
}

func TestTransmit(t *testing.T) {
	c := New(fake19)
	require.Equal(t, []byte{0x69, 0x86}, c.Transmit([]byte{0, 0xB0, 0, 0, 10}), "nothing selected")
	answer := c.Transmit([]byte{0, 0xA4, 0, 4, 2, 0x2F, 0xE2})
	require.Equal(t, byte(0x61), answer[0])
	fcp := c.Transmit([]byte{0, 0xC0, 0, 0, answer[1]})
	require.Len(t, fcp, int(answer[1])+2)
	require.Equal(t, append(c.File(simcard.FileICCID), 0x90, 0), c.Transmit([]byte{0, 0xB0, 0, 0, 10}))
	require.Equal(t, []byte{0x63, 0xC3}, c.Transmit([]byte{0, 0x20, 0, 1, 0}))
	require.Equal(t, []byte{0x6A, 0x82}, c.Transmit([]byte{0, 0xA4, 0, 4, 2, 0x12, 0x34}))
}

func TestTransmitAlwaysAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := New(fake19)
		for _, apdu := range rapid.SliceOf(rapid.SliceOfN(rapid.Byte(), 0, 12)).Draw(t, "apdus") {
			require.GreaterOrEqual(t, len(c.Transmit(apdu)), 2)
		}
		require.Equal(t, fake19, c.ICCID())
	})
}
