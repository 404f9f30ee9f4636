package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/config"
	"simagent/boards"
)

func TestBoardOf(t *testing.T) {
	cfg := config.Default()
	b, configured, err := boardOf(cfg)
	require.NoError(t, err)
	require.False(t, configured, "nobody said")
	require.Empty(t, b.Lines, "nothing to drive")

	cfg.Board.Name = "sixfab-base"
	b, configured, err = boardOf(cfg)
	require.NoError(t, err)
	require.True(t, configured)
	require.Equal(t, "sixfab-base", b.Name)

	file := filepath.Join(t.TempDir(), "mine.toml")
	require.NoError(t, os.WriteFile(file, []byte("like = \"sixfab-base\"\nusb = [{ id = \"2c7c:0306\", at = 2 }]\n"), 0o600))
	cfg.Board = config.Board{File: file}
	b, configured, err = boardOf(cfg)
	require.NoError(t, err)
	require.True(t, configured)
	require.Equal(t, "mine", b.Name)
	require.Equal(t, []boards.USB{{VID: "2c7c", PID: "0306", AT: 2}}, b.USB)

	cfg.Board.File = "/dev/zero"
	_, configured, err = boardOf(cfg)
	require.EqualError(t, err, "board.file: cannot use board file /dev/zero: it is larger than 64 KiB")
	require.True(t, configured)
}

// A FIFO that nobody writes to is an empty file: it does not hang, and Ctrl-C ends what reads it.
func TestReadBoardFIFO(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo.toml")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	_, err := readBoard(path)
	require.ErrorContains(t, err, "it has no title")
}
