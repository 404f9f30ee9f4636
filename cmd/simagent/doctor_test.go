package main_test

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/doctor"
	"simagent/agent/local"
	"simagent/agent/supersim"
	"simagent/agent/supersim/supersimtest"
	"simagent/atcmd"
	"simagent/atcmd/modemtest"
	"simagent/simcard"
	"simagent/simcard/simcardtest"
)

// examined is one run of `simagent doctor`.
type examined struct {
	doctor.Report
	code int
	text string // its JSON
}

func (b *bench) doctor(args ...string) examined {
	b.t.Helper()
	out, errs, code := b.command(append([]string{"doctor", "--json"}, args...)...)
	require.Empty(b.t, errs)
	e := examined{code: code, text: out}
	require.NoError(b.t, json.Unmarshal([]byte(out), &e.Report), out)
	require.Len(b.t, e.Findings, len(doctor.Checks()))
	for i, name := range doctor.Checks() {
		require.Equal(b.t, name, e.Findings[i].Check)
	}
	require.Equal(b.t, e.Failed > 0, code == 1, out)
	for _, secret := range []string{supersimtest.AuthToken, supersimtest.KeySecret, supersimtest.AccountSID, agenttest.ICCID} {
		require.NotContains(b.t, out, secret)
	}
	return e
}

func (e examined) of(t *testing.T, check string) doctor.Finding {
	t.Helper()
	for _, f := range e.Findings {
		if f.Check == check {
			return f
		}
	}
	require.Fail(t, check)
	return doctor.Finding{}
}

// states wants the named states, and ok or warn for the clock, which nobody sets on a bench.
func (e examined) states(t *testing.T, want string) {
	t.Helper()
	got := ""
	for _, f := range e.Findings {
		if f.Check != "clock" {
			got += map[doctor.State]string{doctor.OK: "o", doctor.Warn: "w", doctor.Fail: "F", doctor.NotChecked: "-"}[f.State]
		}
	}
	require.Equal(t, strings.ReplaceAll(want, " ", ""), got, e.text)
}

// withAPN sets what a Super SIM needs, as a person would.
func (b *bench) withAPN(name string) {
	b.t.Helper()
	b.typed("simagent at --force --port " + b.port + ` 'AT+CGDCONT=1,"IP","` + name + `"'`)
}

// typed runs a line of the doctor as it stands. Once more where a child of this process, not yet itself, is taken for
// somebody who has the port.
func (b *bench) typed(line string) {
	b.t.Helper()
	line = strings.Replace(line, "simagent ", binary+" ", 1)
	said := ""
	until(b.t, "worked: "+line, func() bool {
		out, err := exec.Command("sh", "-c", line).CombinedOutput()
		said = string(out)
		return err == nil || !strings.Contains(said, "is held by")
	}, func() string { return said })
	require.Equal(b.t, "OK\n", said)
}

// In the order of the checks: port holder power uart, sim pin, registration fplmn roaming apn pdp, route cloud limit
// credentials, disk.
func TestDoctorWithoutDaemon(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("super")
	before := len(b.lab.Modem.Commands())
	e := b.doctor("--config", b.config(""))
	e.states(t, "oo-- oo ooooo oo-o o")
	require.Zero(t, e.code)
	require.Equal(t, "port", string(e.Asked))
	require.Equal(t, b.port, string(e.Port))
	require.Contains(t, e.of(t, "registration").Text, "Registered (roaming) on LAB 310-410 LTE")
	require.Equal(t, `The Sim is "ready", in the Fleet lab.`, e.of(t, "cloud").Text)
	require.Equal(t, "The clock agrees with the cloud's.", e.of(t, "clock").Text)
	require.NoDirExists(t, b.state, "it makes nothing")
	require.NoDirExists(t, b.run)
	lineSetup := regexp.MustCompile(`^AT(E0|V1|\+CMEE=\d)?$`)
	for _, cmd := range b.lab.Modem.Commands()[before:] {
		cmd = strings.TrimSpace(cmd)
		require.True(t, lineSetup.MatchString(cmd) || atcmd.ReadOnly(atcmd.DropAT(cmd), "+QCCID"), cmd)
	}

	again := b.doctor("--config", b.config(""))
	when := regexp.MustCompile(`"time": "[^"]*"|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC|RSRP -\d+|\d+ [KMG]?B free`)
	require.Equal(t, when.ReplaceAllString(e.text, ""), when.ReplaceAllString(again.text, ""), "the same again")

	out, _, code := b.command("doctor", "--config", b.config(""))
	require.Zero(t, code)
	for l := range strings.Lines(out) {
		require.LessOrEqual(t, utf8.RuneCountInString(l), 81, l)
	}
	require.Contains(t, out, "\nNothing is wrong in what was checked; 3 of 17 were not.\n")

	none := b.doctor("--config", b.config(""), "--no-cloud")
	require.Equal(t, "because of --no-cloud", none.of(t, "cloud").Text)
	full, _, _ := b.command("doctor", "--json", "--show-ids", "--config", b.config(""))
	require.Contains(t, full, agenttest.ICCID[:19])
}

func TestDoctorWithDaemon(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("super")
	d := b.start("--config", b.config(""))
	d.await("well", func(st local.Status) bool {
		return working(st) && is(st.Cloud.Status, "ready") && st.Link.Settings != nil
	})
	before := len(b.lab.Modem.Commands())
	e := b.doctor()
	e.states(t, "ooo- oo ooooo oooo o")
	require.Zero(t, e.code)
	require.Equal(t, "daemon", string(e.Asked))
	require.Equal(t, "The running daemon has it, and nobody else.", e.of(t, "holder").Text)
	require.Equal(t, "The cloud takes those of the daemon.", e.of(t, "credentials").Text)
	require.Equal(t, "The account is kept.", e.of(t, "disk").Text)
	for _, cmd := range b.lab.Modem.Commands()[before:] {
		require.NotContains(t, cmd, "+CMEE", "the daemon sets up anew: something was written")
	}

	there := *b
	there.state = filepath.Join(b.dir, "elsewhere") // the daemon has it where it has it
	require.Contains(t, string(there.doctor().of(t, "disk").Evidence), b.state)

	e = b.doctor("--port", b.port) // the daemon's own
	require.Equal(t, "daemon", string(e.Asked))

	other := *b // somebody who asks without the daemon's folder
	other.run = filepath.Join(b.dir, "other")
	e = other.doctor("--port", b.port)
	e.states(t, "oF-- -- ----- o--- o")
	require.Contains(t, e.of(t, "holder").Text, "Another simagent (")
	require.Equal(t, "simagent doctor --run "+b.run, string(e.of(t, "holder").Fix))

	require.NoError(t, os.Chmod(b.credential, 0o644))
	e = b.doctor("--config", b.config(""))
	require.Equal(t, "credentials", string(e.First))
	require.Equal(t, "chmod 600 "+b.credential, string(e.of(t, "credentials").Fix))
}

func TestDoctorNoSIM(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("super")
	b.lab.Swap(nil)
	cfg := b.config("")
	check := func(e examined, want string) {
		t.Helper()
		e.states(t, want)
		require.Equal(t, "sim", string(e.First))
		require.Equal(t, "No SIM is in the module.", e.of(t, "sim").Text)
		require.Equal(t, "because no SIM is in", e.of(t, "registration").Text)
	}
	check(b.doctor("--config", cfg), "oo-- F- --oo- o--o o")
	d := b.start("--config", cfg)
	d.await("absent", func(st local.Status) bool { return st.SIM.State == "absent" })
	check(b.doctor("--config", cfg), "ooo- F- --oo- o--o o")
}

func TestDoctorPIN(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("super")
	card := simcardtest.New(agenttest.ICCID)
	card.SetPIN("1234", true)
	card.SetTries(2, 10)
	b.lab.Swap(card)
	cfg := b.config("")
	for range 2 { // without a daemon, then with one
		e := b.doctor("--config", cfg)
		require.Equal(t, "pin", string(e.First), e.text)
		pin := e.of(t, "pin")
		require.Equal(t, "2 tries left", string(pin.Evidence))
		require.Contains(t, string(pin.Fix), `pin_file = "/etc/simagent/pin"   # in [sim] of `+cfg)
		require.Equal(t, "because the SIM waits for its PIN", e.of(t, "registration").Text)
		require.Equal(t, doctor.OK, e.of(t, "sim").State)
		require.Equal(t, 2, card.PIN().Tries, "no try is spent")
		if e.Asked == "port" {
			b.start("--config", cfg).await("PIN", func(st local.Status) bool { return st.SIM.State == "pin" })
			continue
		}
		require.Equal(t, "daemon", string(e.Asked))
	}
}

// The network refuses a Sim that is still new: one failure, and the line that mends it.
func TestDoctorNewSim(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.lab = agenttest.New(agenttest.Options{})
	b.port = serveModem(t, b.lab.Modem)
	srv := httptest.NewServer(b.lab.Cloud)
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close(); b.lab.Close() })
	b.api, b.credential = srv.URL+"/v1", filepath.Join(b.dir, "credential")
	require.NoError(t, agenttest.WriteCredential(b.credential))
	cfg := b.config("")
	until(t, "denied", func() bool { return b.lab.Modem.Registration().EPS == 3 }, func() string { return "" })
	check := func(e examined, want string) {
		t.Helper()
		e.states(t, want)
		require.Equal(t, "cloud", string(e.First))
		require.Contains(t, e.of(t, "registration").Text, "(EMM cause 8, permanent); this SIM may use no service on this network. The line cloud says why.")
		require.Equal(t, "simagent sims ready 8988307…2342 --fleet FLEET --config "+cfg, string(e.of(t, "cloud").Fix))
	}
	check(b.doctor("--config", cfg), "oo-- oo woow- oF-o o")
	b.lab.Cloud.AddFleet("hq-sensors")
	require.Contains(t, string(b.doctor("--config", cfg).Findings[12].Fix), " --fleet hq-sensors ", "the only one there is")
	b.lab.Cloud.AddFleet("more")
	require.Contains(t, string(b.doctor("--config", cfg).Findings[12].Fix), " --fleet FLEET ")
	d := b.start("--config", cfg)
	st := d.await("new", func(st local.Status) bool {
		return is(st.Cloud.Status, "new") && st.SIM.State == "ready" && st.Account.Data.Low != nil
	})
	require.True(t, has(st.Verdict.Next, "`simagent sims ready 8988307…2342 --fleet FLEET --config "+cfg+"`"), "the status says what works as it is typed")
	check(b.doctor("--config", cfg), "ooo- oo woow- oFoo o")
	check(b.doctor(), "ooo- oo woow- oFoo o") // the daemon says which file it has
}

func TestDoctorWrongAPN(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("internet")
	cfg := b.config("")
	e := b.doctor("--config", cfg)
	e.states(t, "oo-- oo oooFo oo-o o")
	require.Equal(t, `simagent at --force 'AT+CGDCONT=1,"IP","super"' --port `+b.port, string(e.of(t, "apn").Fix))
	b.typed(string(e.of(t, "apn").Fix))
	require.Equal(t, `The APN is "super".`, b.doctor("--config", cfg).of(t, "apn").Text)

	d := b.start("--config", cfg)
	d.await("well", working)
	own := b.config("[sim]\napn = \"own\"\n")
	e = b.doctor("--config", own)
	require.Equal(t, `simagent at --force 'AT+CGDCONT=1,"IP","own"' --run `+b.run, string(e.of(t, "apn").Fix))
}

// A list of forbidden networks that has the home network in it.
func TestDoctorForbidden(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("super")
	b.lab.Card.SetIMSI("262010000000001")
	b.lab.Card.SetFile(simcard.FileFPLMN, []byte{0x62, 0xF2, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})
	e := b.doctor("--config", b.config(""), "--no-cloud")
	f := e.of(t, "fplmn")
	require.Equal(t, doctor.Warn, f.State, "it is registered all the same: %s", e.text)
	require.Equal(t, "EF FPLMN: 262-01", string(f.Evidence))
	require.Equal(t, "simagent card clear-fplmn --port "+b.port+"\nsimagent at --force AT+CFUN=1,1 --port "+b.port, string(f.Fix))
}

// Another program has the port: it is named, and the port is not opened.
func TestDoctorHeld(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	port, err := os.OpenFile(b.port, os.O_RDWR, 0)
	require.NoError(t, err)
	defer port.Close()
	holder := exec.Command("sleep", "60")
	holder.Stdin = port
	require.NoError(t, holder.Start())
	t.Cleanup(func() { _ = holder.Process.Kill(); _ = holder.Wait() })
	before := len(b.lab.Modem.Commands())
	e := b.doctor("--config", b.config(""))
	e.states(t, "oF-- -- ----- o--o o")
	f := e.of(t, "holder")
	require.Equal(t, "holder", string(e.First))
	require.Regexp(t, `^sleep \(\d+\) holds `+b.port+`\.$`, f.Text)
	require.Equal(t, "because sleep holds the port", e.of(t, "sim").Text)
	require.Empty(t, string(e.Asked))
	require.Len(t, b.lab.Modem.Commands(), before)

	d := b.start("--config", b.config(""))
	d.await("held", func(st local.Status) bool { return st.Link.State == "held" })
	e = b.doctor()
	require.Equal(t, "holder", string(e.First), e.text)
	require.Equal(t, 1, e.Failed)
	require.Equal(t, b.port, string(e.Port))
	require.Regexp(t, `^sleep \(\d+\) holds `+b.port+`\.$`, e.of(t, "holder").Text)
}

func TestDoctorNoPort(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.port = filepath.Join(b.dir, "ttyUSB9")
	cfg := b.config("")
	e := b.doctor("--config", cfg)
	e.states(t, "F--- -- ----- o--- o")
	require.Equal(t, "There is no "+b.port+".", e.of(t, "port").Text)
	require.Equal(t, "because the port is not there", e.of(t, "holder").Text)

	d := b.start("--config", cfg)
	d.await("absent", func(st local.Status) bool { return st.Link.State == "absent" })
	e = b.doctor()
	require.Equal(t, "port", string(e.First), e.text)
	require.Contains(t, e.of(t, "port").Text, b.port)
	require.Equal(t, 1, e.Failed, e.text)

	b.run = filepath.Join(b.dir, "none")
	e = b.doctor("--port", "/dev/null")
	require.Equal(t, "/dev/null is no serial port.", e.of(t, "port").Text, "and nobody who has it open is to be ended")
}

// A terminal on which nobody answers.
func TestDoctorSilent(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.lab.Modem.PowerOff()
	e := b.doctor("--config", b.config(""), "--no-cloud")
	require.Equal(t, "port", string(e.First), e.text)
	require.Contains(t, e.of(t, "port").Text, "no module answers on it")
	require.Equal(t, "because the module does not answer", e.of(t, "sim").Text)
	require.Equal(t, 1, e.Failed, e.text)
}

// What the cloud says to a wrong credential is the credential's failure, and no other's.
func TestDoctorCloudFails(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("super")
	cfg := b.config("")
	require.NoError(t, os.WriteFile(b.credential, []byte("AC00000000000000000000000000000009:wrong\n"), 0o600))
	e := b.doctor("--config", cfg)
	require.Equal(t, "credentials", string(e.First), e.text)
	require.Equal(t, 1, e.Failed, e.text)
	require.NotContains(t, e.text, "wrong\n")
	require.NoError(t, os.WriteFile(b.credential, []byte("nonsense"), 0o600))
	e = b.doctor("--config", cfg)
	require.Contains(t, e.of(t, "credentials").Text, "USER:SECRET")
	require.NotContains(t, e.text, "nonsense")
	require.NoError(t, os.Remove(b.credential))
	e = b.doctor("--config", cfg)
	require.Equal(t, "install -m 600 /dev/stdin "+b.credential, string(e.of(t, "credentials").Fix))

	require.NoError(t, agenttest.WriteCredential(b.credential))
	gone := httptest.NewServer(nil)
	b.api = gone.URL + "/v1"
	gone.Close()
	start := time.Now()
	e = b.doctor("--config", b.config(""))
	require.Less(t, time.Since(start), patience/2)
	require.Equal(t, doctor.Warn, e.of(t, "cloud").State, e.text)
	require.Zero(t, e.Failed)
}

// The Fleet is why the network refuses.
func TestDoctorFleet(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("super")
	b.fleet(supersim.FleetSettings{UniqueName: new("small"), DataLimit: 1})
	require.NoError(t, b.lab.Cloud.Put(b.lab.ICCID, "active", "small"))
	cfg := b.config("")
	require.Equal(t, doctor.NotChecked, b.doctor("--config", cfg).of(t, "limit").State)
	b.lab.Cloud.AddUsage(b.lab.ICCID, 700_000, 300_000)
	b.lab.Modem.SetRegistration(modemtest.Denied(agenttest.OperatorPLMN, 8))
	check := func(text string) {
		t.Helper()
		e := b.doctor("--config", cfg)
		require.Equal(t, "limit", string(e.First), e.text)
		require.Equal(t, 1, e.Failed, e.text)
		require.Contains(t, e.of(t, "limit").Text, text)
		require.Contains(t, e.of(t, "registration").Text, "The line limit says why.")
	}
	check("The data limit of the Fleet small is used up, 1000000 of 1000000 B")
	b.fleet(supersim.FleetSettings{UniqueName: new("mute"), DataEnabled: new(false)})
	require.NoError(t, b.lab.Cloud.Put(b.lab.ICCID, "active", "mute"))
	check("The Sim's Fleet mute allows no data.")
}

// fleet makes one at the lab's cloud.
func (b *bench) fleet(s supersim.FleetSettings) {
	b.t.Helper()
	c, err := supersim.New(supersim.Config{BaseURL: b.api, Credentials: supersim.CredentialFile(b.credential)})
	require.NoError(b.t, err)
	defer c.Close()
	for p, err := range c.NetworkAccessProfiles(b.t.Context()) {
		require.NoError(b.t, err)
		s.NetworkAccessProfile = p.SID
	}
	_, _, err = c.CreateFleet(b.t.Context(), s)
	require.NoError(b.t, err)
}

// A SIM that another account has.
func TestDoctorSimOfAnother(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.lab.Swap(simcardtest.New("8988307000000000008"))
	e := b.doctor("--config", b.config(""))
	require.Equal(t, "cloud", string(e.First), e.text)
	require.Equal(t, "The cloud account does not have this SIM.", e.of(t, "cloud").Text)
	require.Contains(t, string(e.of(t, "cloud").Fix), "simagent sims claim 8988307…0008 --config ")
}

func TestDoctorConfiguration(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, errs, code := b.command("doctor", "--config", filepath.Join(b.dir, "none.toml"))
	require.Equal(t, 2, code)
	require.Contains(t, errs, "cannot read configuration")
}
