package main_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/local"
	"simagent/agent/supersim/supersimtest"
	"simagent/atcmd/modemtest"
	"simagent/atcmd/transcript"
)

// unpack reads a bundle: names without the folder, and contents.
func unpack(t *testing.T, file string) map[string]string {
	t.Helper()
	f, err := os.Open(file)
	require.NoError(t, err)
	defer f.Close()
	info, err := f.Stat()
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	all := map[string]string{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		require.NoError(t, err)
		b, err := io.ReadAll(r)
		require.NoError(t, err)
		all[path.Base(h.Name)] = string(b)
	}
}

// swapped is a number as files of the card have it.
func swapped(digits string) string {
	b := []byte(digits)
	if len(b)%2 == 1 {
		b = append(b, 'F')
	}
	for i := 0; i < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return string(b)
}

// ids are all that the laboratory knows about a card, a module, a person and an account, in the forms in which they go about.
func (b *bench) ids() []string {
	imsi := b.lab.Card.IMSI()
	list := []string{b.lab.ICCID[:len(b.lab.ICCID)-1], swapped(b.lab.ICCID), imsi, swapped("9" + imsi)[1:], modemtest.EG25G().IMEI[:14], hex.EncodeToString([]byte(b.lab.ICCID)), hex.EncodeToString([]byte(imsi)),
		b.lab.SID, supersimtest.AccountSID, supersimtest.AuthToken, supersimtest.KeySID, supersimtest.KeySecret, supersimtest.ClientSecret, "5550001234", "do not tell", "hidden1", "hidden2", "hidden3", "71830042"}
	return append(list, strings.ToUpper(list[5]))
}

// No file of a bundle has an id, a number, a text or a secret of the laboratory in it, with a daemon at work and without.
func TestBundle(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.withAPN("super")
	b.lab.Card.SetIMSI("310410123450042")
	pin := filepath.Join(b.dir, "pin")
	require.NoError(t, os.WriteFile(pin, []byte("71830042\n"), 0o600))
	key := filepath.Join(b.dir, "key")
	require.NoError(t, os.WriteFile(key, []byte("hidden3-and-some-more\n"), 0o600))
	cfg := b.config("[sim]\npin_file = \"" + pin + "\"\n[report]\nurl = \"http://127.0.0.1:9/hidden2?k=hidden3\"\nkey = \"" + key + "\"\n[desired]\niccids = [\"" + b.lab.ICCID + "\"]\nstatus = \"ready\"\nfleet = \"lab\"\n[alarm]\ncommand = [\"true\", \"hidden1\"]\n")
	require.NoError(t, b.lab.Modem.DeliverSMS("+15550001234", "do not tell"))
	d := b.start("--config", cfg)
	d.await("working", func(st local.Status) bool { return working(st) && is(st.Cloud.Status, "ready") })
	require.NoError(t, b.lab.Modem.DeliverSMS("000", "do not tell"))

	out := filepath.Join(b.dir, "with.tar.gz")
	said, errs, code := b.command("bundle", "--out", out, "--record", "2s", "--config", cfg)
	require.Zero(t, code, errs)
	with := unpack(t, out)
	d.stop(syscall.SIGTERM)

	out = filepath.Join(b.dir, "without.tar.gz")
	also, errs, code := b.command("bundle", "--out", out, "--config", cfg)
	require.Zero(t, code, errs)
	without := unpack(t, out)

	for _, all := range []map[string]string{with, without, {"screen": said + also}} {
		for name, text := range all {
			for _, id := range b.ids() {
				require.NotContains(t, text, id, name)
			}
		}
	}
	for _, name := range []string{"status.json", "status.txt", "doctor.txt", "doctor.json", "accounts.jsonl", "config.toml", "versions.txt", "transcript.at"} {
		require.Contains(t, with, name)
		require.Contains(t, with["MANIFEST.txt"], "  "+name+" ")
		require.Contains(t, said, "  "+name+" ")
	}
	s, err := transcript.Parse(strings.NewReader(with["transcript.at"]))
	require.NoError(t, err)
	require.NotEmpty(t, s.Entries)
	require.Contains(t, with["status.json"], "8988307…2342")
	require.Contains(t, with["accounts.jsonl"], "8988307…2342")
	require.Contains(t, with["config.toml"], `iccids = ["8988307…2342"]`)
	require.Contains(t, with["config.toml"], b.credential, "which file it is, is said")
	require.Contains(t, with["doctor.txt"], "ok    sim           A Super SIM is in: 8988307…2342.")
	require.Contains(t, with["versions.txt"], "module: Quectel EG25, firmware EG25GGBR07A08M2G")
	require.Contains(t, without["MANIFEST.txt"], "\n  status.json: no simagent is running\n")
	require.Contains(t, without["MANIFEST.txt"], "\n  transcript.at: no daemon whose port could be recorded\n")
	require.Contains(t, without["doctor.txt"], "A Super SIM is in: 8988307…2342.")
	require.Contains(t, without["accounts.jsonl"], "8988307…2342")
}

// Who takes a key for the value finds no secret in the file for all that, nor in what the doctor says of it.
func TestBundleOfPastedSecrets(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	out, cfg := filepath.Join(b.dir, "x.tar.gz"), filepath.Join(b.dir, "pasted.toml")
	require.NoError(t, os.WriteFile(cfg, []byte("[cloud]\nprovider = \"twilio\"\ncredentials = \"AC1:hidden-secret\"\n[page]\nlisten = \"127.0.0.1:8088\"\ntoken = \"hidden-token-0123456789\"\n[sim]\npin_file = \"7183\"\n"), 0o600))
	said, errs, code := b.command("bundle", "--out", out, "--config", cfg, "--record", "0")
	require.Zero(t, code, errs)
	all := unpack(t, out)
	require.Contains(t, all["doctor.txt"], "Cannot read credential file")
	for name, text := range all {
		require.NotContains(t, text, "hidden-", name)
	}
	require.NotContains(t, all["config.toml"], "7183")
	require.NotContains(t, said, "hidden-")
}

// The file is a new one: nothing is written to a pipe, and nothing over another. Who is interrupted has none.
func TestBundleIsANewFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	fifo := filepath.Join(b.dir, "fifo")
	require.NoError(t, syscall.Mkfifo(fifo, 0o600))
	for _, out := range []string{"/dev/stdout", fifo, b.dir} {
		said, errs, code := b.command("bundle", "--out", out)
		require.Equal(t, 1, code)
		require.Equal(t, "simagent: cannot write bundle: "+out+" exists; want a new file\n", errs)
		require.Empty(t, said)
	}
	_, errs, _ := b.command("bundle", "--record", "48h")
	require.Contains(t, errs, "want --record 0 to 1h")

	b = newLab(t)
	d := b.start("--config", b.config(""))
	d.await("working", working)
	out := filepath.Join(b.dir, "none.tar.gz")
	c := exec.Command(binary, append([]string{"bundle", "--out", out}, b.folders()...)...)
	var said strings.Builder
	c.Stderr = &said
	require.NoError(t, c.Start())
	until(t, "begun", func() bool { _, err := os.Stat(out); return err == nil }, func() string { return out })
	require.NoError(t, c.Process.Signal(syscall.SIGINT))
	start := time.Now()
	require.Error(t, c.Wait())
	require.Less(t, time.Since(start), patience)
	require.Contains(t, said.String(), "simagent: interrupted: no bundle is written\n")
	require.NoFileExists(t, out)
}
