package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/simcard"
	"simagent/simcard/overat/overattest"
	"simagent/simcard/simcardtest"
)

const (
	cardNumber = "8988307000000001238"
	cardEID    = "89049032000000000000000000000066"
	cardIMSI   = "001010000000001"
)

// cardModule is a module without a line.
type cardModule struct {
	*overattest.Module
	closed bool
}

func (m *cardModule) Close() error  { m.closed = true; return nil }
func (m *cardModule) Where() string { return "the bench" }

// onCard runs `simagent card` with args on a module.
func onCard(t *testing.T, m *overattest.Module, in string, args ...string) (out string, forced bool, err error) {
	t.Helper()
	c := &cardModule{Module: m}
	cmd := cardCommand(func(_ context.Context, _ string, force bool) (module, error) { forced = force; return c, nil })
	var b bytes.Buffer
	cmd.SetOut(&b)
	cmd.SetErr(&b)
	cmd.SetIn(strings.NewReader(in))
	cmd.SetArgs(append([]string{}, args...)) // nil would be those of the test
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	err = cmd.ExecuteContext(t.Context())
	require.True(t, c.closed, "the way to the module stays open")
	return b.String(), forced, err
}

func benchCard() *overattest.Module {
	c := simcardtest.New(cardNumber)
	c.SetEID(cardEID)
	c.SetFile(simcard.FileFPLMN, []byte{0x62, 0xF2, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x13, 0x00, 0x14})
	c.SetFile(simcard.FileLOCI, []byte{0xDE, 0xAD, 0xBE, 0xEF, 0x62, 0xF2, 0x10, 0x12, 0x34, 0x00, 0x00})
	return &overattest.Module{Card: c, Answers: map[string][]string{"+CGMI": {"Quectel"}, "+CGMM": {"EG25"}}}
}

// A way to the module that is none says so once, and what a daemon holds back is not explained by a flag of
// another command.
func TestCardSaysWhatIsInTheWay(t *testing.T) {
	var b bytes.Buffer
	err := showCard(t.Context(), &b, func(context.Context, string, bool) (module, error) { return noModule{}, nil }, cardFlags{})
	require.EqualError(t, err, "cannot read the card: cannot ask the module: there is none")
	require.Empty(t, b.String())
	require.Equal(t, "the daemon carries it with --eid alone", shortReason(errors.New(notForced)))
}

// noModule is a daemon that has none.
type noModule struct{}

func (noModule) Do(context.Context, string) ([]string, error) {
	return nil, errors.New("cannot ask the module: there is none")
}
func (noModule) Close() error  { return nil }
func (noModule) Where() string { return "the running daemon" }

func TestCardScreen(t *testing.T) {
	out, forced, err := onCard(t, benchCard(), "", "--eid")
	require.NoError(t, err)
	require.True(t, forced)
	require.Equal(t, `SIM          8988307…1238  Super SIM  read by +CRSM, +QCCID agrees
Lock         open  PIN 3 tries left  PUK 10 tries left
IMSI         00101…01  home 001-01  access class 0
Name         Super SIM
Forbidden    262-01  310-410
Like home    001-01
Preferred    none
Operator's   310-410 E-UTRAN, UTRAN  262-01 E-UTRAN, UTRAN, GSM
             234-30 E-UTRAN, UTRAN, GSM  208-01 E-UTRAN
             001-01 E-UTRAN, UTRAN, GSM
Home on      001-01 E-UTRAN, UTRAN, GSM
Calls, SMS   262-01 area 1234  updated  TMSI …EF
Data 2G, 3G  nowhere yet  not updated
Data LTE     nowhere yet  not updated
Emergency    112 Emergency
eUICC        89049032…0066
OK           The card can be read. The forbidden networks are not tried again by
             themselves: simagent card clear-fplmn
`, out)
	plain := benchCard()
	plain.Card.SetEID("")
	no, _, err := onCard(t, plain, "", "--eid")
	require.NoError(t, err)
	require.Contains(t, no, "\neUICC        no\n")
	full, forced, err := onCard(t, benchCard(), "", "--show-ids")
	require.NoError(t, err)
	require.False(t, forced, "reading needs no force")
	for _, id := range []string{cardNumber, cardIMSI, "DEADBEEF"} {
		require.NotContains(t, out, id)
		require.Contains(t, full, id)
	}
}

func TestCardSaysWhatIsWrong(t *testing.T) {
	locked := benchCard()
	locked.Card.SetPIN("1234", true)
	blocked := benchCard()
	blocked.Card.SetTries(0, 10)
	liar := benchCard()
	liar.Answers["+QCCID"] = []string{"+QCCID: 8988307000000009999"}
	silent := benchCard()
	silent.Refuse = []string{"+CRSM", "+CSIM", "+Q", "+C"}
	one := benchCard()
	one.Refuse = []string{"+CRSM=176,28486", "+CRSM=176,28423", "+CSIM"}
	for name, c := range map[string]struct {
		m    *overattest.Module
		fail bool
		want string
	}{
		"no card":  {&overattest.Module{}, true, "SIM not read Attention The card is not read: AT+CPIN?: CME error 10"},
		"PIN":      {locked, false, "Attention The card waits for SIM PIN: most of its files cannot be read."},
		"PUK":      {blocked, false, "Attention The card is blocked. Its PUK is entered by hand"},
		"two":      {liar, true, "Attention Two reads gave two numbers: +CRSM says 8988307…1238, +QCCID says 8988307…9999. Read it again."},
		"nothing":  {silent, true, "Attention The card is not read: +CRSM: AT+CRSM: ERROR;"},
		"one file": {one, false, "Not read IMSI, Name: AT+CRSM: ERROR; +CSIM: AT+CSIM: ERROR Attention Some of"},
	} {
		out, _, err := onCard(t, c.m, "")
		require.Equal(t, c.fail, err != nil, name)
		require.Contains(t, strings.Join(strings.Fields(out), " "), c.want, name)
		require.NotContains(t, out, "0000000", name)
		for line := range strings.Lines(out) {
			require.LessOrEqual(t, utf8.RuneCountInString(strings.TrimRight(line, "\n")), 80, name)
		}
	}
}

func TestCardJSON(t *testing.T) {
	var j map[string]any
	out, _, err := onCard(t, benchCard(), "", "--json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal([]byte(out), &j))
	require.Equal(t, "8988307…1238", j["iccid"])
	require.Equal(t, "+QCCID", j["iccid_checked_by"])
	require.Equal(t, []any{"26201", "310410"}, j["forbidden"])
	require.Equal(t, 3.0, j["pin_tries"])
	require.Equal(t, map[string]any{"plmn": "26201", "area": 4660.0, "tmsi": "…EF", "status": "updated"}, j["location"])
	require.Nil(t, j["eid"], "unknown is null")
	require.Equal(t, map[string]any{"eid": "not asked for"}, j["errors"])
	for _, id := range []string{cardNumber, cardIMSI, "DEADBEEF"} {
		require.NotContains(t, out, id)
	}
	out, _, err = onCard(t, &overattest.Module{}, "", "--json")
	require.Error(t, err)
	j = nil
	require.NoError(t, json.Unmarshal([]byte(out), &j))
	for name, v := range j {
		if name != "schema" && name != "where" && name != "errors" {
			require.Nil(t, v, name)
		}
	}
	out, _, err = onCard(t, benchCard(), "", "--json", "--show-ids", "--eid")
	require.NoError(t, err)
	for _, id := range []string{cardNumber, cardIMSI, cardEID, "DEADBEEF"} {
		require.Contains(t, out, id)
	}
}

// Property: whatever stands on the card, no line is too long, nothing acts on the terminal, and no whole number shows.
func TestCardScreenIsQuiet(t *testing.T) {
	files := benchCard().Card.Files()
	rapid.Check(t, func(rt *rapid.T) {
		m := benchCard()
		for range rapid.IntRange(0, 6).Draw(rt, "files") {
			id := rapid.SampledFrom(files).Draw(rt, "file")
			if id != simcard.FileICCID {
				m.Card.SetFile(id, rapid.SliceOfN(rapid.Byte(), 1, 60).Draw(rt, "contents"))
			}
		}
		out, _, err := onCard(t, m, "")
		require.NoError(rt, err)
		require.NotContains(rt, out, cardNumber)
		for line := range strings.Lines(out) {
			require.LessOrEqual(rt, utf8.RuneCountInString(line), 160, "a word alone may be long, a list not")
			require.NotContains(rt, line[:len(line)-1], "\x1b")
		}
	})
}

func fplmn(m *overattest.Module) string { return string(m.Card.File(simcard.FileFPLMN)) }

func TestClearFPLMNAsks(t *testing.T) {
	empty := strings.Repeat("\xff", 12)
	m := benchCard()
	before := fplmn(m)
	out, forced, err := onCard(t, m, "y\n", "clear-fplmn") // a pipe is no terminal
	require.ErrorContains(t, err, "--yes")
	require.True(t, forced)
	require.Contains(t, out, "262-01  310-410")
	require.Contains(t, out, "8988307…1238")
	require.Equal(t, before, fplmn(m))

	out, _, err = onCard(t, m, "", "clear-fplmn", "--yes")
	require.NoError(t, err)
	require.Contains(t, out, "Cleared 2.")
	require.NotContains(t, out, cardNumber)
	require.Equal(t, empty, fplmn(m))
	out, _, err = onCard(t, m, "", "clear-fplmn", "--yes")
	require.NoError(t, err)
	require.Equal(t, "No network is forbidden: nothing to clear.\n", out)

	for answer, clears := range map[string]bool{"y\n": true, "YES\n": true, "n\n": false, "\n": false, "": false, "yessir\n": false} {
		m, out := benchCard(), bytes.Buffer{}
		a := asker{in: strings.NewReader(answer), out: &out, terminal: true}
		open := func(context.Context, string, bool) (module, error) { return &cardModule{Module: m}, nil }
		err := clearFPLMN(t.Context(), a, open, cardFlags{})
		require.Equal(t, clears, err == nil, "%q", answer)
		require.Equal(t, clears, fplmn(m) == empty, "%q", answer)
		require.Contains(t, out.String(), "Clear the list? [y/N]")
	}
}

func TestClearFPLMNFails(t *testing.T) {
	m := benchCard()
	m.Card.SetPIN("1234", true)
	_, _, err := onCard(t, m, "", "clear-fplmn", "--yes")
	require.ErrorContains(t, err, "PIN needed")
	open := func(context.Context, string, bool) (module, error) { return nil, os.ErrPermission }
	require.True(t, errors.Is(clearFPLMN(t.Context(), asker{yes: true}, open, cardFlags{}), os.ErrPermission))
}
