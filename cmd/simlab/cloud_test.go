package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/supersim/supersimtest"
)

// aloneCloud is a `simlab cloud` of ours.
type aloneCloud struct {
	t    *testing.T
	cmd  *exec.Cmd
	info cloudInfo
	errs bytes.Buffer
	auth string // Authorization of the API
}

// startCloud starts it over plain HTTP and reads its line.
func startCloud(t *testing.T, args ...string) *aloneCloud {
	t.Helper()
	return startCloudAs(t, append([]string{"--http", "--scheduled", "1ms"}, args...)...)
}

// startCloudAs starts it just so.
func startCloudAs(t *testing.T, args ...string) *aloneCloud {
	t.Helper()
	path, err := simlabBinary()
	require.NoError(t, err)
	c := &aloneCloud{t: t, cmd: exec.Command(path, append([]string{"cloud"}, args...)...)}
	c.cmd.Stderr = &c.errs
	out, err := c.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.cmd.Start())
	t.Cleanup(func() { _ = c.cmd.Process.Kill() }) // no effect when it has ended
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = c.cmd.Wait()
		require.NoError(t, err, c.errs.String())
	}
	require.NoError(t, json.Unmarshal([]byte(line), &c.info), line)
	for _, secret := range []string{supersimtest.AuthToken, supersimtest.ClientSecret, supersimtest.WebhookSecret} {
		require.NotContains(t, line, secret)
	}
	return c
}

// stop is Ctrl-C.
func (c *aloneCloud) stop() {
	c.t.Helper()
	c.interrupt()
	require.Empty(c.t, c.errs.String())
}

// interrupt is the same, for one that has said something.
func (c *aloneCloud) interrupt() {
	c.t.Helper()
	require.NoError(c.t, c.cmd.Process.Signal(syscall.SIGINT))
	require.NoError(c.t, c.cmd.Wait())
}

// ask is curl: form "" is a GET.
func (c *aloneCloud) ask(address, form string) map[string]any {
	c.t.Helper()
	method := http.MethodPost
	if form == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, address, strings.NewReader(form))
	require.NoError(c.t, err)
	if form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if c.auth != "" {
		req.Header.Set("Authorization", c.auth)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(c.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(c.t, err)
	require.Less(c.t, resp.StatusCode, 300, "%s: %s", address, b)
	var a map[string]any
	require.NoError(c.t, json.Unmarshal(b, &a))
	return a
}

// secret reads a file that nobody else may read.
func (c *aloneCloud) secret(path string) (user, secret string) {
	c.t.Helper()
	st, err := os.Stat(path)
	require.NoError(c.t, err)
	require.EqualValues(c.t, 0o600, st.Mode().Perm())
	b, err := os.ReadFile(path)
	require.NoError(c.t, err)
	user, secret, _ = strings.Cut(strings.TrimSpace(string(b)), ":")
	return user, secret
}

// token asks for one, as a KORE client does.
func (c *aloneCloud) token() {
	c.t.Helper()
	c.auth = ""
	id, secret := c.secret(c.info.Clients)
	require.Equal(c.t, c.info.Clients, c.info.Credentials, "what a client of this vendor takes")
	a := c.ask(c.info.TokenURL, url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}}.Encode())
	c.auth = "Bearer " + a["access_token"].(string)
}

// hooked is one that the ear heard.
type hooked struct {
	header http.Header
	method string
	body   string
	form   url.Values
}

// hook is somebody's address for callbacks.
func hook(t *testing.T) (address string, calls chan hooked) {
	calls = make(chan hooked, 100)
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(b))
		calls <- hooked{r.Header, r.Method, string(b), form}
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/hook", calls
}

func called(t *testing.T, calls chan hooked) hooked {
	t.Helper()
	select {
	case c := <-calls:
		return c
	case <-time.After(patience):
		require.FailNow(t, "nobody called")
		return hooked{}
	}
}

// A KORE client gets a token, makes a Sim ready, is called, lets three months pass in a second, and finds the Sim active,
// also after the cloud has ended and begun again.
func TestCloudOfKoreThroughARestart(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state.json")
	address, calls := hook(t)
	args := []string{"--vendor", "kore", "--state", state, "--sims", "3", "--fleet", "gateways"}
	c := startCloud(t, args...)
	c.token()
	sim := c.info.BaseURL + "/Sims/" + c.info.SID
	require.Equal(t, "scheduled", c.ask(sim, url.Values{"Status": {"ready"}, "CallbackUrl": {address}}.Encode())["status"])
	heard := called(t, calls)
	require.Equal(t, []string{"ready"}, heard.form["SimStatus"])
	secret, _ := c.secret(c.info.Webhook)
	require.NotEmpty(t, secret)
	require.Equal(t, supersimtest.KoreSignature(secret, heard.method, address, []byte(heard.body)), heard.header.Get("kore-signature"))
	require.NotEmpty(t, heard.header.Get("kore-idempotency-token"))

	c.ask(c.info.Lab+"/clock", "by=3mo")
	c.token() // the first one has expired
	require.Equal(t, "active", c.ask(sim, "")["status"])
	now := c.ask(c.info.Lab+"/clock", "")["now"].(string)
	c.stop()

	st, err := os.Stat(state)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, st.Mode().Perm())
	d := startCloud(t, args...)
	require.Equal(t, c.info.SID, d.info.SID)
	d.token()
	require.Equal(t, "active", d.ask(d.info.BaseURL+"/Sims/"+d.info.SID, "")["status"])
	require.Len(t, d.ask(d.info.BaseURL+"/Sims", "")["sims"], 3)
	require.GreaterOrEqual(t, d.ask(d.info.Lab+"/clock", "")["now"].(string), now, "time does not go back")
	d.interrupt()
	require.Contains(t, d.errs.String(), "--fleet and --sims do nothing")

	require.NoError(t, os.WriteFile(state, []byte("{"), 0o600))
	path, err := simlabBinary()
	require.NoError(t, err)
	out, err := exec.Command(path, append([]string{"cloud"}, args...)...).CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "--state")
	b, err := os.ReadFile(state)
	require.NoError(t, err)
	require.Equal(t, "{", string(b), "what cannot be read is not overwritten")
}

// With Basic authentication: a device's datagram and its answer, messages to the addresses of a Fleet, faults from a
// file, subaccounts, and the page.
func TestCloudOfTwilio(t *testing.T) {
	dir := t.TempDir()
	faults := filepath.Join(dir, "faults.json")
	require.NoError(t, os.WriteFile(faults, []byte(`[{"kind":"status","status":503,"count":1,"path":"/v1/Networks"}]`), 0o600))
	c := startCloud(t, "--udp", "127.0.0.1:0", "--faults", faults, "--subaccount", "2", "--fleet", "gateways", "--dir", filepath.Join(dir, "files"), "--months", "1")
	user, secret := c.secret(c.info.Basic)
	req, err := http.NewRequest("GET", "http://x/", nil)
	require.NoError(t, err)
	req.SetBasicAuth(user, secret)
	c.auth = req.Header.Get("Authorization")

	address, calls := hook(t)
	c.ask(c.info.BaseURL+"/Fleets/gateways", url.Values{"SmsCommandsUrl": {address}, "IpCommandsUrl": {address}}.Encode())
	c.ask(c.info.Lab+"/status", "status=ready&sim="+c.info.ICCID)
	c.ask(c.info.Lab+"/sms", "text=hello&sim="+c.info.ICCID)
	heard := called(t, calls)
	require.Equal(t, []string{"hello"}, heard.form["Payload"])
	require.Equal(t, supersimtest.TwilioSignature(secret, address, heard.form), heard.header.Get("X-Twilio-Signature"))

	device, err := net.Dial("udp", c.info.UDP)
	require.NoError(t, err)
	defer device.Close()
	_, err = device.Write([]byte{0xff, 0})
	require.NoError(t, err)
	heard = called(t, calls)
	require.Equal(t, []string{"/wA=", "binary", "127.0.0.1"}, []string{heard.form.Get("Payload"), heard.form.Get("PayloadType"), heard.form.Get("DeviceIp")})
	_, port, err := net.SplitHostPort(device.LocalAddr().String())
	require.NoError(t, err)
	c.ask(c.info.BaseURL+"/IpCommands", url.Values{"Sim": {c.info.SID}, "Payload": {"answer"}, "DevicePort": {port}, "CallbackUrl": {address}}.Encode())
	buf := make([]byte, 100)
	require.NoError(t, device.SetReadDeadline(time.Now().Add(patience)))
	n, err := device.Read(buf)
	require.NoError(t, err)
	require.Equal(t, "answer", string(buf[:n]))
	require.Equal(t, "sent", called(t, calls).form.Get("Status"))

	resp, err := http.Get(c.info.BaseURL + "/Networks")
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, 503, resp.StatusCode)
	c.ask(c.info.Lab+"/clock", "by=1mo")
	require.Equal(t, "active", c.ask(c.info.BaseURL+"/Sims/"+c.info.SID, "")["status"])

	require.Len(t, c.info.Subaccounts, 2)
	user, secret = c.secret(c.info.Subaccounts[1].Credentials)
	require.Equal(t, c.info.Subaccounts[1].AccountSID, user)
	req.SetBasicAuth(user, secret)
	c.auth = req.Header.Get("Authorization")
	require.Empty(t, c.ask(c.info.BaseURL+"/Sims", "")["sims"])

	resp, err = http.Get(c.info.Page)
	require.NoError(t, err)
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Contains(t, string(page), c.info.ICCID)
	c.stop()
	require.FileExists(t, c.info.Credentials, "a folder of the caller's stays")
}

func TestCloudRefusesNonsense(t *testing.T) {
	object := filepath.Join(t.TempDir(), "faults.json")
	require.NoError(t, os.WriteFile(object, []byte(`{"kind":"status"}`), 0o600))
	path, err := simlabBinary()
	require.NoError(t, err)
	for want, args := range map[string][]string{
		"only a loopback address": {"--listen", "0.0.0.0:0"}, "--udp 192.0.2.1:1": {"--udp", "192.0.2.1:1"}, "want twilio or kore": {"--vendor", "x"},
		"--sims": {"--sims", "-1"}, "--months": {"--months", "0"}, "--subaccount": {"--subaccount", "99"}, "--usage-delay: it": {"--usage-delay", "-1s"}, "--deliver: it": {"--deliver", "-1s"},
		"ICCID:CODE": {"--registrable", "x"}, "want ICCID:CODE": {"--registrable", ":"}, "18 to 22 digits of": {"--registrable", "89883070000000012342:"},
		"--iccid: want 18 to 22 digits": {"--iccid", ""}, "--iccid: want 18": {"--iccid", "abc"}, "it must be an array": {"--faults", object}, "no such file": {"--faults", "/nonexistent"},
	} {
		out, err := exec.Command(path, append([]string{"cloud"}, args...)...).CombinedOutput()
		require.Error(t, err, "%v", args)
		require.Contains(t, string(out), want)
	}
}

func TestMadeUpICCIDs(t *testing.T) {
	require.Equal(t, agenttest.ICCID, madeUpICCID(1234))
	all := (&cloudAlone{iccid: agenttest.ICCID, sims: 2000}).iccids()
	require.Equal(t, agenttest.ICCID, all[0])
	slices.Sort(all)
	require.Len(t, slices.Compact(all), 2000, "also when the first is one of the made-up ones")
}

// Saving replaces the file whole or not at all, and leaves nothing else behind.
func TestStateFile(t *testing.T) {
	dir := t.TempDir()
	f := &stateFile{path: filepath.Join(dir, "state"), save: func(w io.Writer) error { _, err := io.WriteString(w, "one"); return err }}
	require.NoError(t, f.write())
	f.save = func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return fmt.Errorf("no more") }
	require.ErrorContains(t, f.write(), "cannot save the state: no more")
	b, err := os.ReadFile(f.path)
	require.NoError(t, err)
	require.Equal(t, "one", string(b))
	all, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, all, 1)
	f.path = filepath.Join(dir, "nowhere", "state")
	require.Error(t, f.write())
	require.NoError(t, (*stateFile)(nil).write())
}
