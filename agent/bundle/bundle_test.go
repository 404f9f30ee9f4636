package bundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/config"
)

func TestScrub(t *testing.T) {
	var s Scrubber
	s.Know("hq-secret-name", "hq…")
	s.Know("000", "never")
	for text, want := range map[string]string{
		"ICCID 89883070000000012342":                                        "ICCID 8988307…2342",
		"898830700000000123F":                                               "8988307…123F",
		"IMSI 001010000000001 IMEI":                                         "IMSI … IMEI",
		"35-000000-000000-6":                                                "…",
		"HS0123456789abcdef0123456789abcdef":                                "HS01…ef",
		"usb-Quectel_EG25-G_0123456789ABCDEF-0":                             "usb-Quectel_EG25-G_…-0",
		"call +15550001234 now":                                             "call +… now",
		"usb 1-1: SerialNumber: a1b2c3":                                     "usb 1-1: SerialNumber:…",
		"usb 1-1: New USB device strings: Mfr=1, Product=2, SerialNumber=3": "usb 1-1: New USB device strings: Mfr=1, Product=2, SerialNumber=…",
		"wwan0: register 02:00:5e:10:00:01":                                 "wwan0: register …",
		"https://user:pw@host/x":                                            "https://…@host/x",
		"Authorization: Bearer abcdefgh123":                                 "Authorization: Bearer …",
		"at 2026-11-24 09:41:00.123456 250000 B of 000":                     "at 2026-11-24 09:41:00.123456 250000 B of 000",
		"my hq-secret-name":                                                 "my hq…",
		"8988307…2342 HS01…ef EG25GGBR07A08M2G":                             "8988307…2342 HS01…ef EG25GGBR07A08M2G",
		`"time": "2026-11-26T14:19:13.123Z"`:                                `"time": "2026-11-26T14:19:13.123Z"`,
	} {
		require.Equal(t, want, s.Text(text), text)
		require.Equal(t, want, s.Text(want), "nothing is left to do")
	}
	require.True(t, s.Holds("x hq-secret-name"))
	require.False(t, s.Holds("x 000"))
}

// A made-up id is found wherever it stands.
func TestScrubAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]func() string{
			func() string { return "8988307" + rapid.StringMatching(`[0-9]{12,13}`).Draw(t, "iccid") },
			func() string { return rapid.StringMatching(`[0-9]{15,16}`).Draw(t, "imsi") },
			func() string { return "HS" + rapid.StringMatching(`[0-9a-f]{32}`).Draw(t, "sid") },
			func() string { return "+" + rapid.StringMatching(`[0-9]{8,15}`).Draw(t, "number") },
		}).Draw(t, "kind")()
		around := rapid.StringMatching(`[ ,:"=;()\n]`)
		text := rapid.StringMatching(`[a-z .]{0,20}`).Draw(t, "before") + around.Draw(t, "mark") + id + around.Draw(t, "end") + rapid.String().Draw(t, "after")
		require.NotContains(t, new(Scrubber).Text(text), id)
	})
}

func TestKernel(t *testing.T) {
	for record, want := range map[string]string{
		"6,339,5140900,-;usb 1-1: new device\n SUBSYSTEM=usb\n": "[5.140900] usb 1-1: new device",
		"6,1,12,-;x": "[0.000012] x", "6,1,1234567890,-,caller=T1;y;z": "[1234.567890] y;z",
	} {
		got, ok := KernelLine(record)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	for _, bad := range []string{"", "x", "6,1;x"} {
		_, ok := KernelLine(bad)
		require.False(t, ok, bad)
	}
	lines := []string{"usb 1-1: GSM modem (1-port) converter now attached to ttyUSB2", "hwmon hwmon1: Undervoltage detected!", "systemd[1]: user alice logged in", "EXT4-fs mounted", "option 1-1:1.2: x", "cdc_wdm: y"}
	require.Equal(t, []string{lines[0], lines[1], lines[4], lines[5]}, Kernel(lines, 10))
	require.Equal(t, lines[5:], Kernel(lines, 1))
	boot := []string{"[0.000000] Kernel command line: console=ttyS0,115200 root=/dev/sda1 token=hidden console=tty1", "[0.1] usbcore: registered"}
	require.Equal(t, []string{"[0.000000] Kernel command line: console=ttyS0,115200 console=tty1 …", boot[1]}, Kernel(boot, 10))
}

func FuzzKernelLine(f *testing.F) {
	f.Add("6,339,5140900,-;usb 1-1: new device\n SUBSYSTEM=usb\n")
	f.Add(";,")
	f.Fuzz(func(t *testing.T, record string) {
		line, ok := KernelLine(record)
		require.Equal(t, ok, line != "")
		require.NotContains(t, line, "\n", "one line")
	})
}

func TestConfig(t *testing.T) {
	c := config.Default()
	c.Want.ICCIDs = []string{"89883070000000012342"}
	c.Cloud.TokenCommand = []string{"/usr/bin/vault", "read", "-token=hidden1"}
	c.Alarm.Command = []string{"notify"}
	c.Report.URL, c.Cloud.CallbackURL, c.Cloud.BaseURL = "https://u:hidden2@example.com/hook/hidden3?k=hidden4", "::hidden5", "https://example.com"
	c.Page.Token, c.SIM.PINFile, c.Report.Key, c.Cloud.Credentials, c.Cloud.CallbackSecret = "hidden6+token", "hidden7", "/hidden8/base64", "/etc/simagent/credential", "systemd:callback"
	exists := func(path string) bool { return path == "/" || path == "/etc/simagent" }
	text := Config(c, func(id string) string { return id[:7] + "…" }, exists)
	require.Equal(t, []string{"hidden7", "/hidden8/base64", "hidden6+token"}, Pasted(c, exists))
	require.NotContains(t, text, "hidden")
	for _, want := range []string{`iccids = ["8988307…"]`, `token_command = ["/usr/bin/vault", "…"]`, `command = ["notify"]`, `credentials = "/etc/simagent/credential"`, `callback_secret = "systemd:callback"`, `token = "…"`, `url = "https://example.com/…"`, `callback_url = "…"`, `base_url = "https://example.com"`} {
		require.Contains(t, text, want)
	}
	require.Equal(t, "89883070000000012342", c.Want.ICCIDs[0], "the caller's is as it was")
	c.Alarm.Command = []string{"curl -H hidden9"}
	require.Contains(t, Config(c, func(string) string { return "" }, exists), `command = ["curl", "…"]`)
}

// Of what is too long the end is kept, and the manifest says so.
func TestLongFile(t *testing.T) {
	var a Archive
	a.Add("kernel.txt", "lines", "first"+strings.Repeat(" ", mostFile)+"last")
	var b bytes.Buffer
	require.NoError(t, a.Write(&b, "x", "simagent", time.Unix(1_800_000_000, 0)))
	require.Less(t, b.Len(), mostFile+10_000)
	require.NotContains(t, b.String(), "first")
	require.Contains(t, b.String(), "last")
	require.Contains(t, a.Manifest("simagent", time.Time{}), "lines; the last 8388608 bytes of 8388617")
}

// What another program reads of it.
func TestArchive(t *testing.T) {
	var a Archive
	a.Know("89883070000000012342", "8988307…2342")
	a.Add("status.txt", "the status", "SIM 89883070000000012342\n")
	a.AddTranscript("good.at", "one minute", "8988307000000009999\n")
	a.AddTranscript("bad.at", "one minute", "8988307"+"0000000012342")
	a.Add("empty", "nothing", "")
	a.Add("block", "a whole block", strings.Repeat("x", block))
	a.Miss("kernel.txt", "not readable")
	at := time.Unix(1_800_000_000, 0)
	var b bytes.Buffer
	require.NoError(t, a.Write(&b, "simagent-bundle", "simagent 1.2.3", at))
	z, err := gzip.NewReader(&b)
	require.NoError(t, err)
	r := tar.NewReader(z)
	got, order := map[string]string{}, []string{}
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		require.Equal(t, at.Unix(), h.ModTime.Unix())
		require.EqualValues(t, 0o600, h.Mode)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		got[h.Name] = string(content)
		order = append(order, h.Name)
	}
	require.Equal(t, []string{"simagent-bundle/MANIFEST.txt", "simagent-bundle/status.txt", "simagent-bundle/good.at", "simagent-bundle/empty", "simagent-bundle/block"}, order)
	require.Equal(t, "SIM 8988307…2342\n", got[order[1]])
	require.Equal(t, "8988307000000009999\n", got[order[2]])
	require.Len(t, got[order[4]], block)
	for _, want := range []string{"made by simagent 1.2.3 at 2027-01-15 08:00:00 UTC", "Ids are shortened", "  status.txt ", "bad.at: it held an id", "kernel.txt: not readable"} {
		require.Contains(t, got[order[0]], want)
	}
	for l := range strings.Lines(got[order[0]]) {
		require.LessOrEqual(t, len([]rune(l)), 91, l)
	}
	require.Error(t, a.Write(io.Discard, strings.Repeat("x", 100), "", at))
	_, err = z.Read(make([]byte, 1))
	require.ErrorIs(t, err, io.EOF)
}
