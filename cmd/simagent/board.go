package main

import (
	"fmt"
	"io"
	"os"
	"syscall"

	"simagent/agent/config"
	"simagent/boards"
)

// boardOf is the board that the configuration names, by name or by file, and
// whether it names one at all. Without, the board is generic-usb, which has no
// line to drive. The error names the key.
func boardOf(cfg config.Config) (boards.Board, bool, error) {
	switch {
	case cfg.Board.File != "":
		b, err := readBoard(cfg.Board.File)
		if err != nil {
			return boards.Board{}, true, fmt.Errorf("board.file: %w", err)
		}
		return b, true, nil
	case cfg.Board.Name != "":
		b, err := boards.Named(cfg.Board.Name)
		if err != nil {
			return boards.Board{}, true, fmt.Errorf("board.name: %w", err)
		}
		return b, true, nil
	}
	b, err := boards.Named("generic-usb")
	return b, false, err
}

// readBoard reads a board of one's own.
func readBoard(path string) (boards.Board, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a FIFO that nobody writes to is empty, and does not hang
	if err != nil {
		return boards.Board{}, fmt.Errorf("cannot read board file: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, boards.MaxFile+1)) // Parse refuses what is longer
	if err != nil {
		return boards.Board{}, fmt.Errorf("cannot read board file: %w", err)
	}
	return boards.Parse(path, data)
}
