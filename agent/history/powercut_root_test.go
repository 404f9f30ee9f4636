//go:build root

package history_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"simagent/agent/history"
	"simagent/agent/ledger"
	"simagent/agent/ledger/blocktest"
)

const (
	iccid  = "8988307000000000001"
	hour0  = 20_600 * 24 // the first hour of a day
	writer = "SIMAGENT_WRITER"
	first  = "SIMAGENT_WRITER_DAY"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(writer); dir != "" {
		day, _ := strconv.Atoi(os.Getenv(first))
		fmt.Fprintln(os.Stderr, write(dir, uint32(day)))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// note is what the writer tells of a commit or of a day of history, before it tries and once it is acknowledged.
type note struct {
	done bool
	day  bool // else a commit
	n    uint32
}

const noteBytes = 6

func (n note) bytes() []byte {
	b := make([]byte, 2, noteBytes)
	if n.done {
		b[0] = 1
	}
	if n.day {
		b[1] = 1
	}
	return binary.LittleEndian.AppendUint32(b, n.n)
}

func noteOf(b []byte) note { return note{b[0] == 1, b[1] == 1, binary.LittleEndian.Uint32(b[2:])} }

// write is the process that dies: it commits the account and appends a day of history after every third commit, for as long as it
// lives. The batch that was not acknowledged to the one before is given again, as the daemon does.
func write(dir string, day uint32) error {
	tell := func(v note) error { // a pipe that is full is an error: thousands of commits reached the drive with no request
		_, err := syscall.Write(3, v.bytes())
		return os.NewSyscallError("the notes", err)
	}
	act := func(isDay bool, n uint32, do func() error) error {
		for _, step := range []func() error{
			func() error { return tell(note{false, isDay, n}) }, do,
			func() error { return tell(note{true, isDay, n}) },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	}
	if err := unix.SetNonblock(3, true); err != nil {
		return err
	}
	store, err := ledger.OpenStore(dir, ledger.Options{})
	if err != nil {
		return err
	}
	if p := store.Problems(); len(p) > 0 {
		return p[0].Err
	}
	file, err := store.Account(iccid, time.Time{})
	if err != nil {
		return err
	}
	book := history.Open(dir, false)
	for r := file.Record(); ; {
		r.Rev++
		r.Data.TX = content(r.Rev)
		if err := act(false, uint32(r.Rev), func() error { return file.Commit(r) }); err != nil {
			return err
		}
		if r.Rev%3 != 0 {
			continue
		}
		if err := act(true, day, func() error { return book.Append(iccid, dayOf(day)) }); err != nil {
			return err
		}
		day++
	}
}

// content is what belongs to a revision.
func content(rev uint64) int64 { return int64(rev) * 7 }

// dayOf are the hours of a day, with values that tell which they are.
func dayOf(day uint32) (list []ledger.Hour) {
	for n := range uint32(24) {
		list = append(list, ledger.Hour{Hour: hour0 + day*24 + n, TX: 1 << 40, RX: int64(day*24 + n), Packets: 100_000, Own: 88, Sessions: 1, Seconds: 3600})
	}
	return list
}

// device is a board: its drive, its writer, and what it was promised.
type device struct {
	t       *testing.T
	rng     *rand.Rand
	disk    *blocktest.Disk
	mounted *blocktest.Mounted
	acked   [2]uint32 // commit and day, as the notes say
	tried   [2]uint32
	notes   int    // descriptor of the pipe
	rest    []byte // of a note
}

// TestPowerCutUnderExt4 kills a process that commits accounts and appends history on a real ext4, and cuts the power of the block device
// below it; blocktest says what that shows and what it cannot show. Each of SIMAGENT_CUTS rounds (20) is up to two kills, after each of
// which what the system shows is looked at, and one cut, after which the drive is mounted again. Both come within a request to
// the drive, so in the midst of a commit mostly. The account is the last one acknowledged or one that was tried after it; every
// acknowledged hour is in its day, and beyond them there is at most a part of the day that was tried.
func TestPowerCutUnderExt4(t *testing.T) {
	if why := blocktest.Enter(); why != "" {
		fmt.Printf("not run: %s (%s)\n", t.Name(), why)
		t.SkipNow()
	}
	rounds := 20
	if n, err := strconv.Atoi(os.Getenv("SIMAGENT_CUTS")); err == nil && n > 0 {
		rounds = n
	}
	for _, block := range []int{1024, 4096} {
		t.Run(fmt.Sprintf("block=%d", block), func(t *testing.T) {
			if why := blocktest.Enter(); why != "" { // a subtest is a goroutine of its own
				t.Fatal(why)
			}
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			d := &device{t: t, rng: rand.New(rand.NewPCG(seed, 3)), disk: blocktest.NewDisk(blocktest.Ext4(t, block), seed, ours)}
			start, kills := time.Now(), 0
			for range (rounds + 1) / 2 {
				kills += d.round()
			}
			d.check() // and once more, cleanly
			require.NoError(t, d.mounted.Close())
			d.mounted = nil
			blocktest.Check(t, d.disk.Medium())
			t.Logf("%d power cuts and %d kills in %v, %d commits and %d days acknowledged", (rounds+1)/2, kills,
				time.Since(start).Round(time.Millisecond), d.acked[0], d.acked[1])
		})
	}
}

// ours tells the slots and pages, which a cut may tear.
func ours(b []byte) bool { return len(b) > 4 && string(b[:3]) == "SIM" }

// round is one time that the power is on.
func (d *device) round() (kills int) {
	if d.mounted == nil {
		d.mount()
	}
	kills = d.rng.IntN(3)
	for range kills {
		d.live(d.drain)
		d.check()
	}
	d.live(func() {
		d.drain() // what is in the pipe was acknowledged before the cut
		d.disk.Cut()
	})
	require.NoError(d.t, d.mounted.Close())
	d.disk = blocktest.NewDisk(d.disk.Medium(), d.rng.Uint64(), ours)
	d.mount()
	d.check()
	return kills
}

func (d *device) mount() {
	m, err := blocktest.Mount(d.disk, d.t.TempDir())
	require.NoError(d.t, err)
	d.mounted = m
	d.t.Cleanup(func() {
		if d.mounted == m { // the test failed
			_ = m.Close()
		}
	})
}

// live starts a writer and kills it within one of the next requests to the drive, after doing something there.
func (d *device) live(within func()) {
	r, w, err := os.Pipe()
	require.NoError(d.t, err)
	defer r.Close()
	d.notes, d.rest = int(r.Fd()), nil
	require.NoError(d.t, unix.SetNonblock(d.notes, true)) // Fd made it blocking
	errs, err := os.CreateTemp(d.t.TempDir(), "")
	require.NoError(d.t, err)
	defer errs.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writer+"="+d.dir(), fmt.Sprint(first, "=", d.acked[1]+1))
	cmd.ExtraFiles, cmd.Stderr = []*os.File{w}, errs
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	fired := make(chan struct{})
	proc := make(chan *os.Process, 1)
	d.disk.After(1+d.rng.IntN(120), func() {
		within()
		close(fired)
		_ = (<-proc).Kill()
	})
	err = cmd.Start()
	if err == nil {
		proc <- cmd.Process
		err = cmd.Wait()
	}
	_ = w.Close()
	d.disk.After(-1, nil)
	select {
	case <-fired:
	default:
		text, _ := os.ReadFile(errs.Name())
		require.Fail(d.t, "the writer ended by itself", "%v: %s", err, text)
	}
}

// drain takes the notes that are in the pipe.
func (d *device) drain() {
	b := make([]byte, 4096)
	for {
		n, err := unix.Read(d.notes, b)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return
		}
		d.rest = append(d.rest, b[:n]...)
		for ; len(d.rest) >= noteBytes; d.rest = d.rest[noteBytes:] {
			v, which := noteOf(d.rest), 0
			if v.day {
				which = 1
			}
			d.tried[which] = v.n
			if v.done {
				d.acked[which] = v.n
			}
		}
	}
}

func (d *device) dir() string { return filepath.Join(d.mounted.Dir, "state") }

// check opens what is there to read and compares it with the promises.
func (d *device) check() {
	if _, err := os.Stat(d.dir()); os.IsNotExist(err) {
		require.Zero(d.t, d.acked)
		return
	}
	store, err := ledger.OpenStore(d.dir(), ledger.Options{ReadOnly: true})
	require.NoError(d.t, err)
	require.Empty(d.t, store.Problems())
	rev := uint64(0)
	for _, a := range store.Accounts() {
		require.Zero(d.t, rev, "two accounts")
		rev = a.Rev
		require.Equal(d.t, iccid, a.ICCID)
		require.Equal(d.t, content(rev), a.Data.TX)
	}
	require.NoError(d.t, store.Close())
	require.GreaterOrEqual(d.t, rev, uint64(d.acked[0]), "the account is older than the one acknowledged")
	require.LessOrEqual(d.t, rev, uint64(d.tried[0]))

	h, err := history.Open(d.dir(), true).Read(iccid)
	require.NoError(d.t, err)
	days := map[uint32]history.Day{}
	for _, day := range h.Days {
		n := day.Day - hour0/24
		require.LessOrEqual(d.t, n, d.tried[1], "a day that nobody gave")
		days[n] = day
	}
	for n := max(d.acked[1], kept) - kept + 1; n <= d.acked[1]; n++ {
		require.Equal(d.t, dayWhole(n), days[n], "a day that was acknowledged")
	}
	for _, hour := range h.Hours {
		at := hour.Hour - hour0
		require.Equal(d.t, dayOf(at / 24)[at%24], hour)
	}
}

// kept is how many days of this kind a history keeps for sure, two years.
const kept = 700

func dayWhole(n uint32) history.Day {
	day := history.Day{Day: hour0/24 + n, Hours: 1<<24 - 1}
	for _, h := range dayOf(n) {
		day.Sum = day.Plus(history.Sum{TX: h.TX, RX: h.RX, Packets: h.Packets, Own: h.Own, Sessions: h.Sessions, Seconds: h.Seconds})
	}
	return day
}
