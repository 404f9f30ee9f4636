package module

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/format"
)

// say reads a line with the forms of a profile: name=value, name? when unknown.
func say(t *testing.T, forms []format.Line, line string) string {
	form, rest := format.Find(forms, line)
	require.NotNil(t, form, line)
	var out []string
	for _, v := range form.Read(rest, nil) {
		text := v.Raw
		switch {
		case !v.Known:
			text = "?"
		case v.Field.Words[int(v.Num)] != "":
			text = v.Field.Words[int(v.Num)]
		case v.Field.Kind != format.Text:
			text = strconv.FormatFloat(v.Num, 'f', -1, 64)
		}
		out = append(out, v.Field.Name+"="+text)
	}
	return strings.Join(out, " ")
}

// The lines are made up after the syntax of the manuals that the forms name;
// none is of a module that was seen here. Numbers of cells and cards are invented.
func TestFormatsReadTheirLines(t *testing.T) {
	for _, c := range []struct {
		p          Profile
		line, want string
	}{
		{ubloxSARAR4.profile(), "+UUSIMSTAT: 6", "state=operational"},
		{ubloxSARAR4.profile(), "+URAT: 7,8", "first=LTE-M second=NB-IoT"},
		{ubloxSARAR4.profile(), `+RSRP: 476,5110,"-096.50",`, "pci=476 earfcn=5110 rsrp=-96.5 pci=?"},
		{ubloxSARAR4.profile(), `+RSRQ: 476,5110,"-20.00",12,5110,"-11.20",`, "pci=476 earfcn=5110 rsrq=-20 pci=12 earfcn=5110 rsrq=-11.2 pci=?"},
		{ubloxSARAR5.profile(), "+UMNOPROF: 90", "profile=90"},
		{ubloxLARAR6.profile(), `+UUSBCONF: 2,"ECM",,"0x1313"`, "profile=ECM network=ECM audio=? usb_product=4883"},
		{ubloxTOBY.profile(), "+URAT: 1,2", "allowed=GSM, UMTS preferred=UMTS"},
		{semtechHL78.profile(), "+KCELLMEAS: -97,110,,,9.5", "rsrp=-97 path_loss=110 pusch_power=? pucch_power=? sinr=9.5"},
		{semtechHL78.profile(), "+KSUP: 2", "state=no card"},
		{semtechHL78.profile(), "+KSREP: 1,0", "reports=on state=ready, no PIN needed"},
		{sierraEM.profile(), "!SELRAT: 06, LTE Only", "index=6 name=LTE Only"},
		{sierraWP.profile(), "!SCACT: 1,0", "cid=1 state=down"},
		{nordicNRF91.profile(), "%CESQ: 44,2,16,2", "rsrp=-97 rsrp_step=2 rsrq=-12 rsrq_step=2"},
		{nordicNRF91.profile(), "%XSIM: 0,3", "state=not initialised cause=3"},
		{nordicNRF91.profile(), "%XSYSTEMMODE: 1,1,1,0", "lte_m=1 nb_iot=1 gnss=1 preference=none"},
		{cinterionPLS.profile(), "^SCKS: 1,1", "reports=on state=card inserted"},
		{cinterionPLS.profile(), "+CIEV: simlocal,0", "indicator=simlocal state=no card, or it does not answer"},
		{cinterionPLS.profile(), "^SXRAT: 6,3", "allowed=6 preferred=3"},
		{cinterionEXS.profile(), "^SMONI: Searching", "state=Searching"},
		{huawei.profile(), "^RSSI:19", "rssi=-75"},
		{huawei.profile(), "^RSSI: 99", "rssi=?"},
		{huawei.profile(), "^MODE:5,4", "mode=WCDMA submode=WCDMA"},
		{huawei.profile(), "^SIMST: 255,0", "state=no card locked=no"},
		{huawei.profile(), "^SYSINFO:2,3,1,5,1,,4", "service=valid service domain=CS and PS roaming=roaming mode=WCDMA card=valid locked=? submode=WCDMA"},
		{huawei.profile(), `^SYSINFOEX:2,3,1,1,,6,"LTE",101,"LTE"`, "service=valid service domain=CS and PS roaming=roaming card=valid locked=? mode=LTE mode_name=LTE submode=101 submode_name=LTE"},
		{huawei.profile(), "^NWTIME: 26/11/23,17:00:00+04,00", "date=26/11/23 time=17:00:00+04 dst=0"},
		{huawei.profile(), "^DSFLOWRPT:0000000A,00000000,00000010,0000000000000200,0000000000001000,0003E800,0003E800",
			"time=10 sent_rate=0 received_rate=16 sent=512 received=4096 sent_rate_max=256000 received_rate_max=256000"},
		{huawei.profile(), `^NDISSTAT: 1,,,"IPV4",0,,,"IPV6"`, "state=up cause=? reserved=? type=IPV4 state=down cause=? reserved=? type=IPV6"},
		{huawei.profile(), "^MONSC: LTE,310,410,5110,1A2D003,79,2B5C,-97,-11,-68", "act=LTE mcc=310 mnc=410 earfcn=5110 cell=27447299 pci=121 tac=11100 rsrp=-97 rsrq=-11 rssi=-68"},
		{huawei.profile(), `^SYSCFGEX: "00",3FFFFFFF,1,2,7FFFFFFFFFFFFFFF,,`, "order=00 bands=1073741823 roaming=allowed domain=2 lte_bands=9223372036854776000"},
		{zte.profile(), `+ZDONR: "Example",310,410,"CS_PS","ROAM_ON"`, "operator=Example mcc=310 mnc=410 domain=CS_PS roaming=ROAM_ON"},
		{zte.profile(), "+ZUSIMR:2", "code=2"},
	} {
		require.Equal(t, c.want, say(t, c.p.Formats(), c.line), "%s %s", c.p.Name, c.line)
	}
}

func TestSignalOfTheFamilies(t *testing.T) {
	gstatus := []string{"!GSTATUS: ", "Current Time:  1249\t\tTemperature: 34", "Reset Counter: 2\t\tMode:        ONLINE         ",
		"System mode:   LTE        \tPS state:    Attached     ", "LTE band:      B12    \t\tLTE bw:      10 MHz  ",
		"LTE Rx chan:   5110\t\tLTE Tx chan: 23110", "PCC RxM RSSI:  -68\t\tRSRP (dBm):  -97", "PCC RxD RSSI:  -70\t\tRSRP (dBm):  -99",
		"Tx Power:      --\t\tTAC:         2B5C (11100)", "RSRQ (dB):     -11.0\t\tCell ID:     01A2D003 (27447299)", "SINR (dB):      8.0"}
	lte := Reading{RSRP: db(-970), RSRQ: db(-110), RSSI: db(-680), SINR: db(80)}
	cell := lte
	cell.Act, cell.Band, cell.Channel, cell.Area, cell.Cell = "LTE", "B12", "5110", "2B5C", "01A2D003"
	for _, c := range []struct {
		p     Profile
		lines []string
		want  Reading
	}{
		{Generic(), []string{"+CESQ: 99,99,255,255,18,44"}, Reading{RSRP: db(-970), RSRQ: db(-110)}},
		{Generic(), []string{"+CESQ: 43,0,255,255,255,255"}, Reading{RSSI: db(-680)}},
		{Generic(), []string{"+CESQ: 99,99,255,255,255,255,65,60,63"}, Reading{RSRP: db(-970), RSRQ: db(-110), SINR: db(80)}},
		{Generic(), []string{"+CESQ: 99,99,26,35,255,255"}, Reading{RSCP: db(-950), ECNO: db(-70)}},
		{ubloxSARAR4.profile(), []string{"+CESQ: 99,99,255,255,20,80"}, Reading{RSRP: db(-610), RSRQ: db(-100)}},
		{sierraEM.profile(), gstatus, cell},
		{sierraWP.profile(), []string{"System mode:   NR5G       \tPS state:    Attached     ", "NR5G RSRP (dBm): -111\t\t\tNR5G RSRQ (dB):  -11", "NR5G SINR (dB):  12.0"},
			Reading{Act: "NR5G", RSRP: db(-1110), RSRQ: db(-110), SINR: db(120)}},
		{sierraEM.profile(), []string{"System mode:   WCDMA      \tPS state:    Attached     ", "RX level (dBm):-85"}, Reading{Act: "WCDMA", RSSI: db(-850)}},
		{nordicNRF91.profile(), []string{`%XMONITOR: 5,"Example","EX","310410","2B5C",7,12,"01A2D003",121,5110,44,33,"","11100000","11100000"`},
			Reading{RSRP: db(-970), SINR: db(80), Act: "LTE", Band: "12", Cell: "01A2D003", PCI: "121", Channel: "5110", Area: "2B5C", MCC: "310", MNC: "410"}},
		{nordicNRF91.profile(), []string{"%XMONITOR: 2"}, Reading{}},
		{cinterionPLS.profile(), []string{"^SMONI: 4G,5110,12,10,10,FDD,310,410,2B5C,1A2D003,121,33,-97,-11,NOCONN"},
			Reading{RSRP: db(-970), RSRQ: db(-110), Act: "4G", Band: "12", Cell: "1A2D003", PCI: "121", Channel: "5110", Area: "2B5C", MCC: "310", MNC: "410"}},
		{cinterionPLS.profile(), []string{"^SMONI: 3G,4385,84,-7.5,-79,310,410,2B5C,1A2D003,-,-,NOCONN"},
			Reading{RSCP: db(-790), ECNO: db(-75), Act: "3G", Cell: "1A2D003", Channel: "4385", Area: "2B5C", MCC: "310", MNC: "410"}},
		{cinterionPLS.profile(), []string{"^SMONI: 2G,71,-61,310,410,0143,83BA,33,33,3,6,G,NOCONN"},
			Reading{RSSI: db(-610), Act: "2G", Cell: "83BA", Channel: "71", Area: "0143", MCC: "310", MNC: "410"}},
		{huawei.profile(), []string{`^HCSQ: "LTE",53,44,141,18`}, Reading{Act: "LTE", RSSI: db(-680), RSRP: db(-970), RSRQ: db(-110), SINR: db(80)}},
		{huawei.profile(), []string{`^HCSQ:"LTE",53,44,255,18`}, Reading{Act: "LTE", RSSI: db(-680), RSRP: db(-970), RSRQ: db(-110)}},
		{huawei.profile(), []string{`^HCSQ: "WCDMA",53,26,51`}, Reading{Act: "WCDMA", RSSI: db(-680), RSCP: db(-950), ECNO: db(-70)}},
		{huawei.profile(), []string{`^HCSQ: "GSM",36,255`}, Reading{Act: "GSM", RSSI: db(-850)}},
		{zte.profile(), []string{"+ZRSSI: 71,14,180"}, Reading{RSSI: db(-710), ECNO: db(-70), RSCP: db(-900)}},
		{zte.profile(), []string{"+ZRSSI: 71,1000,1000"}, Reading{RSSI: db(-710)}},
	} {
		got, ok := c.p.Signal.Read(c.lines)
		require.True(t, ok, "%s %q", c.p.Name, c.lines)
		require.Equal(t, c.want, got, "%s %q", c.p.Name, c.lines)
	}
}

func TestRetriesOfTheFamilies(t *testing.T) {
	for _, c := range []struct {
		p     Profile
		lines []string
		want  Retries
	}{
		{Generic(), []string{"+CPINR: SIM PIN,2,3", "+CPINR: SIM PUK,9,10", "+CPINR: SIM PIN2,3,3", "+CPINR: SIM PUK2,8,10"}, Retries{2, 9, 3, 8}},
		{ubloxSARAR5.profile(), []string{"+UPINCNT: 2,3,9,8"}, Retries{2, 9, 3, 8}},
		{sierraEM.profile(), []string{"+CPINC: 2, 3, 9, 8"}, Retries{2, 9, 3, 8}},
		{nordicNRF91.profile(), []string{`+CPINR: "SIM PIN",2`}, Retries{2, -1, -1, -1}},
		{cinterionPLS.profile(), []string{"^SPIC: 2"}, Retries{2, -1, -1, -1}},
		{huawei.profile(), []string{"^CPIN: SIM PIN,2,9,2,8,3"}, Retries{2, 9, 3, 8}},
		{huawei.profile(), []string{"^CPIN: READY,,9,2,8,3"}, Retries{2, 9, 3, 8}},
		{zte.profile(), []string{"+ZPINPUK:2,9"}, Retries{2, 9, -1, -1}},
	} {
		require.Equal(t, c.want, c.p.Retries.Retries(c.lines), "%s %q", c.p.Name, c.lines)
	}
}

func TestCountersOfTheFamilies(t *testing.T) {
	for _, c := range []struct {
		p              Profile
		lines          []string
		sent, received uint64
	}{
		{ubloxSARAR4.profile(), []string{"+UGCNTRD: 1,100,200,1000,3000", "+UGCNTRD: 4,0,0,7,8"}, 1007, 3008},
		{nordicNRF91.profile(), []string{"%XCONNSTAT: 0,0,14,16,748,134"}, 14 << 10, 16 << 10},
		{huawei.profile(), []string{"^DSFLOWQRY:00000210,0000000000000C58,0000000000000C5E,0000240E,00000000000AD023,00000000002FA192"}, 0xAD023, 0x2FA192},
	} {
		sent, received, ok := c.p.Counter.Read(c.lines)
		require.True(t, ok, c.p.Name)
		require.Equal(t, []uint64{c.sent, c.received}, []uint64{sent, received}, c.p.Name)
	}
}

func TestCardEvents(t *testing.T) {
	for _, c := range []struct {
		p    Profile
		line string
		want CardEvent
	}{
		{ubloxSARAR4.profile(), "+UUSIMSTAT: 0", CardRemoved},
		{ubloxSARAR4.profile(), "+UUSIMSTAT:1", CardInserted},
		{ubloxSARAR4.profile(), "+UUSIMSTAT: 10", NoEvent},
		{ubloxSARAR4.profile(), "+UUSIMSTAT: 9", CardChanged},
		{ubloxSARAR4.profile(), "+CIEV: 12,1", CardInserted},
		{ubloxSARAR4.profile(), "+CIEV: 1,2", NoEvent},
		{nordicNRF91.profile(), "%XSIM: 1", CardReady},
		{cinterionPLS.profile(), "^SCKS: 0", CardRemoved},
		{cinterionPLS.profile(), "+CIEV: simlocal,1", CardInserted},
		{huawei.profile(), "^SIMST:255,0", CardRemoved},
		{huawei.profile(), "^SIMST: 1,0", CardReady},
		{huawei.profile(), "^SIMST: 15", NoEvent},
		{semtechHL78.profile(), "+SIM: 1", CardChanged},
		{zte.profile(), "+ZUSIMR:2", NoEvent},
	} {
		require.Equal(t, c.want, c.p.CardEvent(c.line), "%s %s", c.p.Name, c.line)
	}
}

func TestWantsOfTheFamilies(t *testing.T) {
	for _, c := range []struct {
		w           Want
		line, value string
		fits        bool
	}{
		{ubloxSARAR4.profile().Wants[0], "+URAT: 7,8", "7,8", true},
		{ubloxSARAR4.profile().Wants[0], "+URAT: 8,7", "8,7", false},
		{semtechHL78.profile().Wants[0], "+KSRAT: 1", "1", false},
		{sierraEM.profile().Wants[0], "!SELRAT: 00, Automatic", "00,Automatic", true},
		{sierraEM.profile().Wants[0], "!SELRAT: 06, LTE Only", "06,LTEOnly", false},
		{nordicNRF91.profile().Wants[0], "%XSYSTEMMODE: 0,1,0,0", "0,1,0,0", false},
		{huawei.profile().Wants[0], `^SYSCFGEX:"00",3FFFFFFF,1,2,7FFFFFFFFFFFFFFF,,`, "1,2,7FFFFFFFFFFFFFFF,,", true},
		{huawei.profile().Wants[0], `^SYSCFGEX: "0302",3FFFFFFF,0,2,7FFFFFFFFFFFFFFF,,`, "0,2,7FFFFFFFFFFFFFFF,,", false},
	} {
		value, fits, known := c.w.Check([]string{c.line})
		require.True(t, known, c.line)
		require.Equal(t, c.value, value)
		require.Equal(t, c.fits, fits, c.line)
	}
}
