package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// vmTable shows the guest's lines as they come.
type vmTable struct {
	out          io.Writer
	json         bool
	start        time.Time
	played, lost int
	done         bool
}

// read shows all lines until the guest ends.
func (t *vmTable) read(r io.Reader) error {
	in := bufio.NewScanner(r)
	for in.Scan() {
		if err := t.line(in.Bytes()); err != nil {
			return err
		}
	}
	return in.Err()
}

func (t *vmTable) line(text []byte) error {
	var l guestLine
	if err := json.Unmarshal(text, &l); err != nil {
		return fmt.Errorf("cannot read what the guest says: %w", err)
	}
	switch {
	case l.Done:
		t.done = true
	case l.Scenario != "":
		t.played++
		if !l.OK {
			t.lost++
		}
	}
	switch {
	case t.json:
		fmt.Fprintln(t.out, strings.TrimSpace(string(text)))
	case l.Scenario != "":
		fmt.Fprintln(t.out, l.row())
	case l.Up > 0:
		fmt.Fprintf(t.out, "      booted    %.1f s after QEMU was started; the kernel says %.1f s\n", time.Since(t.start).Seconds(), l.Up)
	}
	return nil
}

// sum says how it went in one line.
func (t *vmTable) sum(err error) error {
	switch {
	case err != nil:
		return err
	case !t.done:
		return errors.New("the guest ended before all scenarios were played")
	case t.lost > 0:
		return fmt.Errorf("%d of %d scenarios failed", t.lost, t.played)
	case !t.json:
		fmt.Fprintf(t.out, "\nScenarios: %d, all well, in %.0f s.\n", t.played, time.Since(t.start).Seconds())
	}
	return nil
}
