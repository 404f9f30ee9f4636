package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	trays "simagent/agent/bench"
)

// benchFiles are the results of a run in a folder. JSON lines and CSV grow with
// each SIM and are on the disk before the next; the page is made anew beside them.
type benchFiles struct {
	folder, base string // base is the path without its ending
	lines, csv   *os.File
	page         trays.Report
}

// newBenchFiles makes the folder. Files of another run are never overwritten.
func newBenchFiles(folder string, at time.Time) (*benchFiles, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, fmt.Errorf("cannot write results: %w", err)
	}
	base := filepath.Join(folder, "bench-"+at.UTC().Format("20060102T150405Z"))
	f := &benchFiles{folder: folder, base: base}
	var err error
	if f.lines, err = createNew(base + ".jsonl"); err != nil {
		return nil, fmt.Errorf("cannot write results: %w", err)
	}
	if f.csv, err = createNew(base + ".csv"); err != nil {
		_ = f.lines.Close()
		return nil, fmt.Errorf("cannot write results: %w", err)
	}
	return f, nil
}

// createNew makes a file that was not there.
func createNew(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}

// where says what was written.
func (f *benchFiles) where() string {
	return "Written: " + f.base + ".html\nand beside it the same as .jsonl and .csv.\n"
}

func (f *benchFiles) begin(head trays.RunRecord) error {
	f.page.Run = head
	return f.wrote(errors.Join(trays.WriteLine(f.lines, head), trays.WriteCSVHead(f.csv)))
}

func (f *benchFiles) result(r trays.Record, so trays.Totals, speeds []trays.Speed) error {
	f.page.Add(r)
	if err := f.wrote(errors.Join(trays.WriteLine(f.lines, r), trays.WriteCSV(f.csv, &r))); err != nil {
		return err
	}
	so.Commands = speeds
	return f.wrote(f.writePage(so))
}

func (f *benchFiles) seen(s trays.SeenRecord) error { return f.wrote(trays.WriteLine(f.lines, s)) }

func (f *benchFiles) end(totals trays.Totals, speeds []trays.Speed) error {
	totals.Commands = speeds
	f.page.Over = true
	return f.wrote(errors.Join(trays.WriteLine(f.lines, totals), f.writePage(totals)))
}

// writePage exchanges the page as a whole: a browser never sees half of it.
func (f *benchFiles) writePage(totals trays.Totals) error {
	f.page.Totals = totals
	var b bytes.Buffer
	f.page.WriteHTML(&b)
	tmp := f.base + ".html.new"
	err := os.WriteFile(tmp, b.Bytes(), 0o600)
	if err == nil {
		err = os.Rename(tmp, f.base+".html")
	}
	if err != nil {
		_ = os.Remove(tmp) // half a page on a full disk
	}
	return err
}

// wrote brings lines to the disk: a bench is switched off by its plug.
func (f *benchFiles) wrote(err error) error {
	if err == nil {
		err = errors.Join(f.lines.Sync(), f.csv.Sync())
	}
	if err != nil {
		return fmt.Errorf("cannot write results: %w", err)
	}
	return nil
}

func (f *benchFiles) close() {
	for _, c := range []io.Closer{f.lines, f.csv} {
		_ = c.Close() // what counts was synced
	}
}
