package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/config"
	judge "simagent/agent/doctor"
	"simagent/agent/local"
	"simagent/atcmd"
	"simagent/atcmd/ports/portstest"
	"simagent/simcard/overat"
)

// doctorOn examines a machine made of files, without a daemon.
func doctorOn(t *testing.T, tr *portstest.Tree, d *doctor) map[string]judge.Finding {
	t.Helper()
	d.folders, d.noCloud = &folders{state: tr.Path("state"), run: tr.Path("run")}, true
	if d.cfg.SIM.APN == "" {
		d.cfg = config.Default()
	}
	all := map[string]judge.Finding{}
	for _, f := range judge.Examine(d.facts(t.Context())) {
		all[f.Check] = f
	}
	return all
}

func TestDoctorModemManager(t *testing.T) {
	tr, f := gatewayPorts(t)
	got := doctorOn(t, tr, &doctor{finder: f})
	require.Equal(t, judge.OK, got["port"].State)
	require.Contains(t, string(got["port"].Evidence), "Quectel EC25/EG25, 2c7c:0125 at USB 1-1.2, interface 02, driver option")
	require.Equal(t, "ModemManager (512) holds dev/ttyUSB2.", got["holder"].Text)
	require.Contains(t, string(got["holder"].Fix), `sudo systemctl stop ModemManager`+"\n"+`echo 'ACTION!="remove", SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="2c7c"`)
	require.Equal(t, "None is needed: the port is on USB.", got["uart"].Text)
	require.Equal(t, "because ModemManager holds the port", got["pdp"].Text)
}

// Modules that are plugged in and no use as they are.
func TestDoctorPlugged(t *testing.T) {
	for name, c := range map[string]struct {
		plug       func(*portstest.Tree)
		text, todo string
	}{
		"download mode": {func(tr *portstest.Tree) { tr.USB("1-1.4", "05c6:9008", "") }, "Qualcomm module, 05c6:9008 at USB 1-1.4, is in emergency download mode", "30 s"},
		"HiLink": {func(tr *portstest.Tree) {
			tr.Net(tr.Iface(tr.USB("1-1.3", "12d1:14dc", ""), 0, "02/06/00", "cdc_ether"), "eth1")
		}, "Huawei stick, 12d1:14dc at USB 1-1.3, is in HiLink mode", "stick (modem) mode"},
		"no driver": {func(tr *portstest.Tree) { tr.Iface(tr.USB("1-3", "2c7c:0800", ""), 2, "ff/00/00", "") }, "no driver is bound", "sudo modprobe option\necho 2c7c 0800 | sudo tee"},
		"no AT port": {func(tr *portstest.Tree) {
			tr.Serial(tr.Iface(tr.USB("1-7", "1bc7:1101", ""), 0, "ff/00/00", "option"), "ttyUSB4")
		}, "has no port on interface 01", "dmesg"},
		"nothing": {func(*portstest.Tree) {}, "No serial port and no known module is plugged in.", "lsusb"},
		"a UART":  {func(tr *portstest.Tree) { tr.UART("ttyS0", "16550A", true) }, "No AT port is plugged in that is known as one.", "--port"},
		"two": {func(tr *portstest.Tree) {
			tr.Four("1-1", "2c7c:0125", 0, 0)
			tr.Serial(tr.Iface(tr.USB("1-2", "2c7c:0125", ""), 2, "ff/00/00", "option"), "ttyUSB4")
		}, "2 ports could be meant", "simagent doctor --port dev/ttyUSB"},
		"no sysfs": {func(tr *portstest.Tree) { require.NoError(t, os.RemoveAll(tr.Path("sys/class"))) }, "cannot be listed", "simagent ports"},
	} {
		t.Run(name, func(t *testing.T) {
			tr, f := machine(t)
			c.plug(tr)
			got := doctorOn(t, tr, &doctor{finder: f})["port"]
			require.Equal(t, judge.Fail, got.State)
			require.Contains(t, got.Text, c.text)
			require.Contains(t, string(got.Fix+got.Hands), c.todo)
		})
	}
}

// Another port than the configured one is there.
func TestDoctorOtherPort(t *testing.T) {
	tr, f := machine(t)
	tr.Four("1-1", "2c7c:0125", 0, 0)
	cfg := config.Default()
	cfg.Modem.Port = tr.Path("dev/ttyUSB7")
	got := doctorOn(t, tr, &doctor{finder: f, cfg: cfg, file: "/etc/gw.toml"})["port"]
	require.Equal(t, cfg.Modem.Port+" is not there; another port could be meant.", got.Text)
	require.Contains(t, string(got.Fix), "simagent doctor --port dev/ttyUSB2 --run ")
	require.Contains(t, string(got.Fix), `port = "dev/ttyUSB2"   # in [modem] of /etc/gw.toml`)
}

func TestDoctorFolders(t *testing.T) {
	dir := t.TempDir()
	f := folderFacts(filepath.Join(dir, "a/b"), "--state")
	require.False(t, f.Exists)
	require.Equal(t, dir, f.Near)
	require.True(t, *f.Writable)
	require.Positive(t, *f.Free)
	require.NoDirExists(t, filepath.Join(dir, "a"))
	require.True(t, folderFacts(dir, "").Exists)
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.Equal(t, file+" is no folder", folderFacts(file, "").Error)
	require.NotEmpty(t, folderFacts(file+"/below", "").Error)
	require.Equal(t, "/proc", mountOf("/proc/self/fd"))
}

// yes answers every command with OK and no line.
type yes struct{}

func (yes) Do(context.Context, string) ([]string, error) { return nil, nil }

// The card's state from what +CPIN? and the reading of its number say.
func TestDoctorCardState(t *testing.T) {
	cme := func(code int) error { return &atcmd.CommandError{Name: "AT+CPIN", Kind: atcmd.CME, Code: code} }
	lost := errors.New("lost")
	unsaid := overat.ReadCard(t.Context(), yes{}, overat.Options{}).Lock.Err
	refusal := &atcmd.CommandError{Name: "AT+CPIN", Kind: atcmd.Plain, Code: -1}
	for _, c := range []struct {
		lock      string
		lockErr   error
		number    error
		want, why string
	}{
		{"READY", nil, nil, "ready", ""},
		{"SIM PIN2", nil, nil, "ready", ""},
		{"SIM PIN", nil, nil, "pin", "AT+CPIN? says SIM PIN"},
		{"SIM PUK", nil, nil, "puk", "AT+CPIN? says SIM PUK"},
		{"PH-NET PIN", nil, nil, "locked", "AT+CPIN? says PH-NET PIN"},
		{"NOT READY", nil, lost, "busy", "AT+CPIN? says NOT READY"},
		{"NOT INSERTED", nil, lost, "absent", "AT+CPIN? says NOT INSERTED"},
		{"READY", nil, lost, "unreadable", "lost"},
		{"", refusal, &overat.ReadError{Attempts: []overat.Attempt{{Command: "+CCID", Err: refusal}}}, "unsupported", "AT+CPIN: ERROR; cannot read ICCID: +CCID: AT+CPIN: ERROR"},
		{"", unsaid, &overat.ReadError{Attempts: []overat.Attempt{{Command: "+CCID", Err: refusal}}}, "unsupported", "no +CPIN line in the answer; cannot read ICCID: +CCID: AT+CPIN: ERROR"},
		{"", lost, &overat.ReadError{Attempts: []overat.Attempt{{Command: "+CCID", Err: lost}}}, "unknown", "lost"},
		{"", refusal, &overat.ReadError{Attempts: []overat.Attempt{{Command: "+CCID", Err: refusal}, {Command: "+CCID", Err: lost}}}, "unknown", "AT+CPIN: ERROR"},
		{"", cme(16), &overat.ReadError{Attempts: []overat.Attempt{{Command: "+CCID", Err: refusal}}}, "unknown", cme(16).Error()},
		{"READY", nil, &overat.DisagreementError{}, "uncertain", (&overat.DisagreementError{}).Error()},
		{"", cme(10), lost, "absent", cme(10).Error()},
		{"", cme(13), lost, "failed", cme(13).Error()},
		{"", cme(14), lost, "busy", cme(14).Error()},
		{"", lost, lost, "unknown", "lost"},
		{"", lost, nil, "ready", ""},
	} {
		state, why := cardState(overat.Card{Lock: overat.Field[string]{Value: c.lock, Err: c.lockErr}, Identity: overat.Field[overat.Identity]{Err: c.number}})
		require.Equal(t, c.want, state, "%+v", c)
		require.Equal(t, c.why, why)
	}
}

func TestDoctorReadsAddresses(t *testing.T) {
	for line, want := range map[string]struct {
		cid     int
		address string
	}{
		`+CGPADDR: 1,"100.64.0.2"`:     {1, "100.64.0.2"},
		`+CGPADDR: 2,0.0.0.0`:          {2, ""},
		`+CGPADDR: 3`:                  {3, ""},
		`+CGPADDR: 1,"","2001:db8::1"`: {1, "2001:db8::1"},
		`+CGPADDR: x`:                  {-1, ""},
		`OK`:                           {-1, ""},
	} {
		cid, address := parseAddress(line)
		require.Equal(t, want.cid, cid, line)
		require.Equal(t, want.address, address, line)
	}
}

func FuzzDoctorAddress(f *testing.F) {
	f.Add(`+CGPADDR: 1,"100.64.0.2"`)
	f.Fuzz(func(t *testing.T, line string) {
		cid, address := parseAddress(line)
		if cid == -1 {
			require.Empty(t, address)
		}
		require.NotContains(t, address, ",")
		require.NotEqual(t, "0.0.0.0", address)
	})
}

// A report is free text: a number in it counts when it is called a cause.
func TestDoctorFindsTheCause(t *testing.T) {
	for text, want := range map[string]string{
		"Registration rejected, cause 8": "8", "EMM cause #11": "11", "Cause: 17": "17",
		"No cause information available": "", "5,3": "", "because 8": "", "cause 12345": "",
	} {
		got := ""
		if m := causeNumber.FindStringSubmatch(text); m != nil {
			got = m[1]
		}
		require.Equal(t, want, got, text)
	}
}

// Nothing that does more than read goes to the module.
func TestDoctorOnlyReads(t *testing.T) {
	o := &onlyReads{module: &cardModule{Module: benchCard()}, known: []string{"+QPINC?"}}
	for _, cmd := range []string{"+CFUN=1,1", `+CGDCONT=1,"IP","x"`, "+CPIN=1234", "+COPS=0", "+CGACT=1,1", "+CMGS=5", `+QCFG="roamservice",2,1`, "+CRSM=214,28539,0,0,3,\"FFFFFF\"", "D*99#", "+CREG=2"} {
		_, err := o.Do(t.Context(), cmd)
		require.ErrorContains(t, err, "would do more than read", cmd)
	}
	require.Empty(t, o.module.(*cardModule).Asked())
}

// What only the daemon knows: how often the module vanished, why the PIN waits, what was written and waits for a restart.
func TestDoctorTakesTheDaemonsWord(t *testing.T) {
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	port, name, since := "/dev/ttyUSB2", "roaming", now.Add(-2*time.Hour)
	st := &local.Status{Link: local.Link{State: "up", Port: &port}, SIM: local.SIM{State: "pin"}, Network: local.Network{Registration: &name, Since: &since}}
	drops := int64(2)
	st.Recovery = local.Recovery{State: "hopeless", Why: "no reset answers a PIN", Drops: &drops}
	st.Verdict = local.Verdict{Code: agent.SIMNeedsPIN, Text: "The modem is fine: the SIM asks for its PIN, which is not sent: it was refused before."}
	st.Link.Settings = []local.Setting{{About: "APN", Value: "x", Command: `AT+CGDCONT=1,"IP","own"`}, {About: "roaming", Value: "1", Command: "AT+R", Written: true}}
	d := &doctor{status: st, cfg: config.Default()}
	f := judge.Facts{Time: now}
	f.Network.Known, f.Network.Stat = true, atcmd.Roaming
	f.APN = judge.APN{Known: true, Value: "x", Wanted: "super", Command: `+CGDCONT=1,"IP","super"`}
	f.Settings.List = []judge.Setting{{About: "roaming", Fits: true}, {About: "scan order", Fits: true}}
	d.statusFacts(&f)
	st.Clock, st.Time = "cloud", now.Add(48*time.Hour)
	d.clockFacts(&f)
	require.Equal(t, -48*time.Hour, *f.Clock.Skew)
	require.Equal(t, 2, *f.Power.Drops)
	require.Equal(t, "The daemon resets nothing for it: no reset answers a PIN.", f.Recovery)
	require.Equal(t, "it was refused before.", f.PIN.Withheld)
	require.Equal(t, 2*time.Hour, f.Network.For)
	require.Equal(t, "own", f.APN.Wanted)
	require.Equal(t, `+CGDCONT=1,"IP","own"`, f.APN.Command)
	require.True(t, f.Settings.Known)
	require.Equal(t, []judge.Setting{{About: "scan order", Fits: true}, {About: "roaming", Value: "1", Command: "AT+R", Written: true}}, f.Settings.List)

	st.Verdict.Text = "The modem is fine: the SIM asks for its PIN, and the file of sim.pin_file does not give one: it is empty."
	st.Link.Settings = []local.Setting{}
	f = judge.Facts{Time: now, APN: judge.APN{Known: true, Value: "own", Wanted: "super"}}
	d.statusFacts(&f)
	require.Equal(t, "it is empty.", f.PIN.Problem)
	require.Equal(t, "own", f.APN.Wanted, "the daemon finds that it fits")
}

// What the daemon's verdict alone says of the account.
func TestDoctorTakesTheDaemonsAccount(t *testing.T) {
	low, why, next := int64(7), "no space left on device", "Wait."
	for code, want := range map[int]func(*judge.Facts) bool{
		agent.OverLimit:      func(f *judge.Facts) bool { return f.Limit.Over == "it is used up" && f.Limit.OverHands == next },
		agent.DataDisabled:   func(f *judge.Facts) bool { return f.Limit.NoData },
		agent.NothingCounts:  func(f *judge.Facts) bool { return f.Limit.NotCounted == "SIM and modem are fine: it is used up" },
		agent.AccountNotKept: func(f *judge.Facts) bool { return f.Disk.NotKept == why },
		agent.AllWell:        func(f *judge.Facts) bool { return f.Limit.Known && *f.Limit.Low == 7 && f.Disk.NotKept == "" },
	} {
		st := &local.Status{Verdict: local.Verdict{Code: code, Text: "SIM and modem are fine: it is used up", Next: &next}}
		st.Account.Data.Low, st.Account.Error = &low, &why
		f := judge.Facts{Card: judge.Card{ICCID: "x"}}
		(&doctor{status: st}).accountFacts(&f)
		require.True(t, want(&f), "%d: %+v", code, f.Limit)
	}
}

// Where a daemon runs that cannot be asked, its port is left alone.
func TestDoctorLeavesADaemonAlone(t *testing.T) {
	f := judge.Facts{Port: judge.Port{Path: "/nowhere"}, Holders: judge.Holders{Said: "cannot ask the daemon: it does not answer; is it stopped?"}}
	require.Nil(t, (&doctor{}).wayIn(t.Context(), &f))
	require.Empty(t, f.Port.Missing, "it was not opened")
}

// The daemon whose process has the port, by what its process tells.
func TestDoctorNamesTheDaemon(t *testing.T) {
	tr, f := machine(t)
	tr.File("proc/900/cmdline", "simagent\x00run\x00--run\x00/run/gw\x00")
	tr.File("proc/901/cmdline", "simagent\x00run\x00--run=/run/gw1\x00")
	tr.File("proc/902/environ", "A=b\x00RUNTIME_DIRECTORY=/run/simagent/gw2:/x\x00")
	tr.File("proc/903/cmdline", "simagent\x00run\x00")
	d := &doctor{finder: f}
	for pid, want := range map[int]string{900: " --run /run/gw", 901: " --run /run/gw1", 902: " --run /run/simagent/gw2", 903: ""} {
		require.Equal(t, "simagent doctor"+want, d.daemonOf(pid))
	}
	require.Equal(t, "sudo simagent doctor", d.daemonOf(999), "a process that cannot be looked at")
}

// Its exit code 1 says that something fails, so whatever kept it from looking has another.
func TestDoctorNotLooked(t *testing.T) {
	for _, args := range [][]string{{"--nix"}, {"extra"}, {"--port", "ttyUSB2"}} {
		cmd := newRoot()
		cmd.SetArgs(append([]string{"doctor"}, args...))
		e, ok := errors.AsType[*exitError](cmd.ExecuteContext(t.Context()))
		require.True(t, ok, args)
		require.Equal(t, 2, e.code, args)
		require.NotEmpty(t, e.text, args)
	}
}

// Whom the mode keeps out, no group lets in.
func TestDoctorWhoMay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tty")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	require.True(t, (&doctor{}).whoMay(path).Closed)
	require.NoError(t, os.Chmod(path, 0o660))
	require.False(t, (&doctor{}).whoMay(path).Closed)
}

// A daemon whose file has another name is not taken for a stranger that has the port.
func TestProgramName(t *testing.T) {
	for _, c := range [][3]string{
		{"simagent", "/usr/bin/simagent", "simagent"},
		{"simagent-linux-", "./bin/simagent-linux-arm64", "simagent"},
		{"agent", "agent", "simagent"},
		{"minicom", "./simagent", "minicom"},
		{"simagent", "./agent", "simagent"},
		{"", "", ""},
	} {
		require.Equal(t, c[2], programName(c[0], c[1]), c)
	}
}

// The port of such a daemon is held by it, and left to the daemon that was asked.
func TestDoctorHolderOfAnotherName(t *testing.T) {
	tr, f := machine(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	name := filepath.Base(os.Args[0])
	tr.Process(900, name[:min(len(name), 15)], "/user.slice", portstest.Numbers[2].Path)
	facts := judge.Facts{Port: judge.Port{Path: tr.Path("dev/ttyUSB2")}}
	(&doctor{finder: f}).holderFacts(&facts)
	require.Len(t, facts.Holders.List, 1)
	require.Equal(t, "simagent", facts.Holders.List[0].Command)
	require.Contains(t, facts.Holders.Ask, "simagent doctor")
	facts = judge.Facts{Port: facts.Port}
	(&doctor{finder: f, status: &local.Status{}}).holderFacts(&facts)
	require.Empty(t, facts.Holders.List)
}
