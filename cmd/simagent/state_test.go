package main_test

import (
	bin "encoding/binary"
	"fmt"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

// stored runs a daemon until it has an account on disk, and gives the file.
func stored(t *testing.T) (*bench, string) {
	t.Helper()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("stored", func(st local.Status) bool { return working(st) && st.Account.Stored != nil })
	d.stop(syscall.SIGTERM)
	return b, filepath.Join(b.state, "sim-1.ledger")
}

func TestCorruptLedger(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func([]byte) []byte{
		"random": func(b []byte) []byte {
			for i := range b {
				b[i] = byte(i*7 + i>>8 + 1)
			}
			return b
		},
		"cut to 100 bytes": func(b []byte) []byte { return b[:100] },
		"zeros":            func(b []byte) []byte { return make([]byte, len(b)) },
		"empty":            func([]byte) []byte { return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, file := stored(t)
			whole, err := os.ReadFile(file)
			require.NoError(t, err)
			bad := spoil(whole)
			require.NoError(t, os.WriteFile(file, bad, 0o600))
			_, errs, code := b.command("status")
			require.Equal(t, 3, code)
			require.NotContains(t, errs, "panic")
			d := b.start("--config", b.config(""))
			st := d.await("working and stored", func(st local.Status) bool { return working(st) && st.Account.Stored != nil })
			require.Nil(t, st.Account.Data.High, "the past is not known any more")
			require.Nil(t, st.Account.SMS.High)
			require.Contains(t, d.log(), "sim-1.ledger", "the log names the file")
			require.Contains(t, d.screen(), "this SIM has a past that is not known")
			d.stop(syscall.SIGTERM)
			if allZero(bad) {
				return // holds nothing: its place may be taken
			}
			after, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, bad, after, "what cannot be read is kept as it is")
		})
	}
}

func allZero(b []byte) bool { return strings.Trim(string(b), "\x00") == "" }

// A broken file beside the account of another SIM is no trouble of this one.
func TestCorruptLedgerOfAnotherSIM(t *testing.T) {
	t.Parallel()
	b, _ := stored(t)
	require.NoError(t, os.WriteFile(filepath.Join(b.state, "sim-2.ledger"), []byte("rubbish"), 0o600))
	d := b.start("--config", b.config(""))
	st := d.await("stored", func(st local.Status) bool { return working(st) && st.Account.Stored != nil })
	require.Nil(t, st.Account.Error)
	require.NotContains(t, d.log(), "is not kept")
}

// futureSlot frames a slot of a format that does not exist yet.
func futureSlot(version uint16) []byte {
	slot := make([]byte, 4096)
	copy(slot, "SIML")
	bin.LittleEndian.PutUint16(slot[4:], version)
	bin.LittleEndian.PutUint16(slot[6:], 200)
	bin.LittleEndian.PutUint64(slot[8:], 77)
	copy(slot[24:], "what nobody knows yet")
	table := crc32.MakeTable(crc32.Castagnoli)
	bin.LittleEndian.PutUint32(slot[16:], crc32.Update(crc32.Checksum(slot[:16], table), table, slot[20:]))
	return slot
}

func TestLedgerOfALaterVersion(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	require.NoError(t, os.Mkdir(b.state, 0o700))
	file := filepath.Join(b.state, "sim-1.ledger")
	content := append(futureSlot(2), make([]byte, 7*4096)...)
	require.NoError(t, os.WriteFile(file, content, 0o600))
	d := b.start("--config", b.config(""))
	want := "cannot use ledger sim-1.ledger: format version 2, this program knows 1"
	st := d.await("working", func(st local.Status) bool { return working(st) && st.Account.Error != nil })
	require.Contains(t, *st.Account.Error, want)
	require.Nil(t, st.Account.Data.High, "unknown is not 0")
	s := d.screen()
	require.Contains(t, s, want)
	require.Contains(t, s, "the count is kept in memory only")
	require.True(t, b.lab.Traffic(3_000, 4_000))
	d.await("counting in memory", func(st local.Status) bool { return *st.Account.Data.Low >= 7_000 && st.Account.Error != nil })
	d.stop(syscall.SIGTERM)
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, content, after, "byte for byte")
	names, err := filepath.Glob(filepath.Join(b.state, "*.ledger"))
	require.NoError(t, err)
	require.Equal(t, []string{file}, names, "and no other account is begun")
	out, errs, code := b.command("status")
	require.Equal(t, 3, code)
	require.Empty(t, out)
	require.Contains(t, errs, "no simagent is running")
}

// Folders that cannot be written, for root neither.
func TestStateFolderThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"a file":      "",
		"proc":        "/proc/simagent-state",
		"read-only":   "/proc/self/net",
		"sys":         "/sys/simagent-state",
		"two missing": "/nonexistent/simagent/state",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLab(t)
			b.state = path
			if path == "" {
				b.state = filepath.Join(b.dir, "file")
				require.NoError(t, os.WriteFile(b.state, nil, 0o600))
			}
			d := b.start("--config", b.config(""))
			st := d.await("working, not kept", func(st local.Status) bool { return working(st) && st.Account.Error != nil })
			require.Equal(t, 60, st.Verdict.Code, st.Verdict.Text)
			s := d.screen()
			require.Contains(t, s, "It works, but the count is kept in memory only: cannot ")
			require.Contains(t, s, "Mend the state folder")
			require.True(t, b.lab.Traffic(1_000, 2_000))
			d.await("counting", func(st local.Status) bool { return *st.Account.Data.Low >= 3_000 && st.Account.Error != nil })
			_, errs, code := b.command("sms", "hello")
			require.Equal(t, 1, code)
			require.NotEmpty(t, errs)
			require.Zero(t, b.lab.Modem.SentSMS(), "what cannot be counted is not sent")
			d.stop(syscall.SIGTERM)
		})
	}
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	args := append([]string{"run", "--config", b.config("")}, b.folders()...)
	// A limit of the size of files stands for a full disk: both fail the write.
	d := b.of(exec.Command("sh", append([]string{"-c", `ulimit -f 2; exec "$@"`, "sh", binary}, args...)...)).launch()
	st := d.await("working, not kept", func(st local.Status) bool { return working(st) && st.Account.Error != nil })
	require.Contains(t, *st.Account.Error, "file too large")
	require.Contains(t, d.screen(), "the count is kept in memory only: cannot commit the account: create sim-1.ledger")
	d.stop(syscall.SIGTERM)
}

// Real file systems, in a mount name space of the daemon's own: full, and
// read-only.
func TestMountedStateFolder(t *testing.T) {
	t.Parallel()
	for options, want := range map[string]string{"size=4k": "no space left on device", "ro": "read-only file system"} {
		t.Run(options, func(t *testing.T) {
			t.Parallel()
			b := newLab(t)
			require.NoError(t, os.Mkdir(b.state, 0o700))
			unshare := []string{"--mount"}
			if os.Geteuid() != 0 {
				unshare = []string{"--user", "--map-root-user", "--mount"}
			}
			if out, err := exec.Command("unshare", append(unshare, "mount", "-t", "tmpfs", "-o", options, "none", b.state)...).CombinedOutput(); err != nil {
				t.Skipf("no mount name space here: %v: %s", err, out)
			}
			script := `mount -t tmpfs -o ` + options + ` none "$1" && shift && exec "$@"`
			args := append(unshare, "sh", "-c", script, "sh", b.state, binary, "run", "--config", b.config(""))
			d := b.of(exec.Command("unshare", append(args, b.folders()...)...)).launch()
			st := d.await("working, not kept", func(st local.Status) bool { return working(st) && st.Account.Error != nil })
			require.Contains(t, *st.Account.Error, want)
			require.Contains(t, d.screen(), "Mend the state folder")
			require.True(t, b.lab.Traffic(1_000, 2_000))
			d.await("counting", func(st local.Status) bool { return *st.Account.Data.Low >= 3_000 && st.Account.Error != nil })
			d.stop(syscall.SIGTERM)
		})
	}
}

// A folder that is removed under the daemon is made anew, or the loss is said:
// the counts must not go into a file without a name.
func TestStateFolderThatDisappears(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("stored", func(st local.Status) bool { return working(st) && st.Account.Stored != nil && st.Account.Error == nil })
	require.NoError(t, os.RemoveAll(b.state))
	until(t, "past a commit", func() bool { // until a lease is used up
		b.lab.Traffic(2_000, 4_000)
		st, ok := d.ask()
		return ok && *st.Account.Data.Low >= 100_000
	}, d.show)
	st, _ := d.ask()
	if st.Account.Error == nil {
		require.FileExists(t, filepath.Join(b.state, "sim-1.ledger"), "nobody says that nothing is kept")
	}
	d.stop(syscall.SIGTERM)
	out, _, _ := b.command("status")
	if st.Account.Error == nil {
		require.Contains(t, out, "8988307")
	}
}

func TestStatusWithoutDaemon(t *testing.T) {
	t.Parallel()
	empty := newBench(t)
	out, errs, code := empty.command("status")
	require.Equal(t, 3, code)
	require.Empty(t, out)
	require.Equal(t, fmt.Sprintf("simagent: no simagent is running here (no socket in %s); start it: simagent run\n", empty.run), errs)
	_, errs, code = empty.command("sms", "hello")
	require.Equal(t, 3, code)
	require.Contains(t, errs, "no simagent is running here")
	out, _, code = empty.command("status", "--json")
	require.Equal(t, 3, code)
	checkSchema(t, out)

	b, _ := stored(t)
	out, errs, code = b.command("status")
	require.Equal(t, 3, code)
	require.Contains(t, errs, "no simagent is running here")
	s := flat(out)
	require.Contains(t, s, "8988307…2342")
	require.Contains(t, s, "of 250,000 B")
	require.Contains(t, s, "No simagent is running: this is the last stored account.")
	require.NotContains(t, out, agenttest.ICCID)
	out, _, code = b.command("status", "--json")
	require.Equal(t, 3, code)
	checkSchema(t, out)
	out, _, _ = b.command("status", "--show-ids")
	require.Contains(t, out, agenttest.ICCID)
}

// A socket that a killed daemon left behind is no daemon, and no obstacle.
func TestAfterAKill(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("stored", func(st local.Status) bool { return working(st) && st.Account.Stored != nil })
	require.True(t, b.lab.Traffic(1_000, 500))
	d.await("counted", func(st local.Status) bool { return *st.Account.Data.Low >= 1_500 })
	require.NoError(t, d.cmd.Process.Kill())
	<-d.ended
	require.FileExists(t, filepath.Join(b.run, "simagent.sock"))
	_, errs, code := b.command("status")
	require.Equal(t, 3, code, errs)
	again := b.start("--config", b.config(""))
	st := again.await("working", func(st local.Status) bool { return working(st) && *st.Account.Data.Low >= 1_500 })
	require.EqualValues(t, 1_500, *st.Account.Data.Low, "nothing is lost and nothing counted twice")
}
