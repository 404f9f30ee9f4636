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
