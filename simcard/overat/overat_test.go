package overat

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/simcard"
	"simagent/simcard/simcardtest"
)

const fake19 = "8988307000000001238"
const other19 = "8988307000000009999"

// script answers each command from a queue of its own and notes what was asked; a command without a
// queue fails.
type script struct {
	answers map[string][]any // []string or error
	asked   []string
}

var errUnknown = errors.New("ERROR")

func (s *script) Do(_ context.Context, cmd string) ([]string, error) {
	s.asked = append(s.asked, cmd)
	queue := s.answers[cmd]
	if len(queue) == 0 {
		return nil, errUnknown
	}
	if len(queue) > 1 {
		s.answers[cmd] = queue[1:]
	}
	if err, ok := queue[0].(error); ok {
		return nil, err
	}
	return queue[0].([]string), nil
}

const read = "+CRSM=176,12258,0,0,10"

func crsm(number string) []string {
	return []string{fmt.Sprintf(`+CRSM: 144,0,"%X"`, simcardtest.New(number).File(simcard.FileICCID))}
}

func TestReadICCID(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string][]any
		source  string
		asked   int
	}{
		"file":                {map[string][]any{read: {crsm(fake19)}}, SourceCRSM, 1},
		"file, note 91":       {map[string][]any{read: {[]string{strings.Replace(crsm(fake19)[0], "144,0", "145,15", 1)}}}, SourceCRSM, 1},
		"file, 9F":            {map[string][]any{read: {[]string{strings.Replace(crsm(fake19)[0], "144,0", "159,10", 1)}}}, SourceCRSM, 1},
		"file put right":      {map[string][]any{read: {[]string{"+CRSM: 144,0," + fake19 + "F"}}}, SourceCRSM, 1},
		"other length":        {map[string][]any{read: {[]string{"+CRSM: 108,10"}, crsm(fake19)}}, SourceCRSM, 2},
		"urc before":          {map[string][]any{read: {append([]string{"+CREG: 1"}, crsm(fake19)...)}}, SourceCRSM, 1},
		"vendor":              {map[string][]any{"+QCCID": {[]string{"+QCCID: " + fake19 + "F"}}}, "+QCCID", 2},
		"bare":                {map[string][]any{"+CCID": {[]string{fake19}}}, "+CCID", 3},
		"swapped":             {map[string][]any{"^ICCID?": {[]string{"^ICCID: " + simcard.SwapNibbles(fake19+"F")}}}, "^ICCID?", 6},
		"Telit":               {map[string][]any{"#CCID": {[]string{"#CCID: " + fake19}}}, "#CCID", 7},
		"NB-IoT":              {map[string][]any{"+NCCID": {[]string{"+NCCID:" + fake19 + "F"}}}, "+NCCID", 8},
		"Altair":              {map[string][]any{"%CCID": {[]string{"%CCID: " + fake19}}}, "%CCID", 9},
		"Cinterion":           {map[string][]any{"^SCID": {[]string{`^SCID: "` + fake19 + `F"`}}}, "^SCID", 10},
		"Sequans":             {map[string][]any{"+SQNCCID": {[]string{`+SQNCCID: "` + fake19 + `",""`}}}, "+SQNCCID", 11},
		"card refuses":        {map[string][]any{read: {[]string{"+CRSM: 105,130"}}, "+CICCID": {[]string{`+ICCID:"` + fake19 + `"`}}}, "+CICCID", 5},
		"blank file":          {map[string][]any{read: {crsm("")}, "+QCCID": {[]string{"+QCCID: " + fake19}}}, "+QCCID", 2},
		"eid is not a number": {map[string][]any{"+QCCID": {[]string{"EID: 89883070000000000000000000000001"}}, "+CCID": {[]string{fake19}}}, "+CCID", 3},
	} {
		d := &script{answers: c.answers}
		id, source, err := ReadICCID(t.Context(), d, Fallbacks())
		require.NoError(t, err, name)
		require.Equal(t, fake19, id.Digits(), name)
		require.Equal(t, c.source, source, name)
		require.Len(t, d.asked, c.asked, name)
	}
}

func TestReadICCIDFails(t *testing.T) {
	d := &script{answers: map[string][]any{read: {[]string{"+CRSM: 106,130"}}, "+CCID": {[]string{"nothing", fake19 + "77777"}}}}
	_, _, err := ReadICCID(t.Context(), d, []string{"+CCID", "+QCCID"})
	var all *ReadError
	require.ErrorAs(t, err, &all)
	require.Len(t, all.Attempts, 3)
	require.ErrorIs(t, err, errUnknown)
	var status *StatusError
	require.ErrorAs(t, err, &status)
	require.Equal(t, simcard.StatusNotFound, status.Status)
	require.Equal(t, "cannot read ICCID: +CRSM: file 2FE2: card answered 6A82 (file not found); "+
		"+CCID: no line with a card number; +QCCID: ERROR", err.Error())
}

func TestReadICCIDStopsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d := &script{}
	_, _, err := ReadICCID(ctx, d, Fallbacks())
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, d.asked, 1)
}

func TestReadICCIDTwice(t *testing.T) {
	d := &script{answers: map[string][]any{read: {crsm(fake19), errUnknown}, "+QCCID": {[]string{"+QCCID: " + fake19}}}}
	id, source, err := ReadICCIDTwice(t.Context(), d, Fallbacks())
	require.NoError(t, err)
	require.Equal(t, fake19, id.Digits())
	require.Equal(t, SourceCRSM, source)

	d = &script{answers: map[string][]any{read: {crsm(fake19), crsm(other19)}}}
	_, _, err = ReadICCIDTwice(t.Context(), d, nil)
	var two *DisagreementError
	require.ErrorAs(t, err, &two)
	require.Equal(t, other19, two.Second.Digits())
	require.NotContains(t, err.Error(), "0000000")
}

func TestReadFileRepeatsOnce(t *testing.T) {
	d := &script{answers: map[string][]any{read: {[]string{"+CRSM: 108,12"}}, "+CRSM=176,12258,0,0,12": {[]string{"+CRSM: 108,14"}}}}
	_, err := ReadFile(t.Context(), d, simcard.FileICCID, 10)
	require.Error(t, err)
	require.Len(t, d.asked, 2)
	_, err = ReadFile(t.Context(), d, simcard.FileICCID, 0)
	require.Error(t, err)
}

func TestWriteFileAndExchange(t *testing.T) {
	d := &script{answers: map[string][]any{
		`+CRSM=214,28539,0,0,3,"FFFFFF"`: {[]string{"+CRSM: 144,0"}},
		`+CSIM=10,"0020000100"`:          {[]string{`+CSIM: 4,"63C3"`}},
	}}
	require.NoError(t, WriteFile(t.Context(), d, simcard.FileFPLMN, []byte{255, 255, 255}))
	r, err := Exchange(t.Context(), d, []byte{0, 0x20, 0, 1, 0})
	require.NoError(t, err)
	left, ok := r.Status.Retries()
	require.True(t, ok)
	require.Equal(t, 3, left)
	require.Error(t, WriteFile(t.Context(), d, simcard.FileFPLMN, nil))
}

func TestParseCRSM(t *testing.T) {
	want := Response{Status: simcard.StatusOK, Data: []byte{0x98, 0xAB}}
	for _, line := range []string{
		`+CRSM: 144,0,"98AB"`, `+CRSM: 144,0,98AB`, `+CRSM:144,0,"98ab"`, ` +CRSM : 144 , 0 , "98AB" `,
		`+crsm: 144,0,"98AB`, `+CRSM: 144,0,98AB"`, `+CRSM: 144,000,"98AB"`,
	} {
		got, err := ParseCRSM(line)
		require.NoError(t, err, line)
		require.Equal(t, want, got, line)
	}
	for _, line := range []string{"+CRSM: 106,130", `+CRSM: 106,130,""`, "+CRSM: 106,130,"} {
		got, err := ParseCRSM(line)
		require.NoError(t, err, line)
		require.Equal(t, Response{Status: simcard.StatusNotFound}, got, line)
	}
	for _, line := range []string{
		"", "+CRSM", "+CRSM:", "+CRSM: 144", "+CRSM: 256,0", "+CRSM: -1,0", "+CRSM: a,b", `+CRSM: 144,0,"98A"`,
		`+CRSM: 144,0,"98XX"`, "+CRSMX: 144,0", `+CRSM: 144,0,"` + strings.Repeat("00", 257) + `"`, `+CRSM: 144,0,"98","AB"`,
	} {
		_, err := ParseCRSM(line)
		require.Error(t, err, line)
		require.NotContains(t, err.Error(), "98")
	}
}

// FuzzParseCRSM: what is accepted, written out in the plain form, reads the same.
func FuzzParseCRSM(f *testing.F) {
	f.Add(`+CRSM: 144,0,"98AB"`)
	f.Add(`+CRSM : 106, 130`)
	f.Add(`+crsm:145,1,98ab"`)
	f.Fuzz(func(t *testing.T, line string) {
		r, err := ParseCRSM(line)
		if err != nil {
			require.Equal(t, Response{}, r)
			return
		}
		plain := fmt.Sprintf(`+CRSM: %d,%d,"%X"`, r.Status.SW1(), r.Status.SW2(), r.Data)
		again, err := ParseCRSM(plain)
		require.NoError(t, err)
		require.Equal(t, r, again)
		require.LessOrEqual(t, 2*len(r.Data), len(line))
	})
}

// FuzzFindICCID: a number is found only where its digits stand in a line, and never within a longer run.
func FuzzFindICCID(f *testing.F) {
	f.Add("+QCCID: " + fake19 + "F")
	f.Add("x" + fake19)
	f.Fuzz(func(t *testing.T, line string) {
		id, ok := FindICCID([]string{line})
		if !ok {
			return
		}
		i := strings.Index(line, id.Raw())
		require.GreaterOrEqual(t, i, 0)
		again, ok := FindICCID([]string{"+CCID: \"" + id.Digits() + "\""})
		require.True(t, ok)
		require.True(t, again.Equal(id))
		_, ok = FindICCID([]string{"Z" + id.Digits(), id.Digits() + "0000"})
		require.False(t, ok)
	})
}

// A command that gets no answer says nothing of the next: some modules leave unanswered what they do not know.
func TestUnansweredCommandIsPassed(t *testing.T) {
	late := fmt.Errorf("AT+CRSM: no answer in 20s: %w", context.DeadlineExceeded)
	d := &script{answers: map[string][]any{read: {late}, "+QCCID": {late}, "+CCID": {[]string{fake19}}}}
	id, err := ReadIdentity(t.Context(), d, Fallbacks())
	require.NoError(t, err)
	require.Equal(t, "+CCID", id.Source)
	require.Equal(t, []string{read, "+QCCID", "+CCID", "+CCID"}, d.asked)

	d = &script{answers: map[string][]any{read: {late}, "+QCCID": {fmt.Errorf("AT+QCCID: %w", atcmd.ErrNoAnswer)}}}
	_, err = ReadIdentity(t.Context(), d, Fallbacks())
	require.ErrorIs(t, err, atcmd.ErrNoAnswer)
	require.Equal(t, []string{read, "+QCCID"}, d.asked)
}

// An OK without a line is no word of the card.
func TestUnsaid(t *testing.T) {
	d := &script{answers: map[string][]any{read: {[]string{}}, "+CCID": {[]string{}}, "+ICCID": {[]string{"+ICCID: none"}}}}
	_, err := ReadIdentity(t.Context(), d, []string{"+CCID", "+ICCID"})
	var all *ReadError
	require.ErrorAs(t, err, &all)
	var unsaid []bool
	for _, a := range all.Attempts {
		unsaid = append(unsaid, Unsaid(a.Err))
	}
	require.Equal(t, []bool{true, true, false, false}, unsaid, "%v", err)
}

// The lock may be left unanswered, too: old Wavecom modems print it and no OK behind. The number is read all the same.
func TestUnansweredLock(t *testing.T) {
	late := fmt.Errorf("AT+CPIN: no answer in 10s: %w", context.DeadlineExceeded)
	d := &script{answers: map[string][]any{"+CPIN?": {late}, "+CCID": {[]string{fake19}}}}
	c := ReadCard(t.Context(), d, Options{ICCIDCommands: []string{"+CCID"}})
	require.Equal(t, fake19, c.Identity.Value.ICCID.Digits())
	require.ErrorIs(t, c.Lock.Err, context.DeadlineExceeded)

	d = &script{answers: map[string][]any{"+CPIN?": {fmt.Errorf("AT+CPIN: %w", atcmd.ErrNoAnswer)}, "+CCID": {[]string{fake19}}}}
	c = ReadCard(t.Context(), d, Options{ICCIDCommands: []string{"+CCID"}})
	require.ErrorIs(t, c.Identity.Err, atcmd.ErrNoAnswer)
	require.Equal(t, []string{"+CPIN?"}, d.asked, "nobody is left to ask")

	d = &script{answers: map[string][]any{"+CPIN?": {[]string{}}}}
	require.True(t, Unsaid(ReadCard(t.Context(), d, Options{}).Lock.Err))
}
