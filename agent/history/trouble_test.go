package history

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/ledger/disktest"
)

// Each trouble is a clear error, nothing is lost that was there, and the same hours are taken when it is over.
func TestTrouble(t *testing.T) {
	for _, err := range []error{syscall.ENOSPC, syscall.EROFS, syscall.EIO} {
		for _, op := range []string{"names", "open", "read", "write", "sync", "publish", "syncnames"} {
			for _, days := range []uint32{0, 1, 80} {
				m := disktest.New(1, 512)
				b := open(m, false)
				for day := range days {
					require.NoError(t, b.Append(iccidA, hours(hour0+day*24, 24, busy)))
				}
				if days == 0 {
					require.NoError(t, b.Append(iccidB, hours(hour0, 24, busy)))
				}
				list := hours(hour0+days*24, 24, busy)
				before, e := b.Read(iccidA)
				require.NoError(t, e)
				m.Fail = func(o string) error {
					if o == op {
						return err
					}
					return nil
				}
				e = b.Append(iccidA, list)
				if days > 0 && (op == "names" || op == "publish" || op == "syncnames") || days == 0 && op == "read" {
					if days == 0 {
						require.ErrorIs(t, e, err)
					} else {
						require.NoError(t, e) // not needed
					}
				} else {
					require.ErrorIs(t, e, err, "%s, %d days", op, days)
					require.ErrorContains(t, e, "cannot write history: ")
					require.NotContains(t, e.Error(), iccidA)
				}
				m.Fail = nil
				h, e := open(m, true).Read(iccidA)
				require.NoError(t, e)
				if len(before.Hours) > 0 {
					require.Contains(t, h.Hours, before.Hours[len(before.Hours)-1])
				}
				require.NoError(t, b.Append(iccidA, list))
				h, e = b.Read(iccidA)
				require.NoError(t, e)
				require.Equal(t, list, h.Hours[len(h.Hours)-24:])
				require.Len(t, h.Days, int(days)+1)
			}
		}
	}
}

// A file that cannot be read may be that of any SIM: no second one is made beside it.
func TestNoSecondFileBesideAnUnreadableOne(t *testing.T) {
	m := disktest.New(1, 512)
	require.NoError(t, open(m, false).Append(iccidA, hours(hour0, 24, busy)))
	m.Fail = func(op string) error {
		if op == "read" {
			return syscall.EIO
		}
		return nil
	}
	b := open(m, false)
	require.Len(t, b.Problems(), 1)
	require.ErrorIs(t, b.Append(iccidA, hours(hour0+24, 24, busy)), syscall.EIO)
	m.Fail = nil
	require.NoError(t, b.Append(iccidA, hours(hour0+24, 24, busy)))
	require.Len(t, m.Files, 1)
	h, err := b.Read(iccidA)
	require.NoError(t, err)
	require.Equal(t, hours(hour0, 48, busy), h.Hours)
}

func TestBadCalls(t *testing.T) {
	m := disktest.New(1, 512)
	b := open(m, true)
	require.EqualError(t, b.Append(iccidA, hours(hour0, 1, busy)), "cannot write history: it was opened to read")
	b = open(m, false)
	for _, iccid := range []string{"", "89883070000x", "898830700000000000000001"} {
		require.ErrorContains(t, b.Append(iccid, hours(hour0, 1, busy)), "no valid ICCID")
		_, err := b.Read(iccid)
		require.ErrorContains(t, err, "no valid ICCID")
	}
	require.NoError(t, b.Close())
	require.EqualError(t, b.AppendPeriod(iccidA, Period{}), "cannot write history: it is closed")
	require.Empty(t, m.Files)
}

func TestNumberOfFilesIsBounded(t *testing.T) {
	m := disktest.New(1, 512)
	for n := range maxFiles {
		m.Files[fileName(n+1)] = disktest.Plant(nil)
	}
	b := open(m, false)
	var limit *LimitError
	require.ErrorAs(t, b.Append(iccidA, hours(hour0, 1, busy)), &limit)
	require.Len(t, m.Files, maxFiles)
	require.Len(t, b.Problems(), maxFiles)
}

// Of two files of one SIM the one that was written more often counts; the other is left alone.
func TestTwoFilesOfOneSIM(t *testing.T) {
	image, want := lived(t)
	young := disktest.New(1, 512)
	require.NoError(t, open(young, false).Append(iccidA, hours(hour0, 1, quiet)))
	for _, names := range [][2]string{{"history-1.simh", "history-2.simh"}, {"history-2.simh", "history-1.simh"}} {
		m := disktest.New(1, 512)
		other := young.Files["history-1.simh"].Durable
		m.Files[names[0]], m.Files[names[1]] = disktest.Plant(image), disktest.Plant(other)
		b := open(m, false)
		h, err := b.Read(iccidA)
		require.NoError(t, err)
		want.check(t, h)
		require.Equal(t, names[1], b.Problems()[0].File)
		require.NoError(t, b.Append(iccidA, hours(hour0+24*300, 24, busy)))
		require.True(t, bytes.Equal(other, m.Files[names[1]].Cache))
	}
}

func TestOnTheRealFileSystem(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	b := Open(dir, false)
	require.Len(t, b.Problems(), 1)
	require.ErrorIs(t, b.Append(iccidA, hours(hour0, 1, busy)), os.ErrNotExist)
	_, err := b.Read(iccidA)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.Mkdir(dir, 0o700)) // it is mounted late
	for day := range uint32(20) {
		require.NoError(t, b.Append(iccidA, hours(hour0+24*day, 24, busy)))
	}
	require.Empty(t, b.Problems())
	h, err := Open(dir, true).Read(iccidA)
	require.NoError(t, err)
	require.Equal(t, hours(hour0, 480, busy), h.Hours)
	st, err := os.Stat(filepath.Join(dir, "history-1.simh"))
	require.NoError(t, err)
	require.EqualValues(t, fileBytes, st.Size())
	require.Equal(t, os.FileMode(0o600), st.Mode())
}

// A folder that is changed under us: a file that is gone is made anew, one that is another SIM's now is not written to.
func TestFilesAreRemovedAndSwapped(t *testing.T) {
	m := disktest.New(1, 512)
	b := open(m, false)
	require.NoError(t, b.Append(iccidA, hours(hour0, 24, busy)))
	require.NoError(t, b.Append(iccidB, hours(hour0, 12, quiet)))
	require.NoError(t, b.Append(iccidB, hours(hour0+12, 12, quiet)))
	m.Fail = func(op string) error { // a place of the first is in doubt; it is not one of the second
		if op == "write" {
			return syscall.EIO
		}
		return nil
	}
	require.Error(t, b.Append(iccidA, hours(hour0+24, 24, busy)))
	m.Fail = nil
	m.Files["history-1.simh"], m.Files["history-2.simh"] = m.Files["history-2.simh"], m.Files["history-1.simh"]
	other := bytes.Clone(m.Files["history-1.simh"].Cache)
	require.NoError(t, b.Append(iccidA, hours(hour0+24, 24, busy)))
	require.True(t, bytes.Equal(other, m.Files["history-1.simh"].Cache))
	require.NoError(t, b.Append(iccidB, hours(hour0+24, 24, quiet)))
	h, err := b.Read(iccidA)
	require.NoError(t, err)
	require.Equal(t, hours(hour0, 48, busy), h.Hours)
	h, err = b.Read(iccidB)
	require.NoError(t, err)
	require.Equal(t, hours(hour0, 48, quiet), h.Hours)

	require.Empty(t, b.Problems())

	clear(m.Files)
	h, err = b.Read(iccidB)
	require.NoError(t, err)
	require.Empty(t, h)
	require.NoError(t, b.Append(iccidA, hours(hour0, 1, busy)))
	h, err = b.Read(iccidA)
	require.NoError(t, err)
	require.Equal(t, hours(hour0, 1, busy), h.Hours)
	require.Len(t, m.Files, 1)
}
