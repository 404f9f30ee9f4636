package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Programs that were not written here use the emulated modem as they would a real one: the packages gammu, ofono,
// modemmanager, polkitd and dbus of Debian. Their buses, sockets and files are private to a test.

// patience is how long a program may take for one step. Nothing here waits for the time itself.
const patience = time.Minute

// binaries is the folder for what several tests build once.
var binaries string

func TestMain(m *testing.M) {
	var err error
	if binaries, err = os.MkdirTemp("", "simlab-test-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(binaries)
	os.Exit(code)
}

var simlabBinary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaries, "simlab")
	out, err := exec.Command("go", "build", "-o", path, "simagent/cmd/simlab").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return path, err
})

// program finds one in the PATH or where system daemons live, or says that the test is left out.
func program(t testing.TB, name string, more ...string) string {
	t.Helper()
	path, ok := findProgram(name, more...)
	if !ok {
		notRun(t, name+" is not installed")
	}
	return path
}

func findProgram(name string, more ...string) (string, bool) {
	for _, p := range append([]string{name, "/usr/sbin/" + name}, more...) {
		if path, err := exec.LookPath(p); err == nil {
			return path, true
		}
	}
	return "", false
}

func notRun(t testing.TB, why string) {
	t.Helper()
	fmt.Printf("%s: not run: %s\n", t.Name(), why)
	t.SkipNow()
}

// peer is a program of ours that runs until the end of the test.
type peer struct {
	t     testing.TB
	name  string
	pid   int
	since time.Time // it was started
	stdin io.WriteCloser
	lines chan string // what it prints

	mu  sync.Mutex
	log bytes.Buffer
}

// start runs a program; the end of the test sends it SIGTERM, waits for it, and prints what it said if it failed.
func start(t testing.TB, env []string, path string, args ...string) *peer {
	t.Helper()
	p := &peer{t: t, name: filepath.Base(path), since: time.Now(), lines: make(chan string, 1<<16)}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 5 * time.Second
	r, w, err := os.Pipe()
	require.NoError(t, err)
	cmd.Stdout, cmd.Stderr = w, w
	p.stdin, err = cmd.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	p.pid = cmd.Process.Pid
	require.NoError(t, w.Close())
	var wg sync.WaitGroup // the reader; the cleanup waits
	wg.Go(func() { p.read(r) })
	t.Cleanup(func() {
		_ = cmd.Wait()
		_ = r.SetReadDeadline(time.Now().Add(time.Second)) // a child of its own may hold the pipe
		wg.Wait()
		_ = r.Close()
		if t.Failed() {
			t.Logf("%s said:\n%s", p.name, p.said())
		}
	})
	return p
}

func (p *peer) read(r io.Reader) {
	for s := bufio.NewScanner(r); s.Scan(); {
		p.mu.Lock()
		fmt.Fprintln(&p.log, s.Text())
		p.mu.Unlock()
		select {
		case p.lines <- s.Text():
		default: // nobody listens
		}
	}
	close(p.lines)
}

func (p *peer) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

// line returns the next line that contains part.
func (p *peer) line(part string) string {
	p.t.Helper()
	limit := time.After(patience)
	for {
		select {
		case l, ok := <-p.lines:
			if !ok {
				require.FailNow(p.t, p.name+" has ended", "before it said %q", part)
			}
			if strings.Contains(l, part) {
				return l
			}
		case <-limit:
			require.FailNow(p.t, p.name+" did not say what it should", "%q", part)
		}
	}
}

// until tries again whenever p, a watcher of the bus, has said something.
func (p *peer) until(what string, try func() (string, bool)) string {
	p.t.Helper()
	limit := time.After(patience)
	for {
		said, ok := try()
		if ok {
			return said
		}
		select {
		case _, open := <-p.lines:
			require.True(p.t, open, "%s has ended", p.name)
		case <-limit:
			require.FailNow(p.t, "in vain: "+what, "%s", said)
		}
		for drained := false; !drained; {
			select {
			case <-p.lines:
			default:
				drained = true
			}
		}
	}
}

// modemLine is what `simlab modem` prints.
type modemLine struct {
	Port   string   `json:"port"`
	Ports  []string `json:"ports"`
	Listen string   `json:"listen"`
	ICCID  string   `json:"iccid"`
}

// startModem starts `simlab modem` and reads its first line.
func startModem(t testing.TB, args ...string) (*peer, modemLine) {
	t.Helper()
	binary, err := simlabBinary()
	require.NoError(t, err)
	p := start(t, nil, binary, append([]string{"modem"}, args...)...)
	var line modemLine
	require.NoError(t, json.Unmarshal([]byte(p.line("{")), &line))
	return p, line
}

// ask runs a command to its end.
func ask(env []string, path string, args ...string) (string, bool) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = append(os.Environ(), append([]string{"LC_ALL=C.UTF-8"}, env...)...)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// privateBus starts a message bus where everybody may do everything, and a watcher of it.
func privateBus(t testing.TB) (env []string, address string, watch *peer) {
	t.Helper()
	daemon, monitor := program(t, "dbus-daemon"), program(t, "dbus-monitor")
	program(t, "dbus-send")
	config := filepath.Join(t.TempDir(), "bus.conf")
	require.NoError(t, os.WriteFile(config, []byte(`<busconfig>
  <type>system</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
  </policy>
</busconfig>
`), 0o600))
	bus := start(t, nil, daemon, "--config-file="+config, "--nofork", "--nopidfile", "--print-address")
	address = bus.line("unix:")
	env = []string{"DBUS_SYSTEM_BUS_ADDRESS=" + address}
	watch = start(t, env, monitor, "--system", "type='signal'")
	watch.line("signal") // it listens
	return env, address, watch
}

// call is a method call on a bus.
func call(env []string, to, path, method string, args ...string) (string, bool) {
	return ask(env, "dbus-send", append([]string{"--system", "--print-reply", "--dest=" + to, path, method}, args...)...)
}

func TestGammu(t *testing.T) {
	gammu := program(t, "gammu")
	dir := t.TempDir()
	script := filepath.Join(dir, "script")
	require.NoError(t, os.WriteFile(script, []byte(`sms "+15550000001" "Hello from the laboratory"`+"\n"), 0o600))
	_, modem := startModem(t, "--faults", script, "--link", filepath.Join(dir, "modem"))
	config := filepath.Join(dir, "gammurc")
	require.NoError(t, os.WriteFile(config, []byte("[gammu]\ndevice = "+modem.Port+"\nconnection = at115200\n"), 0o600))
	for command, want := range map[string][]string{
		"identify":    {"Manufacturer         : Quectel", "IMEI                 : 860000000000006", "SIM IMSI             : 001010000000001"},
		"networkinfo": {"roaming network", "310410", "GPRS                 : attached"},
		"getallsms":   {`Remote number        : "+15550000001"`, "Hello from the laboratory", "1 SMS parts in 1 SMS sequences"},
	} {
		said, ok := ask([]string{"HOME=" + dir}, gammu, "-c", config, command)
		require.True(t, ok, said)
		for _, part := range want {
			require.Contains(t, said, part, "gammu %s", command)
		}
	}
}

func TestOfono(t *testing.T) {
	ofonod := program(t, "ofonod")
	env, _, watch := privateBus(t)
	if said, ok := ask(nil, "unshare", "-m", "sh", "-c", "mount -t tmpfs none /var/lib/ofono"); !ok {
		notRun(t, "ofonod keeps its state in /var/lib/ofono, and it cannot be given another here: "+strings.TrimSpace(said))
	}
	_, modem := startModem(t, "--listen", "127.0.0.1:0")
	host, port, _ := strings.Cut(modem.Listen, ":")
	config := filepath.Join(t.TempDir(), "phonesim.conf")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, "[phonesim]\nAddress=%s\nPort=%s\n", host, port), 0o600))
	start(t, append(env, "OFONO_PHONESIM_CONFIG="+config, "OFONO_AT_DEBUG=1"),
		"unshare", "-m", "sh", "-c", "mount -t tmpfs none /var/lib/ofono && exec "+ofonod+" -n -d")
	for _, property := range []string{"Powered", "Online"} {
		watch.until(property, func() (string, bool) {
			return call(env, "org.ofono", "/phonesim", "org.ofono.Modem.SetProperty", "string:"+property, "variant:boolean:true")
		})
	}
	sim := watch.until("a SIM", func() (string, bool) {
		said, ok := call(env, "org.ofono", "/phonesim", "org.ofono.SimManager.GetProperties")
		return said, ok && strings.Contains(said, `"SubscriberIdentity"`)
	})
	require.Contains(t, sim, `string "`+modem.ICCID+`"`)
	require.Contains(t, sim, `string "001010000000001"`)
	network := watch.until("a network", func() (string, bool) {
		said, ok := call(env, "org.ofono", "/phonesim", "org.ofono.NetworkRegistration.GetProperties")
		return said, ok && strings.Contains(said, `"MobileNetworkCode"`)
	})
	require.Contains(t, network, `string "roaming"`)
	require.Contains(t, network, `string "310"`)
	require.Contains(t, network, `string "lte"`)
}

// managed is a ModemManager on a bus of its own, with an emulated modem.
type managed struct {
	*peer
	watch  *peer
	env    []string
	mmcli  string
	modem  modemLine
	enable bool // polkitd, which needs root, lets us
}

// managing starts one.
func managing(t testing.TB, more ...string) *managed {
	t.Helper()
	manager := program(t, "ModemManager")
	m := &managed{mmcli: program(t, "mmcli"), enable: os.Geteuid() == 0}
	m.env, _, m.watch = privateBus(t)
	socket := filepath.Join(t.TempDir(), "port")
	if len(socket) > 100 { // of the 108 of sockaddr_un
		socket = fmt.Sprintf("@simlab-%d", os.Getpid())
	}
	_, m.modem = startModem(t, "--listen", socket)
	if m.enable {
		start(t, m.env, program(t, "polkitd", polkitd...), "--no-debug")
	}
	m.peer = start(t, m.env, manager, append(more, "--test-enable", "--test-no-udev", "--test-no-suspend-resume", "--test-no-qrtr", "--no-auto-scan")...)
	const mm = "org.freedesktop.ModemManager1"
	m.watch.until("ModemManager on the bus", func() (string, bool) {
		return call(m.env, mm, "/org/freedesktop/ModemManager1", mm+".Test.SetProfile", "string:lab", "string:generic", "array:string:"+m.modem.Listen)
	})
	return m
}

// manageable tells whether managing and registers can be had here.
func manageable() bool {
	for _, name := range []string{"ModemManager", "mmcli", "dbus-daemon", "dbus-monitor", "dbus-send", "polkitd"} {
		if _, ok := findProgram(name, polkitd...); !ok {
			return false
		}
	}
	return os.Geteuid() == 0
}

var polkitd = []string{"/usr/lib/polkit-1/polkitd", "/usr/libexec/polkitd"}

// about waits until mmcli says all this of what it is asked about.
func (m *managed) about(topic, what string, want ...string) {
	m.t.Helper()
	m.watch.until(topic, func() (string, bool) {
		said, ok := ask(m.env, m.mmcli, "--output-keyvalue", what, "any")
		for _, w := range want {
			ok = ok && strings.Contains(strings.Join(strings.Fields(said), " "), w)
		}
		return said, ok
	})
}

// registers enables the modem, and waits for the network.
func (m *managed) registers() {
	m.t.Helper()
	m.watch.until("polkitd on the bus", func() (string, bool) { return ask(m.env, m.mmcli, "-m", "any", "--enable") })
	m.about("registered", "-m", "modem.generic.state : registered", "modem.3gpp.registration-state : roaming",
		"modem.3gpp.operator-code : 310410", "modem.generic.access-technologies.value[1] : lte")
}

func TestModemManager(t *testing.T) {
	m := managing(t, "--debug")
	m.about("a modem with a SIM", "-m", "modem.3gpp.imei : 860000000000006", "modem.generic.state : disabled")
	m.about("its SIM", "-i", "sim.properties.iccid : "+m.modem.ICCID, "sim.properties.imsi : 001010000000001")
	if !m.enable {
		fmt.Printf("%s: not run: enabling the modem (polkitd needs root)\n", t.Name())
		return
	}
	m.registers()
}
