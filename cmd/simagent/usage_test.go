package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWrongConfiguration(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"unknown key":       {"[modem]\nprot = \"/dev/ttyUSB2\"\n", "line 2: unknown key modem.prot (did you mean modem.port?)"},
		"unknown section":   {"[modm]\nport = \"/dev/ttyUSB2\"\n", "unknown key modm"},
		"wrong type":        {"[modem]\nbaud = \"fast\"\n", "line 2: modem.baud: want a number"},
		"no duration":       {"[cloud]\npoll = \"often\"\n", "line 2: cloud.poll: want a duration"},
		"duration as int":   {"[cloud]\npoll = 15\n", "line 2: cloud.poll: want a duration"},
		"out of range":      {"[modem]\nbaud = 7\n", "modem.baud: 7, want 300 to 4000000"},
		"too short":         {"[modem]\npoll = \"1ms\"\n", "modem.poll: 1ms, want 1s to 24h"},
		"negative":          {"[report]\ninterval = \"-1m\"\n", "report.interval: -1m, want 1s to 24h"},
		"relative port":     {"[modem]\nport = \"ttyUSB2\"\n", "modem.port: \"ttyUSB2\", want a path such as /dev/ttyUSB2"},
		"number":            {"[sms]\nnumber = \"0x0\"\n", "\"0x0\", want 3 to 15 digits"},
		"source":            {"[meter]\nsource = \"guess\"\n", "meter.source: \"guess\", want one of auto, interface, module, none"},
		"interface":         {"[meter]\ninterface = \"../wwan0\"\n", "meter.interface: \"../wwan0\", want the name of a network interface such as wwan0"},
		"provider":          {"[cloud]\nprovider = \"acme\"\n", "cloud.provider: \"acme\", want one of none, twilio, kore"},
		"no credentials":    {"[cloud]\nprovider = \"twilio\"\n", "cloud.credentials: want the path of a file with USER:SECRET that only its owner can read"},
		"plain http":        {"[cloud]\nprovider = \"twilio\"\ncredentials = \"/x\"\nbase_url = \"http://192.0.2.1/v1\"\n", "cloud.base_url: plain http would show the credential to the network; use https"},
		"no URL":            {"[cloud]\nprovider = \"twilio\"\ncredentials = \"/x\"\nbase_url = \"supersim\"\n", "cloud.base_url: want https://HOST/v1"},
		"secret in URL":     {"[cloud]\nprovider = \"twilio\"\ncredentials = \"/x\"\nbase_url = \"https://user:hunter2@example.com/v1\"\n", "cloud.base_url: it holds a user; give the credential in its own file"},
		"no CA file":        {"[cloud]\nprovider = \"twilio\"\ncredentials = \"/x\"\nca_file = \"/nonexistent/ca.pem\"\n", "cloud.ca_file: open /nonexistent/ca.pem: no such file or directory"},
		"CA file of no PEM": {"[cloud]\nprovider = \"twilio\"\ncredentials = \"/x\"\nca_file = \"/dev/null\"\n", "cloud.ca_file: /dev/null holds no PEM certificate"},
		"address":           {"[report]\naddress = \"example.com:6969\"\n", "report.address: \"example.com:6969\", want an IP address and port such as 100.64.0.1:6969"},
		"board":             {"[board]\nname = \"toaster\"\n", "board.name: unknown board \"toaster\": known are candy-ltepi2, "},
		"board twice":       {"[board]\nname = \"sixfab-base\"\nfile = \"/x.toml\"\n", "board.file: want board.name or board.file, not both"},
		"no board file":     {"[board]\nfile = \"/nonexistent/x.toml\"\n", "board.file: cannot read board file: open /nonexistent/x.toml: no such file or directory"},
		"wrong board file":  {"[board]\nfile = \"/dev/null\"\n", "board.file: cannot use board file /dev/null: board null: it has no title"},
		"level":             {"[log]\nlevel = \"loud\"\n", "log.level: \"loud\", want one of debug, info, warn, error"},
		"no TOML":           {"modem: port\n", "line 1: "},
		"broken string":     {"[modem]\nport = \"/dev/tty\n", "line 2: "},
		"twice":             {"[modem]\nbaud = 9600\nbaud = 9600\n", "key baud is already defined"},
		"binary":            {"\x7fELF\x00\x01\x02", "line 1: "},
		"NUL in a path":     {"[modem]\nport = \"/dev/tty\\u0000x\"\n", "modem.port"},
		"huge":              {strings.Repeat("# x\n", 300_000), "is larger than 1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			file := filepath.Join(b.dir, "bad.toml")
			require.NoError(t, os.WriteFile(file, []byte(c.text), 0o600))
			out, errs, code := b.command("run", "--config", file)
			require.Equal(t, 1, code, errs)
			require.Empty(t, out)
			require.Contains(t, errs, c.want)
			require.True(t, strings.HasPrefix(errs, "simagent: cannot "), errs)
			require.Contains(t, errs, file, "the file is named")
			require.Equal(t, 1, strings.Count(errs, "\n"), "one line: %s", errs)
			require.NotContains(t, errs, "hunter2")
			require.NoFileExists(t, filepath.Join(b.run, "simagent.sock"))
		})
	}
}

func TestConfigurationThatCannotBeRead(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	missing := filepath.Join(b.dir, "no.toml")
	for path, want := range map[string]string{
		missing: "simagent: cannot read configuration: open " + missing + ": no such file or directory\n",
		b.dir:   "simagent: cannot read configuration: read " + b.dir + ": is a directory\n",
	} {
		for _, cmd := range []string{"run", "config"} {
			_, errs, code := b.command(cmd, "--config", path)
			require.Equal(t, 1, code)
			require.Equal(t, want, errs)
		}
	}
}

func TestUnknownWords(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for args, want := range map[string]string{
		"run --prot /dev/ttyUSB2":     "unknown flag: --prot",
		"status --verbose":            "unknown flag: --verbose",
		"run now":                     `unknown command "now" for "simagent run"`,
		"stauts":                      `unknown command "stauts" for "simagent"`,
		"boards show toaster":         "toaster",
		"boards show":                 "want NAME or --file FILE",
		"sms":                         "give the TEXT to send",
		"run --port ttyUSB2":          "cannot use --port ttyUSB2: want a path such as /dev/ttyUSB2",
		"status --json=maybe":         "want true or false",
		"boards shwo generic-usb":     "shwo",
		"run --config /dev/null -x y": "unknown shorthand flag: 'x'",
	} {
		out, errs, code := b.command(strings.Fields(args)...)
		require.Equal(t, 1, code, "%s: %s%s", args, out, errs)
		require.Contains(t, errs, want, args)
		require.True(t, strings.HasPrefix(errs, "simagent: "), errs)
		require.Empty(t, out, args)
	}
}

// What `config` prints is a file that reads back as the same.
func TestConfigReadsBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	file := filepath.Join(b.dir, "a.toml")
	require.NoError(t, os.WriteFile(file, []byte("[modem]\nport = \"/dev/a \\\"quoted\\\" name\"\npoll = \"90s\"\n[sms]\nalso = []\n[cloud]\npoll = \"36h\"\n[log]\nshow_ids = true\n"), 0o600))
	first, errs, code := b.command("config", "--config", file)
	require.Zero(t, code, errs)
	again := filepath.Join(b.dir, "b.toml")
	require.NoError(t, os.WriteFile(again, []byte(first), 0o600))
	second, errs, code := b.command("config", "--config", again)
	require.Zero(t, code, errs)
	require.Equal(t, first, second)
	for _, want := range []string{`port = "/dev/a \"quoted\" name"`, `poll = "1m30s"`, "also = []", `poll = "36h"`, "show_ids = true", "[HUP]"} {
		require.Contains(t, first, want)
	}
	plain, _, code := b.command("config")
	require.Zero(t, code)
	require.Contains(t, plain, `provider = "none"`)
}

func TestFoldersThatCannotBe(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	file := filepath.Join(b.dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	long := filepath.Join(b.dir, strings.Repeat("r", 120))
	for run, want := range map[string]string{
		file:            "cannot make the run folder: mkdir " + file + ": not a directory",
		"/proc/simtest": "cannot make the run folder: mkdir /proc/simtest: no such file or directory",
		long:            "the path is too long for a socket; choose a shorter --run folder",
	} {
		_, errs, code := execute(t, binary, "run", "--run", run, "--state", b.state)
		require.Equal(t, 1, code, run)
		require.Contains(t, errs, want)
	}
}

// What cannot be written is an error, also where nothing else can fail.
func TestFullOutput(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"ports", "config", "explain OK", "setup --root . --usb 2c7c:0125"} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip(err)
		}
		c := exec.Command(binary, strings.Fields(args)...)
		c.Stdout = full
		require.Error(t, c.Run(), args)
		require.NoError(t, full.Close())
	}
}

// Nobody has to know that it is a word and no option.
func TestVersionOption(t *testing.T) {
	t.Parallel()
	out, _, code := execute(t, binary, "--version")
	require.Zero(t, code)
	require.Contains(t, out, "simagent version ")
}

func TestHelp(t *testing.T) {
	t.Parallel()
	out, _, code := execute(t, binary, "--help")
	require.Zero(t, code)
	for _, word := range []string{"run", "status", "config", "sms", "boards", "version"} {
		require.Contains(t, out, "\n  "+word)
	}
	for _, l := range strings.Split(out, "\n") {
		require.LessOrEqual(t, len(l), 120, l)
	}
}
