package atcmd

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// chunked gives data to feed in pieces whose sizes are the bytes of cuts.
func chunked(data, cuts []byte, feed func([]byte)) {
	for _, n := range cuts {
		if len(data) == 0 {
			return
		}
		n := min(int(n)+1, len(data))
		feed(bytes.Clone(data[:n]))
		data = data[n:]
	}
	if len(data) > 0 {
		feed(data)
	}
}

// Any chunking of the same bytes gives the same lines.
func FuzzSplitter(f *testing.F) {
	f.Add([]byte("\r\n+CSQ: 1,2\r\n\r\nOK\r\n"), []byte{0, 3, 1}, false)
	f.Add([]byte("AT+CMGS=1\r\r\n> hi\x1a\r\n"), []byte{0, 0, 9}, true)
	f.Add([]byte("\x00\x11 \t>\n\r>x \t\r"), []byte{2, 0}, true)
	f.Add(bytes.Repeat([]byte("x"), MaxLine+5), []byte{255}, false)
	f.Fuzz(func(t *testing.T, data, cuts []byte, prompt bool) {
		run := func(cuts []byte) (lines []string, n, rest int) {
			s := Splitter{Prompt: prompt}
			chunked(data, cuts, func(b []byte) { s.Feed(b, func(l []byte) { lines = append(lines, string(l)) }) })
			return lines, s.Cuts(), s.Pending()
		}
		whole, cutsWhole, restWhole := run(nil)
		pieces, cutsPieces, restPieces := run(cuts)
		require.Equal(t, whole, pieces)
		require.Equal(t, cutsWhole, cutsPieces)
		require.Equal(t, restWhole, restPieces)
		for _, l := range whole {
			require.NotEmpty(t, l)
			require.LessOrEqual(t, len(l), MaxLine)
			require.False(t, strings.ContainsAny(l, "\r\n\x00"), "%q", l)
			require.Equal(t, strings.Trim(l, " \t"), l)
		}
	})
}

// Whatever bytes come while a command is pending: a line that bears a foreign
// name never gets into its answer, the command ends by exactly one final, and
// the chunking of the bytes changes nothing.
func FuzzConditioner(f *testing.F) {
	f.Add("+CSQ", []byte("AT+CSQ\r\r\n+CREG: 5\r\n+CSQ: 9,99\r\n"), []byte{4, 0, 7})
	f.Add("+CPIN?", []byte("+CPIN: NOT READY\r\n+CMT: ,2\r\nABCD\r\n+CPIN: READY\r\n"), []byte{1})
	f.Add("+CREG?;+CEREG?", []byte("+CREG: 2\r\n+CEREG: 0,1\r\n+CREG: 0,5\r\nRING\r\n+CGEV: X\r\n"), []byte{})
	f.Add("", []byte("0\r4\rOK+CREG: 5\r\n> \r\n"), []byte{0})
	f.Add("+QCCID", []byte("+CCID: 12OK\r\nERROR\r\n+CME ERROR:\r\n+CMEE: 1\r\n"), []byte{0, 0, 0})
	f.Fuzz(func(t *testing.T, cmd string, data, cuts []byte) {
		if checkText(cmd) != nil || len(cmd) > 64 {
			return
		}
		run := func(cuts []byte) (string, []string) {
			c := loose(cmd)
			chunked(data, cuts, c.feed)
			c.feed([]byte("\r\nOK\r\n\r\nOK\r\n")) // the first may be the body of a message
			require.Equal(t, idle, c.state)
			require.Empty(t, c.held)
			lines := []string{}
			for len(c.urcs.ch) > 0 {
				u := <-c.urcs.ch
				lines = append(lines, u.Line+"|"+u.Body)
			}
			return string(c.out), lines
		}
		out, urc := run(nil)
		outPieces, urcPieces := run(cuts)
		require.Equal(t, out, outPieces)
		require.Equal(t, urc, urcPieces)
		checkOut(t, cmd, out)
	})
}

// checkOut looks at what went up to modem/at.
func checkOut(t *testing.T, cmd, out string) {
	p := pending{}
	p.prepare(cmd, "", false)
	finals := 0
	for _, l := range strings.Split(strings.TrimSuffix(out, "\n"), "\n") {
		info, ok := strings.CutPrefix(l, string(rune(infoMark)))
		if !ok {
			finals++
			require.True(t, l == "OK" || l == "ERROR" || strings.HasPrefix(l, "+CME ERROR: ") || classify([]byte(l)) != notFinal, "%q", l)
			continue
		}
		require.Zero(t, finals, "a line behind the final")
		name, named := lineName([]byte(info))
		if !named || p.view || p.about && string(name) == "+GCAP" {
			continue
		}
		related := false
		for _, a := range p.parts {
			related = related || kin(a.name, name)
		}
		require.True(t, related, "%q answers %q", info, cmd)
	}
	require.Equal(t, 1, finals)
}

// A registration that is printed in any of its forms is read back as it was.
func FuzzRegistration(f *testing.F) {
	f.Add(uint8(2), uint8(2), uint8(5), uint32(0x1a2b), uint64(0x1c3d4e5), uint8(7), true, true, uint8(0), uint8(15))
	f.Add(uint8(1), uint8(0), uint8(3), uint32(0), uint64(0), uint8(40), false, true, uint8(200), uint8(0))
	f.Add(uint8(3), uint8(5), uint8(11), uint32(0xffffff), uint64(0xfffffffff), uint8(11), true, false, uint8(1), uint8(7))
	names := []string{"+CREG", "+CGREG", "+CEREG", "+C5GREG"}
	f.Fuzz(func(t *testing.T, domain, n, stat uint8, area uint32, cell uint64, act uint8, withN, quoted bool, causeType, cause uint8) {
		want := Registration{Domain: Domain(domain%4 + 1), HasN: withN, Stat: Stat(stat % 12), AcT: NoAcT, CauseType: -1, Cause: -1}
		line := names[domain%4] + ":"
		if withN {
			want.N = int(n % 6)
			line += fmt.Sprintf(" %d,", want.N)
		}
		line += fmt.Sprintf("%d", want.Stat)
		if act < 64 {
			want.Area, want.HasArea = uint64(area)&0xffffff, true
			want.Cell, want.HasCell = cell&0xfffffffff, true
			format := ",%04X, %07X"
			if quoted {
				format = `,"%04X","%07x"`
			}
			line += fmt.Sprintf(format, want.Area, want.Cell)
		}
		if act < 32 {
			want.AcT = AcT(act)
			line += fmt.Sprintf(",%d", act)
			if causeType < 2 {
				line += []string{"", "", `,"01"`, "", `,4,"01.000001"`}[want.Domain]
				want.CauseType, want.Cause = int(causeType), int(cause)
				line += fmt.Sprintf(",%d,%d", causeType, cause)
			}
		}
		got, err := ParseRegistration(line)
		require.NoError(t, err, line)
		require.Equal(t, want, got, line)
	})
}

// What any line says is never more than what stands in it.
func FuzzParsers(f *testing.F) {
	for _, l := range []string{
		`+CEREG: 2,5,"1A2B","01C3D4E5",7`, "+CREG: 002,001", "+CSQ: 20,99", "+CESQ: 99,99,255,255,20,80", `+COPS: 0,2,"310410",7`,
		"+CPIN: SIM PIN", "+QGDCNT: 1,18446744073709551615", `+CMTI: "ME",3`, "0791534850020200040C9153486507895500006090608164138004D4F29C0E",
		`+CGDCONT: 1,"IP","super"`, "+CEER: no cause", "+CESQ: ,,,,,", "+COPS: 0,0,\"x\",300", "+CREG: -1", "+CREG: 2,00,0", "+CREG:-0", "+COPS:0,,,\"1\"0",
	} {
		f.Add(l)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if r, err := ParseRegistration(line); err == nil {
			require.GreaterOrEqual(t, r.Stat, Stat(0))
			require.True(t, hasNumber(line, int(r.Stat)), "%q: stat %d", line, r.Stat)
			require.True(t, r.Domain >= CS && r.Domain <= NR)
			require.True(t, r.AcT == NoAcT || hasNumber(line, int(r.AcT)), "%q: AcT %d", line, r.AcT)
			require.True(t, r.Cause == -1 || hasNumber(line, r.Cause), "%q: cause %d", line, r.Cause)
		}
		if s, err := ParseCSQ(line); err == nil && s.RSSI != NoDBm {
			require.True(t, hasNumber(line, (s.RSSI+113)/2), "%q: %d dBm", line, s.RSSI)
		}
		if s, err := ParseCESQ(line); err == nil && s.RSRP != NoDBm {
			require.True(t, hasNumber(line, s.RSRP+141), "%q: %d dBm", line, s.RSRP)
		}
		if o, err := ParseCOPS(line); err == nil {
			require.Contains(t, line, o.PLMN)
			require.True(t, o.AcT == NoAcT || hasNumber(line, int(o.AcT)), "%q: AcT %d", line, o.AcT)
		}
		if code, err := ParseCPIN(line); err == nil {
			require.Contains(t, strings.ToUpper(line), code)
		}
		if c, err := ParseQGDCNT(line); err == nil {
			require.True(t, hasNumber(line, c.Sent) && hasNumber(line, c.Received), line)
		}
		if _, i, err := ParseCMTI(line); err == nil && i >= 0 {
			require.True(t, hasNumber(line, i), line)
		}
		if d, err := ParseDeliver(line); err == nil {
			require.Contains(t, strings.ToUpper(line), d.SCTS)
			require.LessOrEqual(t, len(d.From), 20)
		}
		require.LessOrEqual(t, len(ParseAPN([]string{line})), 103)
		require.LessOrEqual(t, len(ParseCEER([]string{line})), 203)
		for _, m := range ParseMessages([]string{line, line}) {
			require.Equal(t, line, m.PDU)
		}
	})
}

// hasNumber tells whether one of the fields of line is n in decimal.
func hasNumber[N int | uint64](line string, n N) bool {
	_, rest, _ := strings.Cut(line, ":")
	for _, field := range strings.Split(rest, ",") {
		whole := strings.Trim(field, " \t\"")
		marked, _, _ := strings.Cut(strings.TrimLeft(field, " \t\""), `"`) // what follows the second mark is noise
		for _, s := range []string{whole, strings.Trim(marked, " \t")} {
			s = strings.TrimLeft(s, "0")
			if s == strconv.FormatUint(uint64(n), 10) || n == 0 && s == "" {
				return true
			}
		}
	}
	return false
}
