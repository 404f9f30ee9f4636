package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestPrintedConfigurationReadsBackTheSame(t *testing.T) {
	c := Default()
	c.Modem.Port, c.SMS.Also, c.Cloud.Via = "/dev/ttyUSB2", nil, "eth0"
	back, err := Parse([]byte(c.Print()))
	require.NoError(t, err)
	require.Equal(t, c.Print(), back.Print())
	for line := range strings.SplitSeq(c.Print(), "\n") {
		require.LessOrEqual(t, utf8.RuneCountInString(line), 80, line)
	}
}

// Every field of Config has its row in keys, and no row is left over.
func TestKeysNameEveryField(t *testing.T) {
	var names []string
	top := reflect.TypeOf(Config{})
	for i := range top.NumField() {
		s := top.Field(i)
		for j := range s.Type.NumField() {
			names = append(names, s.Tag.Get("toml")+"."+s.Type.Field(j).Tag.Get("toml"))
		}
	}
	var have []string
	for _, k := range keys {
		have = append(have, k.name)
	}
	require.ElementsMatch(t, names, have)
}

func TestBadFilesSayWhereAndWhat(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"[modem]\nprot = \"x\"", "line 2: unknown key modem.prot"},
		{"[meter]\npoll-idle = \"5s\"", "line 2: unknown key meter.poll-idle (did you mean meter.poll_idle?)"},
		{"[modem]\nbaud = \"fast\"", "line 2: modem.baud: want a number"},
		{"[modem]\nbaud = 3", "modem.baud: 3, want 300 to 4000000"},
		{"[modem]\npoll = \"often\"", "line 2: modem.poll: want a duration"},
		{"[modem]\nport = \"ttyUSB2\"", "modem.port: \"ttyUSB2\", want a path such as /dev/ttyUSB2"},
		{"[sms]\nnumber = \"0;+CFUN\"", "sms.number, sms.also: \"0;+CFUN\", want 3 to 15 digits"},
		{"[meter]\nsource = \"guess\"", "meter.source: \"guess\", want one of auto, interface, module, none"},
		{"[meter]\ninterface = \"../x\"", "meter.interface: \"../x\", want the name of a network interface such as wwan0"},
		{"[cloud]\nprovider = \"twilio\"", "cloud.credentials: want the path of a file"},
		{"[report]\naddress = \"example.com:1\"", "report.address: \"example.com:1\", want an IP address and port"},
		{"[modem\n", "line 1: "},
		{"[modem]\nport = 2026-01-01", "line 2: modem.port: want a path"},
		{"[sms]\nalso = [\n10:00:00]", "line 3: a value of the wrong kind"},
		{"[modem]\npoll = [1]", "line 2: modem.poll: want a duration"},
		{"[modem]\nport = /dev/ttyUSB2", "line 2: modem.port: want a path, in quotes"},
		{"[modem]\nbaud = fast", "line 2: modem.baud: want a number"},
		{"[modem]\nbaud = 1\nbaud = 2", "line 3: key baud is already defined"},
		{"\nmodem = 5", "line 2: modem: want a table: [modem]"},
		{"[[modem]]\nbaud = 1", "line 1: modem: want a table: [modem]"},
		{"[board]\nname = \"sixfab-base\"\nfile = \"/x\"", "board.file: want board.name or board.file, not both"},
		{"[board]\nfile = \"own.toml\"", "board.file: \"own.toml\", want a path such as /etc/simagent/board.toml"},
		{"[metrics]\nlisten = \"192.0.2.1:9808\"", "metrics.listen: \"192.0.2.1:9808\", want an address of loopback"},
		{"[metrics]\nlisten = \"localhost:9808\"", "metrics.listen: \"localhost:9808\", want"},
		{"[metrics]\ntextfile = \"/tmp/x\"", "metrics.textfile: \"/tmp/x\", want a path that ends in .prom"},
		{"[metrics]\ntextfile = \"x.prom\"", "metrics.textfile: \"x.prom\", want a path such as"},
		{"[page]\nlisten = \":8088\"", "page.listen: \":8088\", want an IP address and port"},
		{"[page]\nlisten = \"0.0.0.0:8088\"", "page.token: want the path of a file with what a visitor must know, since others can reach 0.0.0.0:8088"},
		{"[page]\ntoken = \"/x\"", "page.listen: want an address"},
		{"[page]\nlisten = \"127.0.0.1:8088\"\nhosts = [\"a:80\"]", "page.hosts: \"a:80\", want names without a port"},
		{"[log]\nlevel = \"loud\"", "log.level: \"loud\", want one of debug, info, warn, error"},
	} {
		path := filepath.Join(t.TempDir(), "simagent.toml")
		require.NoError(t, os.WriteFile(path, []byte(c.in), 0o600))
		_, err := Load(path)
		require.Error(t, err, c.in)
		require.True(t, strings.HasPrefix(err.Error(), "cannot use configuration "+path+": "), err.Error())
		require.Contains(t, err.Error(), c.want)
		require.NotContains(t, err.Error(), "\n")
	}
}

func TestReloadTakesOnlyWhatIsListed(t *testing.T) {
	next := Default()
	next.Modem.Port, next.Log.Level = "/dev/ttyUSB9", "debug"
	got, ignored := Default().Reload(next)
	require.Equal(t, "debug", got.Log.Level)
	require.Empty(t, got.Modem.Port)
	require.Equal(t, []string{"modem.port"}, ignored)
}

func TestMissingFile(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.toml"))
	require.ErrorContains(t, err, "cannot read configuration")
}

func FuzzParse(f *testing.F) {
	f.Add(Default().Print())
	f.Add("[modem]\nport=1")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse([]byte(s))
		if err != nil {
			return
		}
		back, err := Parse([]byte(c.Print()))
		require.NoError(t, err)
		require.Equal(t, c.Print(), back.Print())
	})
}

func TestMetricsAndPageWhereTheyMayBe(t *testing.T) {
	for _, in := range []string{
		"[metrics]\nlisten = \"127.0.0.1:9808\"\ntextfile = \"/x/simagent.prom\"", "[metrics]\nlisten = \"[::1]:9808\"", "[metrics]\nlisten = \"/run/simagent/metrics.sock\"",
		"[page]\nlisten = \"127.0.0.1:8088\"", "[page]\nlisten = \"0.0.0.0:8088\"\ntoken = \"systemd:page\"\nhosts = [\"gateway-7.lan\"]",
	} {
		_, err := Parse([]byte(in))
		require.NoError(t, err, in)
	}
}
