package overat_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/simcard"
	"simagent/simcard/overat"
	"simagent/simcard/overat/overattest"
	"simagent/simcard/simcardtest"
)

const (
	number = "8988307000000001238"
	other  = "8988307000000009999"
	eid    = "89049032000000000000000000000066"
)

// fullCard has something in every file.
func fullCard() *simcardtest.Card {
	c := simcardtest.New(number)
	c.SetEID(eid)
	c.SetFile(simcard.FileFPLMN, []byte{0xFF, 0xFF, 0xFF, 0x62, 0xF2, 0x10, 0xFF, 0xFF, 0xFF, 0x13, 0x00, 0x14})
	operators := c.File(simcard.FileOPLMN)
	copy(operators[295:], []byte{0x00, 0xF1, 0x20, 0x00, 0x80}) // the last of 60 entries
	c.SetFile(simcard.FileOPLMN, operators)
	c.SetFile(simcard.FileLOCI, []byte{0x01, 0x02, 0x03, 0x04, 0x62, 0xF2, 0x10, 0x12, 0x34, 0x00, 0x00})
	c.SetFile(simcard.FileEPS, []byte{0x0B, 0xF6, 0x62, 0xF2, 0x10, 0x80, 0x01, 0x07, 0xDE, 0xAD, 0xBE, 0xEF, 0x62, 0xF2, 0x10, 0x00, 0x11, 0x00})
	return c
}

func checkFull(t *testing.T, c overat.Card) {
	t.Helper()
	require.NoError(t, c.Identity.Err)
	require.Equal(t, number, c.Identity.Value.ICCID.Digits())
	require.Equal(t, "READY", c.Lock.Value)
	require.Equal(t, 3, c.Tries.Value.PIN)
	require.Equal(t, 10, c.Tries.Value.PUK)
	require.NoError(t, c.IMSI.Err)
	require.Equal(t, "001010000000001", c.IMSI.Value.Digits())
	require.Equal(t, simcard.AD{MNCLength: 2}, c.AD.Value)
	require.Equal(t, simcard.PLMN("00101"), c.Home())
	require.Equal(t, simcard.SPN{Name: "Super SIM", ShowNetworkHome: true}, c.SPN.Value)
	require.Equal(t, []int{0}, c.ACC.Value.List())
	require.Equal(t, []simcard.PLMN{"26201", "310410"}, c.FPLMN.Value)
	require.Len(t, c.OPLMN.Value, 6)
	require.Equal(t, simcard.PLMNAcT{PLMN: "00102", AcT: simcard.ActGSM}, c.OPLMN.Value[5])
	require.NoError(t, c.UPLMN.Err)
	require.Empty(t, c.UPLMN.Value)
	require.Equal(t, simcard.PLMN("00101"), c.HPLMN.Value[0].PLMN)
	require.Equal(t, simcard.PLMN("26201"), c.LOCI.Value.Area.PLMN)
	require.Equal(t, simcard.NotUpdated, c.PSLOCI.Value.Status)
	require.Equal(t, uint16(0x0011), c.EPS.Value.Area.Code)
	require.Equal(t, "112", c.ECC.Value[0].Number)
}

func TestReadCard(t *testing.T) {
	ask := overat.Options{ICCIDCommands: overat.Fallbacks(), EID: true}
	for name, m := range map[string]*overattest.Module{
		"+CRSM":                    {},
		"no +CCHO":                 {Refuse: []string{"+CCHO"}},
		"no GET RESPONSE":          {Refuse: []string{"+CRSM=192"}},
		"GET RESPONSE with length": {Rewrite: wantsLength},
		"no +CRSM":                 {Refuse: []string{"+CRSM"}},
		"no +CRSM, no channel":     {Refuse: []string{"+CRSM", "+CCHO"}},
		"no +CRSM, no +CPINR":      {Refuse: []string{"+CRSM", "+CPINR"}},
		"no +CRSM and no vendor's": {Refuse: []string{"+CRSM", "+QCCID"}},
		"pieces, status 91":        {Rewrite: func(_, l string) string { return strings.Replace(l, "+CRSM: 144,0", "+CRSM : 145, 12", 1) }},
		"fetched by the modem, 9F": {Rewrite: func(_, l string) string { return strings.Replace(l, "+CRSM: 144,0", "+CRSM: 159,10", 1) }},
		"fetched by the modem, 61": {Rewrite: func(_, l string) string { return strings.Replace(l, "+CRSM: 144,0,", "+CRSM: 97,10,", 1) }},
	} {
		t.Run(name, func(t *testing.T) {
			m.Card = fullCard()
			if name == "no +CRSM, no channel" {
				m.Card.SetChannels(0)
			}
			c := overat.ReadCard(t.Context(), m, ask)
			if name == "no GET RESPONSE" { // the length of these is nowhere to be had
				require.Len(t, c.OPLMN.Value, 5)
				c.OPLMN.Value = append(c.OPLMN.Value, simcard.PLMNAcT{PLMN: "00102", AcT: simcard.ActGSM})
			}
			checkFull(t, c)
			if name == "no +CRSM, no channel" {
				require.ErrorContains(t, c.EID.Err, "no logical channel")
			} else {
				require.NoError(t, c.EID.Err)
				require.Equal(t, eid, c.EID.Value.Digits())
			}
			require.Zero(t, m.Card.OpenChannels(), "a channel stays open")
			for _, cmd := range m.Asked() {
				require.NotContains(t, cmd, "CRSM=214", "reading writes")
				require.NotContains(t, cmd, "00D6")
			}
		})
	}
}

// wantsLength is a modem that gives GET RESPONSE only with a length.
func wantsLength(cmd, line string) string {
	if strings.HasPrefix(cmd, "+CRSM=192") && !strings.HasSuffix(cmd, ",0,0,255") {
		return "+CRSM: 103,0"
	}
	return line
}

func TestReadCardWithOldClass(t *testing.T) {
	for _, refuse := range [][]string{nil, {"+CRSM"}, {"+CRSM", "+CPINR"}} {
		m := &overattest.Module{Card: simcardtest.New(number), Refuse: refuse}
		m.Card.SetKind(simcardtest.Only2G)
		c := overat.ReadCard(t.Context(), m, overat.Options{ICCIDCommands: overat.Fallbacks(), EID: true})
		require.Equal(t, number, c.Identity.Value.ICCID.Digits(), "%v", refuse)
		require.Equal(t, "001010000000001", c.IMSI.Value.Digits())
		require.Len(t, c.OPLMN.Value, 5)
		require.Equal(t, []simcard.Emergency{{Number: "112"}, {Number: "911"}}, c.ECC.Value)
		require.Equal(t, overat.Tries{PIN: 3, PUK: 10, Source: c.Tries.Value.Source}, c.Tries.Value)
		require.Error(t, c.EID.Err)
	}
}

func TestReadCardGivesReasons(t *testing.T) {
	m := &overattest.Module{Card: simcardtest.New(number)}
	m.Card.SetPIN("1234", true)
	m.Card.SetFile(simcard.FileSPN, make([]byte, 17))
	m.Card.SetFile(simcard.FileAD, []byte{0xFF, 0xFF, 0xFF, 0xFF})
	m.Card.SetFile(simcard.FileEHPLMN, nil)
	c := overat.ReadCard(t.Context(), m, overat.Options{EID: true})
	require.Equal(t, "SIM PIN", c.Lock.Value)
	require.Equal(t, number, c.Identity.Value.ICCID.Digits(), "the number is free")
	require.Equal(t, overat.Unchecked, c.Identity.Value.Check)
	var status *overat.StatusError
	require.ErrorAs(t, c.IMSI.Err, &status)
	require.Equal(t, simcard.StatusNeedPIN, status.Status)
	require.ErrorIs(t, c.AD.Err, simcard.ErrBlank)
	require.ErrorAs(t, c.EHPLMN.Err, &status)
	require.True(t, status.NotFound())
	require.ErrorIs(t, c.EID.Err, overat.ErrNoEUICC)
}

func TestReadCardWithoutCardAsksOnce(t *testing.T) {
	m := &overattest.Module{}
	c := overat.ReadCard(t.Context(), m, overat.Options{EID: true, ICCIDCommands: overat.Fallbacks()})
	require.Len(t, m.Asked(), 1)
	for _, err := range []error{c.Lock.Err, c.Identity.Err, c.IMSI.Err, c.ECC.Err, c.EID.Err} {
		e, ok := errors.AsType[*atcmd.CommandError](err)
		require.True(t, ok, "%v", err)
		require.Equal(t, 10, e.Code)
	}
}

func TestReadCardStopsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := &overattest.Module{Card: fullCard(), Refuse: []string{"+CRSM"}}
	m.Rewrite = func(cmd, line string) string {
		if strings.Contains(cmd, `"01B2`) { // while it looks for the USIM
			cancel()
		}
		return line
	}
	c := overat.ReadCard(ctx, m, overat.Options{EID: true})
	require.ErrorIs(t, c.EPS.Err, context.Canceled)
	require.Zero(t, m.Card.OpenChannels(), "the channel is closed all the same")
}

// A modem that carries +CSIM only between lock and unlock gets both, whatever happens.
func TestLockAroundCSIM(t *testing.T) {
	m := &overattest.Module{Card: fullCard(), Refuse: []string{"+CRSM", "+CCHO"}, NeedsLock: true}
	c := overat.ReadCard(t.Context(), m, overat.Options{EID: true, ReaderOptions: overat.ReaderOptions{LockCSIM: true}})
	require.Equal(t, "001010000000001", c.IMSI.Value.Digits())
	require.Equal(t, eid, c.EID.Value.Digits())
	require.False(t, m.Locked())
}

// A file that the modem refuses once does not turn the others away from +CRSM.
func TestOneRefusalIsNotAll(t *testing.T) {
	m := &overattest.Module{Card: fullCard(), Refuse: []string{"+CRSM=176,28486", "+CSIM"}}
	c := overat.ReadCard(t.Context(), m, overat.Options{ICCIDCommands: overat.Fallbacks()})
	require.Error(t, c.SPN.Err)
	c.SPN = overat.Field[simcard.SPN]{Value: simcard.SPN{Name: "Super SIM", ShowNetworkHome: true}}
	checkFull(t, c)
}

func TestClearFPLMN(t *testing.T) {
	for _, refuse := range [][]string{nil, {"+CRSM"}} {
		m := &overattest.Module{Card: fullCard(), Refuse: refuse}
		list, room, err := overat.ReadFPLMN(t.Context(), m, overat.ReaderOptions{})
		require.NoError(t, err)
		require.Equal(t, []simcard.PLMN{"26201", "310410"}, list)
		require.Equal(t, 4, room)
		n, err := overat.ClearFPLMN(t.Context(), m, overat.ReaderOptions{})
		require.NoError(t, err)
		require.Equal(t, 2, n)
		require.Equal(t, strings.Repeat("\xff", 12), string(m.Card.File(simcard.FileFPLMN)))
		before := len(m.Asked())
		n, err = overat.ClearFPLMN(t.Context(), m, overat.ReaderOptions{})
		require.NoError(t, err)
		require.Zero(t, n)
		for _, cmd := range m.Asked()[before:] {
			require.NotContains(t, cmd, "CRSM=214", "an empty list is not written again")
			require.NotContains(t, cmd, "01D6")
		}
	}
}

func TestClearFPLMNChecks(t *testing.T) {
	m := &overattest.Module{Card: fullCard()}
	m.Rewrite = func(cmd, line string) string {
		if strings.HasPrefix(cmd, "+CRSM=214") {
			m.Card.SetFile(simcard.FileFPLMN, []byte{0x62, 0xF2, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})
		}
		return line
	}
	_, err := overat.ClearFPLMN(t.Context(), m, overat.ReaderOptions{})
	require.ErrorIs(t, err, overat.ErrNotCleared)
	m.Card.SetPIN("1234", true)
	_, err = overat.ClearFPLMN(t.Context(), m, overat.ReaderOptions{})
	var status *overat.StatusError
	require.ErrorAs(t, err, &status)
}

// A 2G card whose file information does not come through: the words of the card tell what the file is.
func TestECCWithoutInformation(t *testing.T) {
	m := &overattest.Module{Card: simcardtest.New(number), Refuse: []string{"+CRSM=192"}}
	m.Card.SetKind(simcardtest.Only2G)
	c := overat.ReadCard(t.Context(), m, overat.Options{})
	require.Equal(t, []simcard.Emergency{{Number: "112"}, {Number: "911"}}, c.ECC.Value)
}

// A card or modem that claims a huge file, or gives it byte by byte, is not followed for hours.
func TestReaderIsBounded(t *testing.T) {
	for name, c := range map[string]struct {
		size string
		data string
		most int
	}{
		"claims 65,535 bytes": {"FFFF", strings.Repeat("AB", 255), 1},
		"one byte at a time":  {"1000", "AB", 300},
	} {
		m := &overattest.Module{Card: simcardtest.New(number), Refuse: []string{"+CSIM"}}
		m.Rewrite = func(cmd, line string) string {
			if strings.HasPrefix(cmd, "+CRSM=192") {
				return `+CRSM: 144,0,"6208820241218002` + c.size + `"`
			}
			return `+CRSM: 144,0,"` + c.data + `"`
		}
		r := overat.NewReader(m, overat.ReaderOptions{})
		_, err := r.Binary(t.Context(), simcard.FileUPLMN, 40)
		require.Error(t, err, name)
		require.LessOrEqual(t, len(m.Asked()), c.most+2, name)
	}
}
