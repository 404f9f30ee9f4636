package main_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The command goes through the daemon when one runs, else by the port itself.
func TestATCommand(t *testing.T) {
	b := newLab(t)
	d := b.start("--config", b.config(""))
	d.await("a working SIM", working)
	out, errs, code := b.command("at", "AT+CSQ")
	require.Zero(t, code, errs)
	require.Equal(t, "+CSQ: 20,99\nOK\n", out)
	out, _, code = b.command("at", "--json", "at+creg?;+csq")
	require.Zero(t, code)
	require.Contains(t, out, `"command":"AT+creg?;+csq","lines":["+CREG: `)
	_, errs, code = b.command("at", "AT+CFUN=0")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "--force")
	_, errs, code = b.command("at", "--force", "ATD*99#")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "data instead of AT")
	_, errs, code = b.command("at", "AT+NONSENSE?")
	require.Equal(t, 1, code)
	require.Contains(t, errs, "AT+NONSENSE")
	_, errs, _ = b.command("at")
	require.Contains(t, errs, "give one COMMAND")
	out, errs, code = b.command("at", "--port", b.port, "AT+CSQ")
	require.Equal(t, 1, code, out)
	require.Contains(t, errs, "held by")
	d.stop(15)

	out, errs, code = b.command("at", "--port", b.port, "I")
	require.Zero(t, code, errs)
	require.True(t, strings.HasPrefix(out, "Quectel\n"), out)
	_, errs, _ = b.command("at", "--port", b.port, "--force", `AT+CMGS="000"`, "--text", "x")
	require.Contains(t, errs, "could not be counted")
}
