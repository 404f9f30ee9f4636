package atcmd

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What any line says is never more than what stands in it.
func FuzzLines(f *testing.F) {
	for _, l := range []string{
		`+CCLK: "26/05/14,09:30:00+08"`, `+CTZE: "+08",1,"2026/05/14,09:30:00"`, `+CGDCONT: 1,"IP","super",,0,0`, `+CGDCONT: (1-16),("IP","PPP")`,
		"+CGACT: 1,1", `+CGCONTRDP: 1,5,"super","10.1.2.3.255.255.255.0","10.1.2.1"`, "+CGEV: NW DEACT IP, 10.1.2.3, 1", "+CGEV: ME ACT 1,2,0",
		`+CIND: ("signal",(0-5)),()`, `+CLCC: 1,1,4,0,0,"+15555000010",145`, `+CNUM: "","+15555000010",145`, `+COPS: (2,"A","B","00101"),7),,(0-4)`,
		`+CPMS: "SM",3,40,"ME",0,23`, `+CPMS: (("SM"),("ME"))`, "+CNMI: (0-2),(0,1,3)", `+CUSD: 0,"x",15`, "350000000000006", "0x00A1000000ABCDEF:0x80ABCDEF",
		"+CESQ: 99,99,255,255,20,80", `+CMGR: "REC READ","1",,"26/05/14,09:30:00+08"`, "00101",
	} {
		f.Add(l)
	}
	f.Fuzz(func(t *testing.T, line string) {
		within := func(part string) {
			require.Contains(t, line, strings.TrimSuffix(part, "…"))
		}
		if p, err := ParseCGEV(line); err == nil {
			within(p.Type)
			within(p.Address)
			within(p.Class)
			require.NotEqual(t, UnknownEvent, p.Event)
		}
		if c, err := ParseCLCC(line); err == nil {
			within(c.Number)
			require.True(t, hasNumber(line, c.Index) || c.Index < 0, line)
		}
		if n, _, err := ParseCNUM(line); err == nil {
			within(n)
		}
		if _, text, _, err := ParseCUSD(line); err == nil {
			within(text)
		}
		if h, err := ParseTextHeader(line); err == nil {
			within(h.Peer)
		}
		if s, err := ParseGSN([]string{line}); err == nil {
			within(s.IMEI)
			require.Contains(t, strings.ToUpper(line), s.MEID)
			require.Contains(t, strings.ToUpper(line), strings.TrimLeft(s.ESN, "0"))
		}
		if mcc, mnc, err := ParsePLMN(line); err == nil {
			require.Equal(t, line, mcc+mnc)
		}
		lists(t, line)
		if c, err := ParseCCLK(line); err == nil {
			require.LessOrEqual(t, c.Offset, 14*60)
			require.GreaterOrEqual(t, c.Offset, -12*60)
			within(fmt.Sprint(c.Local().Year() % 10))
		}
	})
}

// lists checks the parsers whose results are lists.
func lists(t *testing.T, line string) {
	for _, n := range ParseScan([]string{line}) {
		require.True(t, strings.Contains(line, n.PLMN) || strings.Contains(line, "003"), line)
		require.True(t, n.AcT == NoAcT || n.AcT <= 31)
	}
	if list, err := ParseCINDTest(line); err == nil {
		require.LessOrEqual(t, len(list), maxIndicators)
		for _, i := range list {
			require.LessOrEqual(t, i.Min, i.Max)
			require.Contains(t, line, fmt.Sprint(i.Max))
		}
	}
	if list, err := ParseCGDCONTTest(line); err == nil {
		require.NotEmpty(t, list)
		require.LessOrEqual(t, list[0].Min, list[0].Max)
	}
	if s, err := ParseCPMS(line); err == nil {
		require.True(t, hasNumber(line, s[0].Used) || hasNumber(line, s[2].Used), line)
	}
	if s, err := ParseCPMSTest(line); err == nil {
		total := 0
		for _, names := range s {
			for _, n := range names {
				total += len(n)
			}
		}
		require.LessOrEqual(t, total, len(line)+len("…")*maxFields*3)
	}
}

// A clock that is printed in any of its forms is read back as it was.
func FuzzClock(f *testing.F) {
	f.Add(int64(1778743800), int8(8), uint8(0))
	f.Add(int64(946684800), int8(-48), uint8(7))
	f.Fuzz(func(t *testing.T, unix int64, zone int8, form uint8) {
		at := time.Unix(unix&0x7FFFFFFF, 0).UTC() // to 2038
		if zone < -48 || zone > 56 {
			zone = 0
		}
		local := at.Add(time.Duration(zone) * 15 * time.Minute)
		if local.Year() < 1970 {
			return
		}
		layout := []string{"06/01/02,15:04:05", "2006/01/02,15:04:05", "06/1/2,15:04:05", "2006/01/02, 15:04:05"}[form&3]
		text := local.Format(layout) + fmt.Sprintf("%+03d", zone)
		if form&4 != 0 {
			text += ",1"
		}
		if form&8 == 0 {
			text = `"` + text + `"`
		}
		c, err := ParseCCLK("+CCLK: " + text)
		require.NoError(t, err, text)
		require.True(t, at.Equal(c.UTC), text)
		require.Equal(t, 15*int(zone), c.Offset)
	})
}

// Addresses that are printed in any of the forms are read back as they were.
func FuzzBearer(f *testing.F) {
	f.Add([]byte{10, 1, 2, 3}, uint8(24), uint8(0))
	f.Add([]byte{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, uint8(64), uint8(1))
	f.Fuzz(func(t *testing.T, octets []byte, ones, form uint8) {
		addr, ok := netip.AddrFromSlice(octets)
		if !ok {
			return
		}
		bits := 8 + int(ones)%(addr.BitLen()-7) // a mask begins with 255
		mask := netip.PrefixFrom(netip.MustParseAddr(map[bool]string{true: "255.255.255.255", false: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}[addr.Is4()]), bits).Masked().Addr()
		print := func(a netip.Addr) string {
			return strings.Trim(strings.ReplaceAll(fmt.Sprint(a.AsSlice()), " ", "."), "[]")
		}
		text := print(addr) + "." + print(mask)
		switch {
		case form%3 == 1:
			text = print(addr) + `","` + print(mask)
		case form%3 == 2 && !addr.Is4() && !addr.Is4In6():
			text = addr.String() + " " + mask.String()
		}
		b, err := ParseCGCONTRDP(fmt.Sprintf(`+CGCONTRDP: 1,5,"super","%s","%s",,"%s"`, text, print(addr), print(addr)))
		require.NoError(t, err)
		require.Equal(t, Bearer{CID: 1, ID: 5, APN: "super", Local: addr, Mask: mask, Gateway: addr, DNS2: addr}, b, text)
	})
}

// The lines that a module sends on its own cost nothing to read.
func TestUnsolicitedLinesAllocateNothing(t *testing.T) {
	for line, read := range map[string]func(string){
		"+CGEV: NW DEACT IP, 10.1.2.3, 1":                    func(l string) { _, _ = ParseCGEV(l) },
		"+CGEV: ME PDN ACT 1,0":                              func(l string) { _, _ = ParseCGEV(l) },
		`+CTZE: "+08",1,"2026/05/14,09:30:00"`:               func(l string) { _, _ = ParseZone(l) },
		"+CESQ: 99,99,255,255,20,80":                         func(l string) { _, _ = ParseCESQ(l) },
		`+CGCONTRDP: 1,5,"super","10.1.2.3.255.255.255.0"`:   func(l string) { _, _ = ParseCGCONTRDP(l) },
		`+CPMS: "SM",3,40,"ME",0,23,"MT",23,23`:              func(l string) { _, _ = ParseCPMS(l) },
		`+CLCC: 1,1,4,0,0,"+15555000010",145`:                func(l string) { _, _ = ParseCLCC(l) },
		`+CCLK: "26/05/14,09:30:00+08"`:                      func(l string) { _, _ = ParseCCLK(l) },
		`+CGDCONT: 1,"IPV4V6","super","0.0.0.0.0.0.0.0",0,0`: func(l string) { _, _ = ParseCGDCONT(l) },
	} {
		require.Zero(t, testing.AllocsPerRun(100, func() { read(line) }), line)
	}
}
