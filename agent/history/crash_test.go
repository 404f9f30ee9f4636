package history

import (
	"errors"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger"
	"simagent/agent/ledger/disktest"
)

// large is an hour of which a page holds few, so that pages roll and hours fall out soon.
func large(n uint32) ledger.Hour {
	return ledger.Hour{Hour: n, TX: most - int64(n), RX: most, Slack: 1 << 55, Own: 1 << 55, Packets: 1 << 58, Sessions: 1 << 30, Sent: 1 << 30, Received: 1 << 31, Seconds: 1}
}

// device is one device: its disk, what it was promised, and the batch that is on its way.
type device struct {
	m       *disktest.Folder
	hours   map[uint32]int64 // Slack of each dated hour that was acknowledged
	undated int64
	next    uint32
	batch   []ledger.Hour
	periods int // acknowledged
}

// TestCrash cuts the power at 800 points, four in each life, or at as many as SIMAGENT_CRASH says (`make crash`). The same
// batch is given until it is acknowledged, as the daemon does. After each cut every acknowledged hour is in its day once,
// and beyond them there is at most a part of the one batch.
func TestCrash(t *testing.T) {
	const rounds = 4
	points := 800
	if n, err := strconv.Atoi(os.Getenv("SIMAGENT_CRASH")); err == nil && n > 0 {
		points = n
	}
	start := time.Now()
	for seed := range (points + rounds - 1) / rounds {
		d := device{m: disktest.New(uint64(seed), []int{512, 4096}[seed%2]), hours: map[uint32]int64{}, next: hour0}
		for round := range rounds {
			d.life(t, seed, seed/(1+round*3)%40)
		}
	}
	t.Logf("%d crash points in %v", points, time.Since(start).Round(time.Millisecond))
}

// Every point of one long life, one after the other, from the first file to the time when days fall out.
func TestCutAtEveryWrite(t *testing.T) {
	for _, block := range []int{512, 4096} {
		d := device{m: disktest.New(7, block), hours: map[uint32]int64{}, next: hour0}
		for cut := range 400 {
			d.life(t, cut, cut%7)
		}
	}
}

// life runs until the power goes after so many operations, and looks at what is left.
func (d *device) life(t *testing.T, seed, left int) {
	b := open(d.m, false)
	d.m.Left = left
	turn := seed
	d.m.Fail = func(op string) error {
		if turn = turn*5 + 1; op != "names" && turn>>4%9 == 0 {
			return []error{syscall.ENOSPC, syscall.EIO, syscall.EROFS}[turn>>8%3&1]
		}
		return nil
	}
	for range 25 {
		if d.batch == nil {
			d.batch = append([]ledger.Hour{{Slack: 1}}, hours(d.next, uint32(1+turn>>5%60&63), large)...)
		}
		if b.Append(iccidA, d.batch) == nil {
			for _, h := range d.batch[1:] {
				d.hours[h.Hour] = h.Slack
				d.next = h.Hour + 1
			}
			d.undated, d.batch = d.undated+1, nil
		}
		if b.AppendPeriod(iccidA, Period{Type: ledger.PeriodReady, Low: int64(d.periods), End: timeOf(int64(d.periods + 1))}) == nil {
			d.periods++
		}
		if d.m.Off {
			break
		}
	}
	if d.m.Off || seed%3 == 0 {
		d.m.Restart()
	} // else it was killed: the cache lives on
	d.m.Fail, d.m.Left = nil, -1
	if err := d.check(); err != nil {
		t.Fatalf("seed %d, power cut after %d operations: %v", seed, left, err)
	}
}

func (d *device) check() error {
	h, err := open(d.m, true).Read(iccidA)
	if err != nil {
		return err
	}
	if n := h.Undated.Slack; n != d.undated && (n != d.undated+1 || d.batch == nil) {
		return errors.New("undated: " + strconv.FormatInt(n, 10) + ", acknowledged " + strconv.FormatInt(d.undated, 10))
	}
	for _, hour := range h.Hours {
		if hour != large(hour.Hour) {
			return errors.New("an hour that was never given")
		}
	}
	pending := map[uint32]bool{}
	for _, hour := range d.batch {
		pending[hour.Hour] = true
	}
	seen := map[uint32]bool{}
	for _, day := range h.Days {
		count := int64(0)
		for n := day.Day * 24; n < day.Day*24+24; n++ {
			if !day.has(n) {
				continue
			}
			seen[n] = true
			count++
			if _, ok := d.hours[n]; !ok && !pending[n] {
				return errors.New("an hour that nobody gave")
			}
		}
		if day.Sum.Slack != count<<55 && day.Sum.Slack != most {
			return errors.New("a day is not the sum of its hours")
		}
	}
	for n := range d.hours {
		if !seen[n] && len(h.Days) < 200 {
			return errors.New("an acknowledged hour is gone")
		}
	}
	if n := len(h.Periods); n != d.periods && n != d.periods+1 && n < 100 {
		return errors.New("periods: " + strconv.Itoa(n) + ", acknowledged " + strconv.Itoa(d.periods))
	}
	return nil
}

// A page that only reached the cache of a process that was killed is made durable before it counts as there.
func TestCacheIsNotBelieved(t *testing.T) {
	m := disktest.New(1, 512)
	b := open(m, false)
	require.NoError(t, b.Append(iccidA, hours(hour0, 24, busy)))
	m.Fail = func(op string) error {
		if op == "sync" && len(m.Files["history-1.simh"].Pending) > 0 {
			return syscall.EIO
		}
		return nil
	}
	more := hours(hour0+24, 24, busy)
	for range 5 {
		require.ErrorIs(t, b.Append(iccidA, more), syscall.EIO)
	}
	m.Files["history-1.simh"].Pending = nil // as Linux does after the error: the cache shows it, the disk will never have it
	m.Fail = nil
	require.NoError(t, b.Append(iccidA, more))
	m.Restart()
	h, err := open(m, true).Read(iccidA)
	require.NoError(t, err)
	require.Equal(t, hours(hour0, 48, busy), h.Hours)
}

// Hours that a killed process wrote and never synced are durable before a repeated Append says that they are there.
func TestRepeatedAppendIsDurable(t *testing.T) {
	m := disktest.New(1, 512)
	b := open(m, false)
	require.NoError(t, b.Append(iccidA, hours(hour0, 24, busy)))
	more := hours(hour0+24, 24, busy)
	m.Fail = func(op string) error {
		if op == "sync" && len(m.Files["history-1.simh"].Pending) > 0 {
			return syscall.EINTR // stands for the kill
		}
		return nil
	}
	require.Error(t, b.Append(iccidA, more))
	m.Fail = nil
	wrote := m.Wrote
	require.NoError(t, open(m, false).Append(iccidA, more))
	require.Equal(t, wrote, m.Wrote)
	m.Files["history-1.simh"].Pending = nil
	m.Restart()
	h, err := open(m, true).Read(iccidA)
	require.NoError(t, err)
	require.Equal(t, hours(hour0, 48, busy), h.Hours)
}

// The name of a file that a killed process made is durable before anything in it is acknowledged.
func TestNameIsMadeDurable(t *testing.T) {
	for seed := range uint64(20) {
		m := disktest.New(seed, 512)
		m.Fail = func(op string) error {
			if op == "syncnames" {
				return syscall.EIO
			}
			return nil
		}
		list := hours(hour0, 24, busy)
		require.ErrorIs(t, open(m, false).Append(iccidA, list), syscall.EIO)
		m.Fail = nil
		require.NoError(t, open(m, false).Append(iccidA, list))
		m.Restart()
		h, err := open(m, true).Read(iccidA)
		require.NoError(t, err)
		require.Equal(t, list, h.Hours)
	}
}
