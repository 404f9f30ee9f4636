package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
)

// --link replaces a symbolic link and nothing else, and takes away only its own.
func TestLinkNeverCostsAFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "precious")
	require.NoError(t, os.WriteFile(file, []byte("x"), 0o600))
	_, err := symlink(file, "/dev/pts/9")
	require.ErrorContains(t, err, "no symbolic link")
	unlink(file, "/dev/pts/9")
	require.FileExists(t, file)

	link := filepath.Join(dir, "modem")
	for _, path := range []string{"/dev/pts/8", "/dev/pts/9"} {
		name, err := symlink(link, path)
		require.NoError(t, err)
		require.Equal(t, link, name)
	}
	unlink(link, "/dev/pts/8")
	to, err := os.Readlink(link)
	require.NoError(t, err)
	require.Equal(t, "/dev/pts/9", to, "another simlab's link stays")
	unlink(link, "/dev/pts/9")
	require.NoFileExists(t, link)
	name, err := symlink("", "/dev/pts/8")
	require.NoError(t, err)
	require.Equal(t, "/dev/pts/8", name)
}

func TestModemFlagsAreChecked(t *testing.T) {
	for flags, want := range map[string]string{
		"--deny -1":       "--deny -1: a cause is 1 to 255",
		"--deny 256":      "--deny 256",
		"--baud 0":        "--baud 0",
		"--pin 12x4":      "--pin: a PIN has 4 to 8 digits",
		"--pin 123":       "--pin: a PIN has 4 to 8 digits",
		"--iccid 12":      "--iccid: ",
		"--persona nope":  "unknown persona",
		"--faults /no/x":  "--faults: ",
		"--listen /no/x":  "--listen: ",
		"--listen nobody": "--listen: ",
	} {
		cmd := newModem()
		cmd.SetArgs(strings.Fields(flags))
		cmd.SetOut(io.Discard)
		cmd.SilenceUsage, cmd.SilenceErrors = true, true
		require.ErrorContains(t, cmd.ExecuteContext(t.Context()), want, flags)
	}
}

func TestUpRefusesANumberThatIsNone(t *testing.T) {
	cmd := newUp()
	cmd.SetArgs([]string{"--iccid", "123"})
	cmd.SetOut(io.Discard)
	cmd.SilenceUsage, cmd.SilenceErrors = true, true
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // it would serve
	require.ErrorContains(t, cmd.ExecuteContext(ctx), "cannot use --iccid: ")
}

func TestPersonaList(t *testing.T) {
	var out bytes.Buffer
	cmd := newModem()
	cmd.SetArgs([]string{"--persona", "list"})
	cmd.SetOut(&out)
	require.NoError(t, cmd.Execute())
	names := strings.Fields(out.String())
	require.Contains(t, names, "generic")
	for _, name := range names {
		_, err := persona(name)
		require.NoError(t, err)
		require.Contains(t, cmd.Long, name)
	}
}

// modemRun is a `simlab modem` of this process.
type modemRun struct {
	t    *testing.T
	in   *io.PipeWriter
	said *bufio.Scanner
	bad  *bufio.Scanner
}

func runModem(t *testing.T, f modemFlags) *modemRun {
	in, inW := io.Pipe()
	outR, out := io.Pipe()
	badR, bad := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { // the cleanup waits
		err := f.run(ctx, in, out, bad)
		_ = out.Close()
		done <- err
	}()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
		_ = inW.Close()
	})
	return &modemRun{t, inW, bufio.NewScanner(outR), bufio.NewScanner(badR)}
}

func (r *modemRun) line() (l modemLine) {
	require.True(r.t, r.said.Scan())
	require.NoError(r.t, json.Unmarshal(r.said.Bytes(), &l))
	return l
}

// type types a line of a fault script.
func (r *modemRun) types(line string) {
	_, err := io.WriteString(r.in, line+"\n")
	require.NoError(r.t, err)
}

// hears reads from a port until a line has come.
func hears(t *testing.T, port io.Reader, line string) {
	t.Helper()
	for s := bufio.NewScanner(port); s.Scan(); {
		if s.Text() == line {
			return
		}
	}
	require.Fail(t, "the port ended before "+line)
}

func defaultModem() modemFlags {
	return modemFlags{persona: "eg25-g", iccid: agenttest.ICCID, baud: 115200}
}

// Two terminals and a socket are ports of one module: a setting made on one holds on the other, and all hear a URC.
func TestPortsOfOneModule(t *testing.T) {
	f := defaultModem()
	f.second, f.listen, f.faults, f.pin = true, "127.0.0.1:0", "-", "2468"
	f.link = filepath.Join(t.TempDir(), "modem")
	r := runModem(t, f)
	l := r.line()
	require.Equal(t, []string{f.link, f.link + ".2"}, l.Ports)
	require.Equal(t, f.link, l.Port)
	require.Equal(t, agenttest.ICCID, l.ICCID)
	conn, err := net.Dial("tcp", l.Listen)
	require.NoError(t, err)
	defer conn.Close()
	ports := []io.ReadWriter{conn}
	for _, name := range l.Ports {
		port, err := os.OpenFile(name, os.O_RDWR, 0)
		require.NoError(t, err)
		defer port.Close()
		ports = append(ports, port)
	}
	say := func(port io.Writer, line string) {
		_, err := io.WriteString(port, line+"\r")
		require.NoError(t, err)
	}
	for _, p := range ports {
		say(p, "AT")
		hears(t, p, "OK")
	}
	say(ports[1], "ATE0+CMEE=2")
	hears(t, ports[1], "OK")
	say(ports[2], "AT+CIMI")
	hears(t, ports[2], "+CME ERROR: SIM PIN required")
	say(ports[0], `AT+CPIN="2468"`)
	for _, p := range ports {
		hears(t, p, "+CPIN: READY")
	}
	r.types(`urc "+U: 1"`)
	for _, p := range ports {
		hears(t, p, "+U: 1")
	}
	r.types("explode")
	require.True(t, r.bad.Scan())
	require.Equal(t, `simlab: "explode": unknown action "explode"`, r.bad.Text())
}

func TestPortVanishesAndComesBack(t *testing.T) {
	f := defaultModem()
	f.faults, f.link, f.noSIM = "-", filepath.Join(t.TempDir(), "modem"), true
	r := runModem(t, f)
	l := r.line()
	require.Empty(t, l.ICCID)
	port, err := os.OpenFile(l.Port, os.O_RDWR, 0)
	require.NoError(t, err)
	defer port.Close()
	r.types("vanish 10ms")
	_, _ = io.Copy(io.Discard, port) // ends, since the old terminal is dead
	require.Equal(t, l, r.line(), "announced again, under the same name")
	again, err := os.OpenFile(l.Port, os.O_RDWR, 0)
	require.NoError(t, err)
	defer again.Close()
	_, err = io.WriteString(again, "ATE0+CMEE=1\r")
	require.NoError(t, err)
	hears(t, again, "OK")
	_, err = io.WriteString(again, "AT+CPIN?\r")
	require.NoError(t, err)
	hears(t, again, "+CME ERROR: 10")
}
