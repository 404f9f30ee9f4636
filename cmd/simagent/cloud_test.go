package main_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/agenttest"
	"simagent/agent/local"
	"simagent/agent/supersim/supersimtest"
)

// cloudTrouble starts a daemon, waits for the error in cloud.error, and wants
// everything else to work: the card, the registration, the count.
func cloudTrouble(t *testing.T, b *bench, want ...string) *daemon {
	t.Helper()
	d := b.start("--config", b.config(""))
	st := d.await("in trouble with the cloud", func(st local.Status) bool { return working(st) && st.Cloud.Error != nil })
	for _, w := range want {
		require.Contains(t, *st.Cloud.Error, w)
	}
	require.Nil(t, st.Cloud.Status, "unknown is null")
	require.Nil(t, st.Cloud.CheckedAt)
	before := *st.Account.Data.Low
	require.True(t, b.lab.Traffic(1_000, 2_000))
	st = d.await("counting", func(st local.Status) bool { return *st.Account.Data.Low >= before+3_000 })
	require.False(t, st.Verdict.OK)
	s := d.screen()
	for _, w := range want {
		require.Contains(t, s, w)
	}
	require.Contains(t, s, "roaming LAB 310-410")
	out, _, _ := b.command("status", "--json", "--show-ids")
	require.NotContains(t, out, supersimtest.AuthToken)
	return d
}

func TestCloudFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault supersimtest.Fault
		want  []string
	}{
		"401":         {supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 401}, []string{"401", "Check the credential"}},
		"403":         {supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 403}, []string{"403", "has no right to this"}},
		"404":         {supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 404}, []string{"404", "Check the base URL"}},
		"429":         {supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 429, RetryAfter: 90 * time.Second}, []string{"429", "Too many requests"}},
		"500":         {supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 500}, []string{"500", "The fault is at the cloud"}},
		"503":         {supersimtest.Fault{Kind: supersimtest.FaultStatus, Status: 503}, []string{"503", "The fault is at the cloud"}},
		"HTML":        {supersimtest.Fault{Kind: supersimtest.FaultHTML, Status: 200}, []string{"Something else answers in place of the cloud"}},
		"HTML 502":    {supersimtest.Fault{Kind: supersimtest.FaultHTML}, []string{"502"}},
		"broken JSON": {supersimtest.Fault{Kind: supersimtest.FaultBrokenJSON}, []string{"JSON"}},
		"cut":         {supersimtest.Fault{Kind: supersimtest.FaultCut, Bytes: 20}, []string{"the answer was cut off"}},
		"hung up":     {supersimtest.Fault{Kind: supersimtest.FaultCut, Bytes: -1}, []string{"the answer was cut off"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLab(t)
			b.lab.Cloud.Fault(c.fault)
			d := cloudTrouble(t, b, c.want...)
			if c.fault.RetryAfter > 0 {
				st, _ := d.ask()
				require.NotNil(t, st.Cloud.NextCheck)
				require.GreaterOrEqual(t, st.Cloud.NextCheck.Sub(st.Time), 60*time.Second, "Retry-After is kept")
				require.LessOrEqual(t, b.lab.Cloud.Requests(), 1)
			}
		})
	}
}

// An account without this SIM answers with an empty list.
func TestCloudWithoutThisSIM(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	other := supersimtest.New(supersimtest.Options{})
	srv := httptest.NewServer(other)
	t.Cleanup(srv.Close)
	b.api = srv.URL + "/v1"
	d := cloudTrouble(t, b, "Check that the credential belongs to the account that owns this SIM")
	require.Contains(t, d.screen(), "The cloud account does not have this SIM.")
}

func TestCloudWithAWrongSecret(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	const secret = "hunter2hunter2hunter2hunter2hunt"
	require.NoError(t, os.WriteFile(b.credential, []byte(supersimtest.AccountSID+":"+secret+"\n"), 0o600))
	d := cloudTrouble(t, b, "401", "Check the credential")
	require.NotContains(t, d.log(), secret)
	// The file is read at every request: mended, it needs no restart but that of the pause.
	require.NoError(t, agenttest.WriteCredential(b.credential))
	require.NoError(t, d.cmd.Process.Signal(syscall.SIGHUP))
	d.await("read anew", func(local.Status) bool { return has(new(d.log()), "configuration read anew") })
}

func TestCredentialFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		make func(path string) error
		want string
	}{
		"missing":  {func(p string) error { return os.Remove(p) }, "no such file"},
		"readable": {func(p string) error { return os.Chmod(p, 0o644) }, "others than its owner have access (mode 0644); type: chmod 600 "},
		"empty":    {func(p string) error { return os.Truncate(p, 0) }, "it is empty"},
		"one word": {func(p string) error { return os.WriteFile(p, []byte("hunter2\n"), 0o600) }, "it must hold USER:SECRET"},
		"folder": {func(p string) error {
			return os.Rename(filepath.Dir(p)+"/folder", p)
		}, "it is not a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newLab(t)
			if name == "folder" {
				require.NoError(t, os.Remove(b.credential))
				require.NoError(t, os.Mkdir(filepath.Join(b.dir, "folder"), 0o700))
			}
			require.NoError(t, c.make(b.credential))
			d := cloudTrouble(t, b, c.want, b.credential)
			require.NotContains(t, d.log(), "hunter2")
			require.Zero(t, b.lab.Cloud.Requests(), "nothing is sent without a credential")
		})
	}
}

func TestCloudRefusesConnections(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b.api = "http://" + l.Addr().String() + "/v1"
	require.NoError(t, l.Close())
	cloudTrouble(t, b, "the connection was refused", "Check the base URL")
}

func TestCloudTLS(t *testing.T) {
	t.Parallel()
	t.Run("unknown CA", func(t *testing.T) {
		t.Parallel()
		b := newLab(t)
		srv := httptest.NewTLSServer(b.lab.Cloud)
		srv.Config.ErrorLog = nil
		t.Cleanup(srv.Close)
		b.api = srv.URL + "/v1"
		cloudTrouble(t, b, "the certificate is signed by an unknown authority")
		require.Zero(t, b.lab.Cloud.Requests())
	})
	t.Run("no TLS", func(t *testing.T) {
		t.Parallel()
		b := newLab(t)
		b.api = "https://" + b.api[len("http://"):]
		cloudTrouble(t, b, "the server does not speak TLS")
	})
	t.Run("own CA", func(t *testing.T) {
		t.Parallel()
		b := newLab(t)
		srv := httptest.NewTLSServer(b.lab.Cloud)
		t.Cleanup(srv.Close)
		b.api = srv.URL + "/v1"
		ca := filepath.Join(b.dir, "ca.pem")
		require.NoError(t, os.WriteFile(ca, pemOf(srv.Certificate().Raw), 0o600))
		b.extra = "ca_file = \"" + ca + "\"\n"
		d := b.start("--config", b.config(""))
		d.await("asked", func(st local.Status) bool { return is(st.Cloud.Status, "ready") })
	})
}

// A redirect must not carry the credential elsewhere.
func TestCloudThatRedirects(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	asked := make(chan string, 8)
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.Header.Get("Authorization") }))
	t.Cleanup(elsewhere.Close)
	srv := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusFound))
	t.Cleanup(srv.Close)
	b.api = srv.URL + "/v1"
	cloudTrouble(t, b, "302")
	require.Empty(t, asked)
}

// A cloud that is slow holds nothing up: neither the status nor the count.
func TestSlowCloud(t *testing.T) {
	t.Parallel()
	b := newLab(t)
	b.lab.Cloud.Fault(supersimtest.Fault{Kind: supersimtest.FaultSlowBody, Pause: 100 * time.Millisecond}) // some 5 s an answer
	d := b.start("--config", b.config(""))
	d.await("working while it waits", func(st local.Status) bool { return working(st) && b.lab.Cloud.Requests() > 0 && st.Cloud.Status == nil })
	require.True(t, b.lab.Traffic(1_000, 2_000))
	d.await("counting", func(st local.Status) bool { return *st.Account.Data.Low >= 3_000 })
	d.await("answered after all", func(st local.Status) bool { return is(st.Cloud.Status, "ready") })
}

// hangingCloud takes connections and never answers.
func hangingCloud(t *testing.T) (url string, asked chan struct{}) {
	t.Helper()
	asked = make(chan struct{}, 16)
	over := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { close(over); srv.Close() })
	return srv.URL + "/v1", asked
}
