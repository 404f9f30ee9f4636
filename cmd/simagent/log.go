package main

import (
	"context"
	"log/slog"
	"os"
	"syscall"

	"simagent/agent/journal"
)

// newLog logs to standard error: with fields, to the journal's socket, when that is systemd's journal, else as text.
func newLog(stderr *os.File, getenv func(string) string, socket string, level slog.Leveler) *slog.Logger {
	text := slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level})
	var st syscall.Stat_t
	if v := getenv("JOURNAL_STREAM"); v == "" || syscall.Fstat(int(stderr.Fd()), &st) != nil || !journal.Stream(v, uint64(st.Dev), st.Ino) {
		return slog.New(text)
	}
	return slog.New(&journal.Handler{Level: level, Send: journal.NewSocket(socket).Send, Else: text})
}

// event is a context for a line of the daemon itself.
func event(ctx context.Context, name string) context.Context {
	return journal.About(ctx, name, journal.Subject{})
}
