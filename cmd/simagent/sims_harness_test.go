package main_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/supersim/supersimtest"
)

// The made-up SIMs of these tests.
const (
	cardOne  = "89883070000000010014"
	cardTwo  = "89883070000000020014" // has the same short form
	cardFree = "89883070000000030032" // on no account
	freeCode = "H3LL0W0RLD"
)

// account is an emulated cloud, and how to ask it.
type account struct {
	*supersimtest.Cloud
	t      *testing.T
	b      *bench
	vendor supersimtest.Vendor
	url    string
	flags  []string

	mu    sync.Mutex
	posts []string // paths
	forms []string // and bodies
}

// newAccount serves a cloud in the wire form of a vendor.
func newAccount(t *testing.T, o supersimtest.Options) *account {
	t.Helper()
	if o.ScheduledFor == 0 {
		o.ScheduledFor = 10 * time.Millisecond
	}
	a := &account{Cloud: supersimtest.New(o), t: t, b: newBench(t), vendor: o.Vendor}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && !strings.HasPrefix(r.URL.Path, "/api-services/") {
			a.mu.Lock()
			b, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(b))
			a.posts, a.forms = append(a.posts, r.URL.Path), append(a.forms, string(b))
			a.mu.Unlock()
		}
		a.ServeHTTP(w, r)
	}))
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	a.url = srv.URL + "/v1"
	file := filepath.Join(a.b.dir, "credential")
	text := supersimtest.KeySID + ":" + supersimtest.KeySecret
	provider := "twilio"
	if o.Vendor == supersimtest.Kore {
		text, provider = supersimtest.ClientID+":"+supersimtest.ClientSecret, "kore"
	}
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	a.b.credential = file
	a.flags = []string{"--provider", provider, "--credentials", file, "--base-url", a.url}
	return a
}

// eachVendor runs a test at both.
func eachVendor(t *testing.T, test func(t *testing.T, a *account)) {
	for _, v := range []supersimtest.Vendor{supersimtest.Twilio, supersimtest.Kore} {
		t.Run(string(v), func(t *testing.T) {
			t.Parallel()
			test(t, newAccount(t, supersimtest.Options{Vendor: v}))
		})
	}
}

// changes is how many requests have come that may change something.
func (a *account) changes() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.posts)
}

// command makes the process, which has this account's flags.
func (a *account) command(ctx context.Context, args ...string) *exec.Cmd {
	var words []string
	words = append(words, args...)
	words = append(words, a.flags...)
	return exec.CommandContext(ctx, binary, append(words, a.b.folders()...)...)
}

// ask runs a command to its end, with a pipe for its input.
func (a *account) ask(in string, args ...string) (out, errs string, code int) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var o, e bytes.Buffer
	c := a.command(ctx, args...)
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(in), &o, &e
	if err := c.Run(); err != nil {
		_, exited := errors.AsType[*exec.ExitError](err)
		require.True(a.t, exited, "%v", err)
	}
	a.clean(o.String() + e.String())
	return o.String(), e.String(), c.ProcessState.ExitCode()
}

// clean looks for what must be nowhere.
func (a *account) clean(text string) {
	a.t.Helper()
	for _, bad := range []string{"panic:", "DATA RACE", "%!", supersimtest.KeySecret, supersimtest.ClientSecret, supersimtest.AuthToken, freeCode} {
		require.NotContains(a.t, text, bad)
	}
}

// well runs a command that must succeed, and gives what it prints.
func (a *account) well(args ...string) string {
	a.t.Helper()
	out, errs, code := a.ask("", args...)
	require.Zero(a.t, code, "%s%s", out, errs)
	require.Empty(a.t, errs)
	return out
}

// fails runs a command that must fail with 1 and say why on standard error, in lines that begin as they should.
func (a *account) fails(want string, args ...string) string {
	a.t.Helper()
	out, errs, code := a.ask("", args...)
	require.Equal(a.t, 1, code, "%s%s", out, errs)
	require.Contains(a.t, flat(errs), want)
	require.True(a.t, strings.HasPrefix(errs, "simagent: "), errs)
	return out
}

// put makes a Sim in a status.
func (a *account) put(iccid, status, fleet string) (sid string) {
	a.t.Helper()
	sid = a.AddSim(iccid)
	if status != "new" || fleet != "" {
		require.NoError(a.t, a.Put(iccid, status, fleet))
	}
	return sid
}
