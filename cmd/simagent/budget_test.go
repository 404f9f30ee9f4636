package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/recovery"
)

func TestBudgetFile(t *testing.T) {
	b := budget{state: t.TempDir(), run: t.TempDir(), log: slog.New(slog.DiscardHandler)}
	now := time.Now()
	require.Empty(t, b.Load(now).Acts)
	book := recovery.Book{}.Add(recovery.Act{Rung: recovery.Radio, At: now, Why: "x"})
	require.NoError(t, b.Save(book, now))
	require.Len(t, b.Load(now).Acts, 1)
	left, err := os.ReadDir(b.state)
	require.NoError(t, err)
	require.Len(t, left, 1, "nothing else is left there")

	// The state folder fails: the run folder has it, and is believed since it is later.
	b.state = filepath.Join(b.state, "missing")
	require.NoError(t, b.Save(book.Add(recovery.Act{Rung: recovery.Module, At: now}), now))
	require.Len(t, b.Load(now).Acts, 2)

	require.NoError(t, os.WriteFile(filepath.Join(b.run, budgetFile), []byte("{"), 0o600))
	require.True(t, b.Load(now).Lost)

	b.run = filepath.Join(b.run, "missing")
	require.ErrorContains(t, b.Save(book, now), "cannot keep the recovery budget: ")
}

// A board whose clock stood in 1970 when the disk was full: the run folder has what was done since, whatever the dates say.
func TestBudgetWithoutAClock(t *testing.T) {
	b := budget{state: t.TempDir(), run: t.TempDir(), log: slog.New(slog.DiscardHandler)}
	now := time.Now()
	book := recovery.Book{}.Add(recovery.Act{Rung: recovery.Radio, At: now})
	require.NoError(t, b.Save(book, now))
	disk := b.state
	b.state = filepath.Join(disk, "full")
	book = book.Add(recovery.Act{Rung: recovery.Module, At: now})
	require.NoError(t, b.Save(book, now))
	b.state = disk
	require.NoError(t, os.Chtimes(filepath.Join(b.run, budgetFile), time.Unix(90, 0), time.Unix(90, 0)))
	require.Len(t, b.Load(now).Acts, 2)

	// The disk has room again: it is believed from then on, whatever the dates say.
	book = book.Add(recovery.Act{Rung: recovery.USB, At: now})
	require.NoError(t, b.Save(book, now))
	require.NoError(t, os.Chtimes(filepath.Join(b.state, budgetFile), time.Unix(90, 0), time.Unix(90, 0)))
	require.Len(t, b.Load(now).Acts, 3)
}

func TestBudgetInOneFolder(t *testing.T) {
	dir := t.TempDir()
	b := budget{state: dir, run: dir, log: slog.New(slog.DiscardHandler)}
	now := time.Now()
	for range 2 {
		require.NoError(t, b.Save(recovery.Book{}.Add(recovery.Act{Rung: recovery.Radio, At: now}), now))
		require.Len(t, b.Load(now).Acts, 1)
	}
}
