package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/local"
)

// The file is written at once, then once a minute at most and only when something changed; trouble is said once; it goes
// at the end.
func TestTextfile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "simagent.prom")
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		var mu sync.Mutex
		st, fail := local.Status{Version: "v1"}, error(nil)
		change := func(s local.Status, err error) {
			mu.Lock()
			defer mu.Unlock()
			st, fail = s, err
		}
		f := &textfile{path: path, log: slog.New(slog.NewTextHandler(&log, nil))}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { // the test waits
			defer close(done)
			f.run(ctx, func(context.Context, bool) (local.Status, error) {
				mu.Lock()
				defer mu.Unlock()
				return st, fail
			})
		}()
		synctest.Wait()
		first, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o644), first.Mode().Perm())

		change(local.Status{Version: "v1", Time: time.Now()}, nil) // which is no news
		time.Sleep(9 * time.Minute)
		synctest.Wait()
		same, err := os.Stat(path)
		require.NoError(t, err)
		require.True(t, os.SameFile(first, same), "not written again")
		require.Equal(t, first.ModTime(), same.ModTime())
		time.Sleep(time.Minute)
		synctest.Wait()
		same, err = os.Stat(path)
		require.NoError(t, err)
		require.True(t, os.SameFile(first, same))
		require.True(t, same.ModTime().Equal(time.Now()), "it says that the daemon lives")

		change(local.Status{Version: "v1", Verdict: local.Verdict{Code: 41}}, nil)
		time.Sleep(30 * time.Second)
		synctest.Wait()
		same, err = os.Stat(path)
		require.NoError(t, err)
		require.True(t, os.SameFile(first, same), "not sooner than in a minute")
		time.Sleep(31 * time.Second)
		synctest.Wait()
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Contains(t, string(text), "\nsimagent_verdict_code 41\n")

		change(local.Status{}, errors.New("wedged"))
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, 1, strings.Count(log.String(), "wedged"))
		require.NoFileExists(t, path, "what it said is not so any more")
		change(local.Status{Version: "v1"}, nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		require.FileExists(t, path)
		cancel()
		<-done
	})
	list, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Empty(t, list)
}

// Nothing but a whole file is ever there, and a link in its place is not followed.
func TestTextfileIsSwappedIn(t *testing.T) {
	dir := t.TempDir()
	path, precious := filepath.Join(dir, "a.prom"), filepath.Join(dir, "precious")
	require.NoError(t, os.WriteFile(precious, []byte("x"), 0o600))
	require.NoError(t, os.Symlink(precious, path+".tmp"))
	require.Error(t, swapIn(path, []byte("text")))
	text, err := os.ReadFile(precious)
	require.NoError(t, err)
	require.Equal(t, "x", string(text))
	require.NoError(t, os.Remove(path+".tmp"))
	require.NoError(t, swapIn(path, []byte("text")))
	require.ErrorContains(t, swapIn(filepath.Join(dir, "none/a.prom"), nil), "no such file")
}

// What the unit and the folder's owner forbid is said with what allows it.
func TestTextfileThatMayNotBe(t *testing.T) {
	for err, want := range map[error]string{
		&os.PathError{Op: "open", Path: "/x/a.prom.tmp", Err: syscall.EROFS}:  "[Service] ReadWritePaths=/x",
		&os.PathError{Op: "open", Path: "/x/a.prom.tmp", Err: syscall.EACCES}: "the daemon's user must be able to write in /x",
	} {
		var log bytes.Buffer
		f := &textfile{path: "/x/a.prom", log: slog.New(slog.NewTextHandler(&log, nil))}
		f.note(err)
		require.Contains(t, log.String(), want)
	}
}
