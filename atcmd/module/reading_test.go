package module

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/format"
)

func db(tenths int16) Level { return Level{Tenths: tenths, Known: true} }

// servcell is the form of Quectel's LTE line (EC2x AT commands manual,
// AT+QENG), here for the reader's own tests.
var servcell = Query{Command: `+QENG="servingcell"`, Lines: []format.Line{{
	Name: "+QENG", Key: []string{"servingcell", "*", "LTE"}, Fields: []format.Field{
		{Name: "what", Kind: format.Text}, {Name: "state", Kind: format.Text}, {Name: "act", Kind: format.Text},
		{Name: "duplex", Kind: format.Text}, {Name: "mcc"}, {Name: "mnc"}, {Name: "cell", Kind: format.Hex}, {Name: "pci"},
		{Name: "earfcn"}, {Name: "band"}, {Name: "ul_bandwidth"}, {Name: "dl_bandwidth"}, {Name: "tac", Kind: format.Hex},
		{Name: "rsrp", Unit: "dBm"}, {Name: "rsrq", Unit: "dB"}, {Name: "rssi", Unit: "dBm"},
		{Name: "sinr", Unit: "dB", Mul: 2, Add: -20}, {Name: "srxlev"},
	}}}}

const lteLine = `+QENG: "servingcell","NOCONN","LTE","FDD",310,410,1A2D003,121,5110,12,3,3,2B5C,-97,-11,-68,14,26`

func TestReading(t *testing.T) {
	r, ok := servcell.Read([]string{"+CSQ: 20,99", lteLine, "OK"})
	require.True(t, ok)
	require.Equal(t, Reading{
		RSRP: db(-970), RSRQ: db(-110), RSSI: db(-680), SINR: db(80),
		Act: "LTE", Band: "12", Cell: "1A2D003", PCI: "121", Channel: "5110", Area: "2B5C", MCC: "310", MNC: "410",
	}, r)
	for _, none := range []string{"", "+QENG", `+QENG: "servingcell","SEARCH"`, "+CSQ: 20,99", `+QENG: "servingcell","NOCONN","GSM",1`} {
		r, ok = servcell.Read([]string{none})
		require.False(t, ok, none)
		require.Zero(t, r, none)
	}
	r, ok = servcell.Read([]string{`+QENG : "servingcell","NOCONN","LTE","FDD",-,,,,,--,,,,-,-2000,abc,`})
	require.True(t, ok)
	require.Equal(t, Reading{Act: "LTE"}, r, "what is no level is not known")
}

// What no radio hears is not known, whatever the module means by it.
func TestReadingRefusesImpossibleLevels(t *testing.T) {
	for line, want := range map[string]Reading{
		"+CESQ: 99,99,255,255,200,200":              {},
		"+CESQ: 99,99,255,255,34,97":                {RSRQ: db(-30), RSRP: db(-440)},
		"+CESQ: 99,99,255,255,0,0":                  {RSRQ: db(-200), RSRP: db(-1410)},
		"+CESQ: 111,99,255,255,255,255":             {}, // 0 dBm
		"+CESQ: 99,99,255,255,255,255,0,-4,127":     {RSRQ: db(-435), SINR: db(400)},
		"+CESQ: 99,99,255,255,255,255,127,-3,-1000": {RSRQ: db(200), RSRP: db(-1600)},
	} {
		r, ok := Generic().Signal.Read([]string{line})
		require.True(t, ok)
		require.Equal(t, want, r, line)
	}
}

func TestReadingTakesTheFirstKnown(t *testing.T) {
	q := Query{Lines: []format.Line{{Name: "+A", Fields: []format.Field{
		{Name: "rsrp", Mul: 1, Add: -141, None: []int64{255}}, {Name: "ss_rsrp", Add: -157, None: []int64{255}},
		{Name: "act", Kind: format.Enum, Words: map[int]string{7: "LTE"}},
	}}}}
	r, _ := q.Read([]string{"+A: 255,255,7", "+A: 255,60,9", "+A: 44,61,7"})
	require.Equal(t, Reading{RSRP: db(-970), Act: "LTE"}, r)
	r, _ = q.Read([]string{"+A: 44,255,9", "\t+A: 45"})
	require.Equal(t, Reading{RSRP: db(-970), Act: "9"}, r, "a number without a meaning stands as it is")
}

func TestReadingAllocatesNothing(t *testing.T) {
	lines := []string{"+CSQ: 20,99", lteLine}
	require.Zero(t, testing.AllocsPerRun(100, func() { servcell.Read(lines) }))
}

func TestRetries(t *testing.T) {
	q := Query{Lines: []format.Line{
		{Name: "+P", Key: []string{"SIM PIN"}, Fields: []format.Field{{Name: "code", Kind: format.Text}, {Name: "pin"}, {Name: "of"}}},
		{Name: "+P", Key: []string{"SIM PUK"}, Fields: []format.Field{{Name: "code", Kind: format.Text}, {Name: "puk"}, {Name: "of"}}},
		{Name: "+Q", Fields: []format.Field{{Name: "pin"}, {Name: "pin2"}, {Name: "puk"}, {Name: "puk2"}}},
	}}
	none := Retries{-1, -1, -1, -1}
	for want, lines := range map[Retries][]string{
		{3, 10, -1, -1}: {"+P: SIM PIN,3,3", "+P: SIM PUK,10,10", "+P: SIM PIN2,1,1"},
		{0, 9, 3, 8}:    {"+Q: 0,3,9,8"},
		{2, -1, 3, -1}:  {"+Q: 2,3,,-1"},
		none:            {"", "+P: SIM PIN", "+P: SIM PIN,x", "+Q: 256,1000000,-1,1e3", "OK"},
	} {
		require.Equal(t, want, q.Retries(lines), "%q", lines)
	}
}

func TestWantCheck(t *testing.T) {
	w := Want{Answer: `+QCFG: "roamservice",`, Fits: []string{"2", "255"}}
	for _, c := range []struct {
		line, value string
		fits, known bool
	}{
		{`+QCFG: "roamservice",2`, "2", true, true},
		{`+QCFG:"roamservice", 255`, "255", true, true},
		{`+QCFG: "roamservice",2,1`, "2,1", true, true},
		{`+QCFG: "roamservice",25`, "25", false, true},
		{`+QCFG: "roamservice",1`, "1", false, true},
		{`+QCFG: "roamservice",`, "", false, true},
		{`+QCFG: "roamservice"`, "", false, false},
		{`+QCFG: "nwscanmode",2`, "", false, false},
	} {
		value, fits, known := w.Check([]string{"", c.line})
		require.Equal(t, c.value, value, c.line)
		require.Equal(t, c.fits, fits, c.line)
		require.Equal(t, c.known, known, c.line)
	}
}

// cell is what byHand reads.
type cell struct {
	act                            string
	mcc, mnc, pci, earfcn, band    int
	id, tac                        uint64
	rsrp, rsrq, rssi, sinr, srxlev int
}

// byHand is the least that could be written for that one line.
func byHand(line string) (c cell, ok bool) {
	rest, ok := strings.CutPrefix(line, `+QENG: "servingcell",`)
	if !ok {
		return c, false
	}
	var f [17]string
	for i := range f {
		f[i], rest, _ = strings.Cut(rest, ",")
	}
	n := func(i int) int {
		v, err := strconv.Atoi(f[i])
		ok = ok && err == nil
		return v
	}
	x := func(i int) uint64 {
		v, err := strconv.ParseUint(f[i], 16, 64)
		ok = ok && err == nil
		return v
	}
	c = cell{
		act: strings.Trim(f[1], `"`), mcc: n(3), mnc: n(4), id: x(5), pci: n(6), earfcn: n(7), band: n(8), tac: x(11),
		rsrp: n(12), rsrq: n(13), rssi: n(14), sinr: n(15), srxlev: n(16),
	}
	return c, ok && c.act == "LTE"
}

// BenchmarkReadQENG compares with the parser by hand, in turns.
func BenchmarkReadQENG(b *testing.B) {
	lines, query := []string{lteLine}, quectelEC2x.profile().Signal
	want, ok := byHand(lteLine)
	require.True(b, ok)
	got, ok := query.Read(lines)
	require.True(b, ok)
	require.Equal(b, want.rsrp*10, int(got.RSRP.Tenths))
	ours := func() {
		if _, ok := query.Read(lines); !ok {
			b.Fatal("the line was refused")
		}
	}
	hand := func() {
		if _, ok := byHand(lines[0]); !ok {
			b.Fatal("the line was refused")
		}
	}
	best := [2]time.Duration{time.Hour, time.Hour} // the quietest thousand: the machine is shared
	for b.Loop() {
		for i, f := range []func(){ours, hand} {
			start := time.Now()
			for range 1000 {
				f()
			}
			best[i] = min(best[i], time.Since(start))
		}
	}
	b.ReportMetric(float64(best[0].Nanoseconds())/1000, "ours-ns")
	b.ReportMetric(float64(best[1].Nanoseconds())/1000, "by-hand-ns")
	b.ReportMetric(float64(best[0])/float64(best[1]), "ours/by-hand")
	b.ReportMetric(testing.AllocsPerRun(100, ours), "ours-allocs")
	b.ReportMetric(0, "ns/op")
}
