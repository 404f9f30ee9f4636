package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

func TestWhichCloud(t *testing.T) {
	t.Parallel()
	a := newAccount(t, supersimtest.Options{})
	a.put(cardOne, "new", a.AddFleet("one"))
	file := func(text string) string {
		path := filepath.Join(t.TempDir(), "simagent.toml")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	whole := file(fmt.Sprintf("[cloud]\nprovider = \"twilio\"\nbase_url = %q\ncredentials = %q\nprice_note = \"That is 2 dollars.\"\n", a.url, a.b.credential))
	kore := file(fmt.Sprintf("[cloud]\nprovider = \"kore\"\nbase_url = %q\ncredentials = %q\n", a.url, a.b.credential))
	command := file(fmt.Sprintf("[cloud]\nprovider = \"twilio\"\nbase_url = %q\ntoken_command = [\"cat\", %q]\n", a.url, a.b.credential))
	failing := file(fmt.Sprintf("[cloud]\nprovider = \"twilio\"\nbase_url = %q\ntoken_command = [\"false\"]\n", a.url))
	none := file("")
	readable := filepath.Join(t.TempDir(), "readable")
	require.NoError(t, os.WriteFile(readable, []byte("user:hunter2"), 0o644))

	for args, want := range map[string]string{
		"":                      "cannot ask the cloud: none is configured; add --config FILE (the daemon's, with a [cloud] section), or --provider twilio --credentials FILE (USER:SECRET, mode 600)",
		"--config " + none:      "cannot ask the cloud: none is configured",
		"--provider none":       "cannot ask the cloud: none is configured",
		"--provider acme":       "cannot ask the cloud: --provider must be twilio or kore",
		"--provider twilio":     "cannot ask the cloud: --credentials: want the path of a file with USER:SECRET that only its owner can read",
		"--credentials /x":      "cannot ask the cloud: say whose credential that is: --provider twilio, or --provider kore",
		"--config " + failing:   "the token command: it ended with exit status 1 Run the token command by hand to see what is wrong with it; --credentials FILE asks without it.",
		"--config /nonexistent": "cannot read configuration: open /nonexistent: no such file or directory",
		"--config " + kore + " --provider twilio":                                           "cannot ask the cloud: --credentials: want the path", // the credential is the other vendor's
		"--provider twilio --credentials " + readable + " --base-url " + a.url:              "type: chmod 600 " + readable + " Repair the credential file; --credentials names another one.",
		"--provider twilio --credentials /x --base-url http://192.0.2.1/v1":                 "cannot ask the cloud: --base-url: plain http would show the credential to the network; use https",
		"--provider twilio --credentials /x --base-url https://user:hunter2@example.com/v1": "cannot ask the cloud: --base-url: it holds a user; give the credential in its own file",
		"--provider twilio --credentials /x --ca-file /nonexistent":                         "cannot ask the cloud: --ca-file: open /nonexistent: no such file or directory",
		"--provider kore --credentials /x --token-url ftp://example.com":                    "cannot ask the cloud: --token-url: it must begin with https://",
		"--config " + whole + " --via nope0 --base-url https://192.0.2.1/v1":                "cannot read Sims: no route to the cloud that is proven not to be the modem's: cloud.via is \"nope0\", and there is no such interface",
	} {
		out, errs, code := a.b.command(append([]string{"sims", "list"}, strings.Fields(args)...)...)
		require.Equal(t, 1, code, "%s: %s", args, out)
		require.Empty(t, out)
		require.Contains(t, flat(errs), want, args)
		require.NotContains(t, errs, "hunter2")
	}
	require.Zero(t, a.Requests())
	for _, args := range []string{"--config " + whole, "--config " + command, "--config " + kore + " --provider twilio --credentials " + a.b.credential + " --base-url " + a.url, "--config " + whole + " --credentials " + a.b.credential} {
		out, errs, code := a.b.command(append([]string{"sims", "list"}, strings.Fields(args)...)...)
		require.Zero(t, code, errs)
		require.Contains(t, out, "8988307…0014", args)
	}
	out, _, _ := a.b.command("sims", "activate", cardOne, "--config", whole)
	require.Contains(t, flat(out), "goes from new to active in Fleet one. It is billed monthly from now on. That is 2 dollars.")
	require.NoError(t, a.Put(cardOne, "active", "one"))
	out, _, _ = a.b.command("sims", "deactivate", cardOne, "--config", whole)
	require.Contains(t, flat(out), "until you activate it again")
	require.NotContains(t, out, "dollars", "the price is that of being active")

	_, errs, code := a.b.command("sims", "list", "--config", whole, "--credentials", readable)
	require.Equal(t, 1, code)
	require.Contains(t, errs, "others than its owner have access")
}

func TestWrongCredential(t *testing.T) {
	t.Parallel()
	eachVendor(t, func(t *testing.T, a *account) {
		require.NoError(t, os.WriteFile(a.b.credential, []byte("somebody:hunter2"), 0o600))
		_, errs, code := a.ask("", "sims", "list")
		require.Equal(t, 1, code)
		require.Contains(t, errs, "simagent: cannot read Sims: ")
		require.Contains(t, errs, "cloud answered 401")
		require.Contains(t, errs, "\nCheck the credential: the user (account or key SID) and the secret must belong together and be in force.\n")
		require.NotContains(t, errs, "hunter2")
	})
}
