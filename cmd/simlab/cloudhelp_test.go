package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// typed is what the help of `simlab cloud` says to type, one command a line.
func typed(t *testing.T) (lines []string) {
	t.Helper()
	for line := range strings.Lines(newCloud().Long) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "simlab cloud ") || strings.HasPrefix(line, "curl ") {
			lines = append(lines, line)
		}
	}
	return lines
}

// The example of the help works when it is typed as fast as one can.
func TestCloudHelpExample(t *testing.T) {
	lines := typed(t)
	require.Greater(t, len(lines), 3)
	c := startCloudAs(t, strings.Fields(lines[0])[2:]...)
	var answer string
	for _, line := range lines[1:] {
		answer = c.curl(line)
	}
	require.Contains(t, answer, `"status":"active"`)
	c.stop()
}

// A message to a SIM arrives by itself, unless one wants to say it oneself.
func TestCloudDelivers(t *testing.T) {
	for after, want := range map[string]string{"1h": "delivered", "0s": "sent"} {
		c := startCloudAs(t, "--http", "--fleet", "gateways", "--deliver", after)
		c.ask(c.info.Lab+"/status", "status=ready&sim="+c.info.ICCID)
		c.curl(`curl -u "$(cat CREDENTIALS)" BASE_URL/SmsCommands -d Sim=SID -d Payload=hello`)
		require.Contains(t, c.curl(`curl -u "$(cat CREDENTIALS)" BASE_URL/SmsCommands`), `"status":"sent"`)
		c.curl("curl LAB/clock -d by=2h")
		require.Contains(t, c.curl(`curl -u "$(cat CREDENTIALS)" BASE_URL/SmsCommands`), `"status":"`+want+`"`)
		c.stop()
	}
}

// curl does a command line as the shell and curl would.
func (c *aloneCloud) curl(line string) string {
	c.t.Helper()
	for name, value := range map[string]string{"BASE_URL": c.info.BaseURL, "LAB": c.info.Lab, "SID": c.info.SID, `"$(cat CREDENTIALS)"`: c.info.Credentials} {
		line = strings.ReplaceAll(line, name, value)
	}
	args := strings.Fields(line)
	method, form, address, user := http.MethodGet, []string{}, "", ""
	for i := 1; i < len(args); i++ {
		switch args[i] {
		case "-d":
			method, form = http.MethodPost, append(form, args[i+1])
			i++
		case "-u":
			b, err := os.ReadFile(args[i+1])
			require.NoError(c.t, err)
			user = strings.TrimSpace(string(b))
			i++
		default:
			address = args[i]
		}
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, address, strings.NewReader(strings.Join(form, "&")))
	require.NoError(c.t, err)
	if name, secret, ok := strings.Cut(user, ":"); ok {
		req.SetBasicAuth(name, secret)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(c.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(c.t, err)
	require.Less(c.t, resp.StatusCode, 300, "%s: %s", line, b)
	return string(b)
}

// An update that takes no time is complete at the next request; one cannot take less.
func TestScheduledAtOnce(t *testing.T) {
	c := startCloudAs(t, "--http", "--fleet", "gateways", "--scheduled", "0s")
	require.Contains(t, c.curl(`curl -u "$(cat CREDENTIALS)" BASE_URL/Sims/SID -d Status=ready`), `"status":"scheduled"`)
	require.Contains(t, c.curl(`curl -u "$(cat CREDENTIALS)" BASE_URL/Sims/SID`), `"status":"ready"`)
	c.stop()
	path, err := simlabBinary()
	require.NoError(t, err)
	for _, command := range []string{"cloud", "up"} {
		out, err := exec.Command(path, command, "--scheduled", "-1s").CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(out), "--scheduled: it cannot be negative")
	}
}

// With --move-inactive the account may give an inactive Sim away.
func TestCloudMoveInactive(t *testing.T) {
	c := startCloud(t, "--move-inactive", "--subaccount", "1", "--fleet", "gateways")
	for _, status := range []string{"active", "inactive"} {
		c.ask(c.info.Lab+"/status", "status="+status+"&sim="+c.info.ICCID)
	}
	moved := c.curl(`curl -u "$(cat CREDENTIALS)" BASE_URL/Sims/SID -d Fleet=null -d AccountSid=` + c.info.Subaccounts[0].AccountSID)
	require.Contains(t, moved, c.info.Subaccounts[0].AccountSID)
	c.stop()
}
