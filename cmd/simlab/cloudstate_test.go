package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// What was answered is there after kill -9, and no SID is given again.
func TestCloudStateSurvivesAKill(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state.json")
	c := startCloud(t, "--state", state)
	sids := map[any]bool{}
	for n := range 5 {
		sids[c.ask(c.info.Lab+"/sims", fmt.Sprintf("iccid=8988307000000001%04d", n))["sid"]] = true
	}
	fleet := c.curl(`curl -u "$(cat CREDENTIALS)" BASE_URL/Fleets -d NetworkAccessProfile=default -d UniqueName=last`)
	require.NoError(t, c.cmd.Process.Kill())
	_ = c.cmd.Wait()
	require.NoError(t, os.WriteFile(state+".new", []byte("half of"), 0o600)) // as a kill amid a writing leaves it
	d := startCloud(t, "--state", state)
	require.Len(t, d.ask(d.info.Lab+"/sims", "")["sims"], 6)
	require.Contains(t, fleet, d.ask(d.info.Lab+"/fleets", "")["fleets"].([]any)[0].(map[string]any)["sid"])
	sid := d.ask(d.info.Lab+"/sims", "iccid=89883070000000019999")["sid"]
	require.False(t, sids[sid], "that SID was another's")
	d.stop()
	require.NoFileExists(t, state+".new")
}

// Everything that is wrong with a state is said at the start, and nothing of it is overwritten.
func TestCloudStateRefusals(t *testing.T) {
	dir := t.TempDir()
	state := filepath.Join(dir, "state.json")
	path, err := simlabBinary()
	require.NoError(t, err)
	refused := func(want string, args ...string) {
		t.Helper()
		out, err := exec.Command(path, append([]string{"cloud", "--http"}, args...)...).CombinedOutput()
		require.Error(t, err)
		require.Contains(t, string(out), want)
		require.NotContains(t, string(out), "base_url")
	}
	refused("that is a folder", "--state", dir)
	refused("no such file", "--state", filepath.Join(dir, "nowhere", "state"))
	c := startCloud(t, "--state", state, "--subaccount", "2")
	c.ask(c.info.Lab+"/sims", "iccid=89883070000000010001&account="+c.info.Subaccounts[1].AccountSID)
	refused("another simlab has it", "--state", state)
	c.stop()
	refused("--subaccount", "--state", state)
	whole, err := os.ReadFile(state)
	require.NoError(t, err)
	for _, n := range []int{0, 1, len(whole) / 2, len(whole) - 3} {
		require.NoError(t, os.WriteFile(state, whole[:n], 0o600))
		refused("cut off", "--state", state, "--subaccount", "2")
	}
	require.NoError(t, os.WriteFile(state, whole, 0o600))
	d := startCloud(t, "--state", state, "--subaccount", "2", "--sims", "7", "--fleet", "x", "--registrable", "89883070000000017777:CODE")
	d.interrupt()
	require.Contains(t, d.errs.String(), "--fleet, --registrable and --sims do nothing")
	require.Equal(t, 1, strings.Count(d.errs.String(), "\n"))
}

// Those who wait at the same time share a writing that begins after all of them.
func TestStateFileCommits(t *testing.T) {
	f := &stateFile{path: filepath.Join(t.TempDir(), "state"), complain: io.Discard}
	var mu sync.Mutex
	value, writings := 0, 0
	f.save = func(w io.Writer) error {
		mu.Lock()
		defer mu.Unlock()
		writings++
		_, err := fmt.Fprint(w, value)
		return err
	}
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			mu.Lock()
			value++
			mine := value
			mu.Unlock()
			f.commit()
			b, err := os.ReadFile(f.path)
			if err != nil {
				t.Error(err)
				return
			}
			var kept int
			if _, err := fmt.Sscan(string(b), &kept); err != nil || kept < mine {
				t.Errorf("%d is not written, only %d", mine, kept)
			}
		})
	}
	wg.Wait()
	require.LessOrEqual(t, writings, 50)
	before := writings
	f.commit()
	require.Equal(t, before+1, writings)
}
