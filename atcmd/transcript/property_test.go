package transcript

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// digits draws n digits. They come from a seed, so that rapid does not shrink
// them into what stands in the lines around them.
func digits(t *rapid.T, n int, what string) string {
	rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, what), 1))
	b := make([]byte, n)
	for i := range b {
		b[i] = '0' + byte(rnd.IntN(10))
	}
	return string(b)
}

func letters(t *rapid.T, n int, what string) string {
	b := []byte(digits(t, n, what))
	for i := range b {
		b[i] += 'k' - '0'
	}
	return string(b)
}

func withLuhn(body string) string { return body + string(checkDigit(body)) }

// ids are made up for one run.
type ids struct{ iccid, imsi, imei, phone, eid, pin, text, user string }

func drawIDs(t *rapid.T) ids {
	return ids{
		iccid: withLuhn("8988307" + digits(t, 11, "iccid")), imsi: "310410" + digits(t, 9, "imsi"),
		imei: withLuhn(digits(t, 14, "imei")), phone: "1" + digits(t, 10, "phone"), eid: "89049032" + digits(t, 24, "eid"),
		pin: digits(t, 8, "pin"), text: "Ab" + letters(t, rapid.IntRange(10, 40).Draw(t, "length"), "text"),
		user: "Us" + letters(t, 12, "user"),
	}
}

// pack is the packing of seven bits of 23.038, 6.1.2.1, written anew for this test.
func pack7(s string) []byte {
	out := make([]byte, (7*len(s)+7)/8)
	for i := range len(s) {
		for k := range 7 {
			out[(7*i+k)/8] |= s[i] >> k & 1 << ((7*i + k) % 8)
		}
	}
	return out
}

// forms are exchanges in which the ids stand in every known form.
func (d ids) forms() [][]string {
	ef := swap(d.iccid + "F")
	semi := swap(d.phone + "F")
	deliver := "00040B91" + semi + "000062113261440200" + fmt.Sprintf("%02X%X", len(d.text), pack7(d.text))
	submit := "001100" + "0B91" + semi + "0000AA" + fmt.Sprintf("%02X%X", len(d.text), pack7(d.text))
	report := "000605" + "0B91" + semi + "62113261440200" + "62113261440200" + "00"
	imsiEF := "08" + swap("9"+d.imsi)
	return [][]string{
		{">AT+CCID\r", "<\r\n+CCID: " + d.iccid + "\r\n"}, {">AT+QCCID\r", "<\r\n+QCCID: " + d.iccid + "F\r\n"},
		{">AT+CCID\r", "<\r\n" + d.iccid + "\r\n"}, {">AT+ICCID\r", "<\r\n+ICCID: \"" + d.iccid + "\"\r\n"},
		{">AT^ICCID?\r", "<\r\n^ICCID: " + ef + "\r\n"}, {">AT^ICCID?\r", "<\r\n^ICCID: " + strings.ToLower(ef) + "\r\n"},
		{">AT+CRSM=176,12258,0,0,10\r", "<\r\n+CRSM: 144,0,\"" + ef + "\"\r\n"}, {">AT+CRSM=176,12258,0,0,10\r", "<\r\n+CRSM: 144,0," + ef + "\r\n"},
		{">AT+CSIM=14,\"00A40004022FE2\"\r", "<\r\n+CSIM: 4,\"9000\"\r\n", ">AT+CSIM=10,\"00B000000A\"\r", "<\r\n+CSIM: 24,\"" + ef + "9000\"\r\n"},
		{"<\r\n+XFOO: 1,\"" + d.iccid + "\"\r\n"}, {"<\r\n" + d.iccid + "\r\n"}, {">ATI\r", "<\r\nICCID:" + d.iccid + "\r\n"},
		{">ATI\r", "<\r\nIMEI: " + d.imei + "\r\n"}, {">AT+CGSN\r", "<\r\n" + d.imei + "\r\n"}, {">AT+GSN\r", "<" + d.imei + "\r"},
		{">AT+CGSN=1\r", "<\r\n+CGSN: \"" + d.imei + "\"\r\n"}, {">AT+CGSN=2\r", "<\r\n+CGSN: \"" + d.imei[:14] + "05\"\r\n"},
		{">ATI\r", "<\r\nIMEI SV: " + d.imei[:14] + "05\r\n"}, {"<\r\n+X: IMEI" + d.imei + "\r\n"}, {">AT+EGMR=0,7\r", "<\r\n+EGMR: \"" + d.imei + "\"\r\n"},
		{">AT+CIMI\r", "<\r\n" + d.imsi + "\r\n"}, {">AT+CIMI\r", "<\r\n+CIMI: " + d.imsi + "\r\n"}, {"<\r\n+QURC: \"imsi\"," + d.imsi + "\r\n"},
		{">AT+CRSM=176,28423,0,0,9\r", "<\r\n+CRSM: 144,0,\"" + imsiEF + "\"\r\n"},
		{">AT+CSIM=14,\"00A40004026F07\"\r", "<\r\n+CSIM: 4,\"9000\"\r\n", ">AT+CSIM=10,\"00B0000009\"\r", "<\r\n+CSIM: 22,\"" + imsiEF + "9000\"\r\n"},
		{">AT+CNUM\r", "<\r\n+CNUM: \"" + d.user + "\",\"+" + d.phone + "\",145\r\n"}, {"<\r\n+CLIP: \"" + d.phone + "\",129\r\n"},
		{">AT+CSCA=\"+" + d.phone + "\",145\r"}, {">AT+CMGS=\"" + d.phone + "\"\r", "<\r\n> ", ">" + d.text + "\x1a", "<" + d.text + "\r\n"},
		{">AT+CMGR=1\r", "<\r\n+CMGR: \"REC READ\",\"+" + d.phone + "\",,\"26/11/23,16:44:20+00\"\r\n", "<" + d.text + "\r\n"},
		{">AT+CMGR=1\r", "<\r\n+CMGR: 1,,30\r\n", "<" + deliver + "\r\n"}, {"<\r\n+CMT: ,30\r\n", "<" + deliver + "\r\n"},
		{">AT+CMGL=4\r", "<\r\n+CMGL: 1,1,,30\r\n", "<" + strings.ToLower(deliver) + "\r\n", "<+CMGL: 2,3,,30\r\n", "<" + submit + "\r\n"},
		{">AT+CMGS=30\r", "<\r\n> ", ">" + submit + "\x1a", "<> " + submit + "\x1a\r\n"}, {"<\r\n+CDS: 25\r\n", "<" + report + "\r\n"},
		{"<\r\n+CMT: \"+" + d.phone + "\",,\"26/11/23,16:44:20+00\"\r\n", "<" + d.text + "\r\n"},
		{">AT+CPIN=\"" + d.pin + "\"\r", "<AT+CPIN=\"" + d.pin + "\"\r\r\n"}, {">AT+CLCK=\"SC\",0,\"" + d.pin + "\"\r"}, {">AT+CPWD=\"SC\",\"" + d.pin + "\",\"" + d.pin + "\"\r"},
		{fmt.Sprintf(">AT+CSIM=26,\"0020000108%X\"\r", d.pin)},
		{">AT+CGAUTH=1,1,\"" + d.user + "\",\"" + d.pin + "\"\r"}, {">AT+QICSGP=1,1,\"super\",\"" + d.user + "\",\"" + d.pin + "\",1\r"},
		{">AT+CEID\r", "<\r\n+CEID: " + d.eid + "\r\n"}, {"<\r\n+X: " + d.eid + "\r\n"}, {">AT+CCHO=\"A0000005591010FFFFFFFF8900000100\"\r", "<\r\n+CCHO: 1\r\n"},
		{">AT+CGLA=1,22,\"81E2910006BF3E035C015A\"\r", "<\r\n+CGLA: 46,\"BF3E125A10" + d.eid + "9000\"\r\n"},
		{">AT+CRSM=178,28480,1,4,28\r", "<\r\n+CRSM: 144,0,\"" + strings.Repeat("FF", 14) + "0791" + semi + strings.Repeat("FF", 6) + "\"\r\n"},
		{"<\r\n+CUSD: 0,\"You are " + d.phone + "\",15\r\n"}, {"<\r\n" + d.text + "\r\n"}, {">ATD" + d.phone + "\r"},
	}
}

// pieces are what must not be found in a transcript: every part of ten digits
// or letters of an id, as it is, nibble swapped, in ASCII hex, and the texts in
// their packing. Shorter ones would be met by chance.
func (d ids) pieces() []string {
	var list []string
	for _, id := range []string{d.iccid[7:], d.imsi[6:], d.imei, d.phone, d.eid[8:], d.text, d.user} {
		n := min(10, len(id))
		for i := 0; i+n <= len(id); i++ {
			p := id[i : i+n]
			list = append(list, p, fmt.Sprintf("%X", p), fmt.Sprintf("%X", pack7(p)))
			if allDigits(p) && n%2 == 0 {
				list = append(list, swap(p))
			}
		}
	}
	for i := 0; i+8 <= len(d.text); i += 8 {
		list = append(list, fmt.Sprintf("%X", pack7(d.text[i:i+8])))
	}
	return list
}

// TestNoFormLeaks: for made-up ids in every form, nothing of them is left, the
// length is the same, and check digits stay right.
func TestNoFormLeaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawIDs(t)
		r := NewRedactor(secret)
		var all []string
		for _, form := range d.forms() {
			out := talk(t, r, form...)
			all = append(all, out...)
			if in := strings.Join(form, ""); strings.Contains(in, d.pin) {
				require.NotContains(t, strings.Join(out, ""), d.pin)
			}
			require.NotContains(t, strings.Join(out, ""), fmt.Sprintf("%X", d.pin))
			talk(t, r, "<\r\nOK\r\n")
		}
		whole := strings.ToUpper(strings.Join(all, "\n"))
		for _, p := range d.pieces() {
			require.NotContains(t, whole, strings.ToUpper(p))
		}
		sub := NewRedactor(secret)
		id := strings.TrimSpace(talk(t, sub, ">AT+CCID\r", "<\r\n"+d.iccid+"\r\n", "<\r\nOK\r\n")[1])
		require.True(t, luhnOK(id) && id[:7] == d.iccid[:7], id)
		imei := strings.TrimSpace(talk(t, sub, ">AT+CGSN\r", "<\r\n"+d.imei+"\r\n", "<\r\nOK\r\n")[1])
		require.True(t, luhnOK(imei))
		// Each form of the card's number gave the one substitute.
		require.Equal(t, 12, strings.Count(whole, id)+strings.Count(whole, swap(id+"F")))
		require.Equal(t, 8, strings.Count(whole, imei[:14]))
	})
}

// TestLongRunsGo: no line keeps a run of 14 digits that it came with.
func TestLongRunsGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := digits(t, rapid.IntRange(14, 40).Draw(t, "n"), "id")
		if strings.Trim(id, id[:1]) == "" {
			return
		}
		line := rapid.SampledFrom([]string{"+X: %s", "+X: \"%s\"", "%s", "Foo%sBar", "^Y:%s,%s", "a=%s;b", "+CGMR: %s", "+CREG: %s"}).Draw(t, "form")
		line = strings.ReplaceAll(line, "%s", id)
		ask := rapid.SampledFrom([]string{"I", "+CGMR", "+CREG?", "+CPIN?", "+CRSM=192,1,0,0,1", "+FOO"}).Draw(t, "ask")
		out := talk(t, NewRedactor(secret), ">AT"+ask+"\r", "<\r\n"+line+"\r\n")[1]
		n := min(10, len(id)-8) // the issuer of a card number may stay
		for i := 8; i+n <= len(id); i++ {
			require.NotContains(t, out, id[i:i+n])
		}
	})
}

// step is a part of a conversation.
type step struct {
	kind Kind
	b    []byte
}

// record gives the steps, cut by cut, to lines and returns the transcript
// without what tells of the cuts.
func record(t require.TestingT, steps []step, cut func(n int) int) string {
	var out bytes.Buffer
	w := NewWriter(&out, Header{})
	var sent, got []byte
	l := newLines(NewRedactor(secret), func(e Entry) {
		if e.Kind == Got {
			got = append(got, e.Data...)
		} else {
			sent = append(sent, e.Data...)
		}
		e.Cuts, e.More = nil, false
		require.NoError(t, w.Entry(e))
	})
	size := [2]int{}
	for _, s := range steps {
		size[s.kind] += len(s.b)
		for b := s.b; len(b) > 0; {
			n := cut(len(b))
			l.add(s.kind, time.Second, b[:n])
			b = b[n:]
		}
	}
	l.rest()
	require.Len(t, sent, size[Sent])
	require.Len(t, got, size[Got])
	return out.String()
}

// TestSplitsDoNotMatter: however reads cut the stream, the lines are the same.
func TestSplitsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawIDs(t)
		var steps []step
		forms := d.forms()
		for range rapid.IntRange(1, 6).Draw(t, "exchanges") {
			for _, l := range rapid.SampledFrom(forms).Draw(t, "form") {
				steps = append(steps, step{map[byte]Kind{'>': Sent, '<': Got}[l[0]], []byte(l[1:])})
			}
			steps = append(steps, step{Got, []byte("\r\nOK\r\n")})
		}
		whole := record(t, steps, func(n int) int { return n })
		require.Equal(t, whole, record(t, steps, func(n int) int { return rapid.IntRange(1, n).Draw(t, "cut") }))
		require.Equal(t, whole, record(t, steps, func(int) int { return 1 }))
	})
}

// FuzzRedact: any bytes in any pieces: the length of each direction is kept, no
// number survives, and the pieces have no influence.
func FuzzRedact(f *testing.F) {
	for _, s := range []string{
		"AT+CRSM=176,12258,0,0,10\r|\r\n+CRSM: 144,0,\"98883070\"\r\n", "AT+CMGS=1\r|\r\n> |00|\x1a\r\nOK\r\n", "|\r\n+CMT: ,1\r\n0004",
		"AT+CSIM=10,\"00B2010420\"\r|+CSIM: 4,\"9\"", "AT;;\"\r|+QENG: 310,41", "|\r\n+CREG: ,\"\r\n|AT|+\r", "ATD\r|CONNECT\r\nx", "AT+CRSM=\r|+CRSM:", "|+CLIP: \"\"",
	} {
		f.Add([]byte(s), byte(3))
	}
	f.Fuzz(func(t *testing.T, b []byte, size byte) {
		var steps []step
		kind := Sent
		for part := range bytes.SplitSeq(b, []byte{'|'}) {
			steps = append(steps, step{kind, part})
			kind = Got - kind
		}
		whole := record(t, steps, func(n int) int { return n })
		require.Equal(t, whole, record(t, steps, func(n int) int { return min(n, int(size%7)+1) }))
		const number = "359881234567895"
		at := len(steps) / 2
		steps = append(steps[:at:at], append([]step{{Got, []byte("\r\n+X: " + number + "\r\n")}}, steps[at:]...)...)
		require.NotContains(t, record(t, steps, func(n int) int { return n }), number[3:13])
	})
}
