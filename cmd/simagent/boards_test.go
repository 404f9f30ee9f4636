package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/boards"
)

func TestBoardsList(t *testing.T) {
	t.Parallel()
	out, errs, code := newBench(t).command("boards", "list")
	require.Equal(t, 0, code, errs)
	for _, b := range boards.All() {
		require.Regexp(t, `(?m)^`+b.Name+` +`+strings.NewReplacer("(", `\(`, ")", `\)`, "+", `\+`).Replace(b.Title)+`$`, out)
	}
	narrow(t, out)
}

func TestBoardsShow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	out, errs, code := b.command("boards", "show", "sixfab-tracker")
	require.Equal(t, 0, code, errs)
	require.Contains(t, out, `sixfab-tracker: Sixfab Tracker HAT
  Modules: M95
  Computers: Raspberry Pi

Lines, with the levels at the host's pins
  pwrkey  GPIO24  out  active high
  led     GPIO20  out  active high  held
  on the first of these chips that there is: pinctrl-bcm2711, pinctrl-rp1,
  pinctrl-bcm2835

Ports
  UART at 115200 bit/s: /dev/serial0, /dev/ttyS0, /dev/ttyAMA0

Sequences
  on, at most 32s
    1. press pwrkey for 2s unless on by AT
    2. wait 30s for on by AT
`)
	for _, title := range []string{"\nNotes\n  - ", "\nDoubts\n  - GPIO23 is STATUS:", "\nSources\n  - https://"} {
		require.Contains(t, out, title)
	}
	for _, known := range boards.All() {
		out, errs, code = b.command("boards", "show", known.Name)
		require.Equal(t, 0, code, errs)
		narrow(t, out)
	}
	for _, args := range [][]string{{"nix"}, {}, {"sixfab-base", "--file", "/x"}} {
		_, errs, code = b.command(append([]string{"boards", "show"}, args...)...)
		require.Equal(t, 1, code)
		require.True(t, strings.HasPrefix(errs, "simagent: cannot show a board: "), errs)
	}
}

// narrow checks that no line is wider than a screen, unless it is one word.
func narrow(t *testing.T, out string) {
	t.Helper()
	for line := range strings.Lines(out) {
		if len([]rune(line)) > 81 {
			require.Len(t, strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "- ")), 1, line)
		}
		require.Equal(t, strings.TrimRight(line, " \n")+"\n", line)
	}
}

// What --toml prints is a board of one's own, which --file shows the same.
func TestBoardsShowOwn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	text, errs, code := b.command("boards", "show", "--toml", "waveshare-sim7600x")
	require.Equal(t, 0, code, errs)
	known, err := boards.Named("waveshare-sim7600x")
	require.NoError(t, err)
	require.Equal(t, known.TOML(), text)
	file := filepath.Join(b.dir, "own.toml")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	want, _, _ := b.command("boards", "show", "waveshare-sim7600x")
	got, errs, code := b.command("boards", "show", "--file", file)
	require.Equal(t, 0, code, errs)
	require.Equal(t, want, got)

	require.NoError(t, os.WriteFile(file, []byte("like = \"waveshare-sim7600x\"\nlins = []\n"), 0o600))
	_, errs, code = b.command("boards", "show", "--file", file)
	require.Equal(t, 1, code)
	require.Equal(t, "simagent: cannot use board file "+file+": line 2: unknown key lins\n", errs)
}
