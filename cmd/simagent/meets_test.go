package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/agent/supersim"
	"simagent/agent/supersim/supersimtest"
)

// newKoreLab is newLab behind KORE's face.
func newKoreLab(t *testing.T) *bench {
	t.Helper()
	b := newLab(t)
	srv := httptest.NewServer(b.lab.Cloud.Face(supersimtest.Kore))
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	b.api = srv.URL + "/v1"
	b.write("credential", supersimtest.ClientID+":"+supersimtest.ClientSecret)
	b.provider = "kore"
	return b
}

// write makes a file in the bench's folder that only its owner can read, and returns its path.
func (b *bench) write(name, text string) string {
	b.t.Helper()
	path := filepath.Join(b.dir, name)
	require.NoError(b.t, os.WriteFile(path, []byte(text+"\n"), 0o600))
	return path
}

// The daemon at KORE: client credentials become a token, one for many polls; when it dies early another is asked for.
func TestDaemonAtKore(t *testing.T) {
	t.Parallel()
	b := newKoreLab(t)
	d := b.start("--config", b.config(""))
	st := d.await("ready", func(st local.Status) bool {
		return working(st) && is(st.Cloud.Status, "ready") && is(st.Cloud.Fleet, "lab")
	})
	require.Equal(t, "kore", *st.Cloud.Provider)
	require.Nil(t, st.Cloud.Error)
	require.Contains(t, d.screen(), "fleet lab")
	b.lab.Cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultExpiredTokens, Count: 1})
	checked := *st.Cloud.CheckedAt
	st = d.await("asked with another token", func(st local.Status) bool { return st.Cloud.CheckedAt.After(checked.Add(2 * time.Second)) })
	require.Nil(t, st.Cloud.Error, "an expired token is nobody's trouble")
	require.NotContains(t, d.log(), supersimtest.ClientSecret)
}

func TestDaemonAtKoreWithAWrongSecret(t *testing.T) {
	t.Parallel()
	b := newKoreLab(t)
	b.write("credential", supersimtest.ClientID+":not-the-secret-of-it")
	d := cloudTrouble(t, b, "cannot get a token", "Check the credential")
	require.NotContains(t, d.log(), "not-the-secret")
	require.NotContains(t, d.log(), supersimtest.ClientID)
}

// A program that prints a token instead of a credential.
func TestDaemonWithATokenCommand(t *testing.T) {
	t.Parallel()
	b := newKoreLab(t)
	token := mint(t, b)
	file := b.write("token", token)
	b.credential = ""
	b.extra = fmt.Sprintf("token_command = [\"/bin/cat\", %q]\n", file)
	d := b.start("--config", b.config(""))
	d.await("ready", func(st local.Status) bool { return is(st.Cloud.Status, "ready") })
	require.NotContains(t, d.log(), token)
}

// mint gets a token as a user's own program would.
func mint(t *testing.T, b *bench) string {
	t.Helper()
	resp, err := http.Post(strings.TrimSuffix(b.api, "/v1")+"/api-services/v1/auth/token", "application/x-www-form-urlencoded",
		strings.NewReader("grant_type=client_credentials&client_id="+supersimtest.ClientID+"&client_secret="+supersimtest.ClientSecret))
	require.NoError(t, err)
	defer resp.Body.Close()
	var v struct {
		Token string `json:"access_token"`
	}
	require.Equal(t, 200, resp.StatusCode)
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&v))
	require.NotEmpty(t, v.Token)
	return v.Token
}

// Both vendors' callbacks make a daemon ask at once that otherwise asks once an hour.
func TestDaemonIsCalledBack(t *testing.T) {
	t.Parallel()
	for _, vendor := range []supersimtest.Vendor{supersimtest.Twilio, supersimtest.Kore} {
		for _, method := range []string{"POST", "GET"} {
			t.Run(string(vendor)+" "+method, func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				b.lab = agenttest.New(agenttest.Options{ScheduledFor: 10 * time.Millisecond, Vendor: vendor})
				b.lab.Cloud.AddFleet("lab")
				b.port = serveModem(t, b.lab.Modem)
				srv := httptest.NewServer(b.lab.Cloud.Face(supersimtest.Twilio)) // how the daemon authenticates is another matter
				t.Cleanup(func() { srv.CloseClientConnections(); srv.Close(); b.lab.Close() })
				b.api, b.credential = srv.URL+"/v1", filepath.Join(b.dir, "credential")
				require.NoError(t, agenttest.WriteCredential(b.credential))
				secret := supersimtest.AuthToken
				if vendor == supersimtest.Kore {
					secret = supersimtest.WebhookSecret
				}
				hook := freeAddress(t)
				b.extra = fmt.Sprintf("callback = %q\ncallback_url = \"http://%s/hook\"\ncallback_secret = %q\n", hook, hook, b.write("hook", secret))
				d := b.start("--config", b.config(""))
				calls(t, b.lab.Cloud)
				d.await("new", func(st local.Status) bool { return is(st.Cloud.Status, "new") })
				before := b.lab.Cloud.Requests()
				client := apiClient(t, b)
				_, _, err := client.UpdateSim(t.Context(), b.lab.SID, supersim.SimUpdate{Status: supersim.StatusReady, Fleet: new("lab"), Callback: supersim.Callback{URL: "http://" + hook + "/hook", Method: method}})
				require.NoError(t, err)
				d.await("ready", func(st local.Status) bool { return is(st.Cloud.Status, "ready") })
				require.Less(t, b.lab.Cloud.Requests()-before, 30)
				until(t, "said", func() bool { return strings.Contains(d.log(), "called back") }, d.show)
				require.NotContains(t, d.log(), secret)

				resp, err := http.Post("http://"+hook+"/hook", "application/x-www-form-urlencoded", strings.NewReader("SimSid="+b.lab.SID+"&SimStatus=active"))
				require.NoError(t, err)
				resp.Body.Close()
				require.Equal(t, 403, resp.StatusCode)
				until(t, "refused", func() bool {
					return strings.Contains(d.log(), "a callback was refused: its signature is missing or wrong")
				}, d.show)
			})
		}
	}
}

// A secret that cannot be used is said before anybody calls.
func TestCallbackSecretIsTriedAtTheStart(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	hook := freeAddress(t)
	secret := b.write("hook", "a-secret-of-callbacks")
	require.NoError(t, os.Chmod(secret, 0o644))
	b.extra = fmt.Sprintf("callback = %q\ncallback_url = \"http://%s/hook\"\ncallback_secret = %q\n", hook, hook, secret)
	_, errs, code := b.command("run", "--config", b.config(""))
	require.Equal(t, 1, code)
	require.Contains(t, errs, "cannot serve callbacks (cloud.callback_secret): cannot use callback secret "+secret)
	require.Contains(t, errs, "chmod 600")
	require.NotContains(t, errs, "a-secret-of")
}

// calls runs the cloud's clock and delivers its callbacks until the test ends.
func calls(t *testing.T, c *supersimtest.Cloud) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup // the cleanup waits
	wg.Go(func() { _ = c.RunCallbacks(ctx, http.DefaultTransport) })
	wg.Go(func() { agenttest.RunClock(ctx, c, new(supersimtest.Clock)) })
	t.Cleanup(func() { cancel(); wg.Wait() })
}

func apiClient(t *testing.T, b *bench) *supersim.Client {
	c, err := supersim.New(supersim.Config{BaseURL: b.api, Credentials: supersim.CredentialFile(b.credential)})
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

// [desired] over two starts of the real daemon.
func TestDaemonDoesWhatIsDesired(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.lab = agenttest.New(agenttest.Options{ScheduledFor: 10 * time.Millisecond})
	b.lab.Cloud.AddFleet("lab")
	b.port = serveModem(t, b.lab.Modem)
	srv := httptest.NewServer(b.lab.Cloud)
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close(); b.lab.Close() })
	b.api, b.credential = srv.URL+"/v1", filepath.Join(b.dir, "credential")
	require.NoError(t, agenttest.WriteCredential(b.credential))
	file := b.config(fmt.Sprintf("[desired]\niccids = [%q]\nstatus = \"ready\"\nfleet = \"lab\"\n", agenttest.ICCID))
	d := b.start("--config", file)
	d.await("held", func(st local.Status) bool { return has(st.Verdict.Next, "waits for the next start of simagent") })
	d.stop(syscall.SIGTERM)
	require.Equal(t, "new", b.lab.Cloud.SimStatus(agenttest.ICCID).Status)
	d = b.start("--config", file)
	d.await("ready", func(st local.Status) bool { return working(st) && is(st.Cloud.Status, "ready") })
	require.Contains(t, d.log(), "[desired] is asked for, once")
}
