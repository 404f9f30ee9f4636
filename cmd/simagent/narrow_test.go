package main_test

import (
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
)

// Pages fit a terminal of 60 columns.
func TestPagesOnANarrowTerminal(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"boards list", "boards show sixfab-base", "boards show iniveo-pilot", "boards check sixfab-base", "ports",
		"explain +CEREG:2,5,\"1A2B\",\"01C3D4E5\",7", "report decode rwABARi1Ag4DAQQFBfUGBwg4YAoaAALLoAsaAALPoAwBDQEOGDIPGGAQGRHc",
	} {
		tty, err := pty.StartWithSize(exec.Command(binary, strings.Fields(line)...), &pty.Winsize{Rows: 24, Cols: 60})
		require.NoError(t, err)
		var out strings.Builder
		for b := make([]byte, 4096); err == nil; { // ends with EIO
			var n int
			n, err = tty.Read(b)
			out.Write(b[:n])
		}
		_ = tty.Close()
		require.NotEmpty(t, out.String(), line)
		for row := range strings.SplitSeq(out.String(), "\r\n") {
			require.LessOrEqual(t, utf8.RuneCountInString(row), 60, "%s: %s", line, row)
		}
	}
}
