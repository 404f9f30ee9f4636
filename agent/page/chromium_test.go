package page_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// browser is a Chromium without a window that is spoken to over two pipes: messages of JSON with a zero behind each (its
// --remote-debugging-pipe, Chrome DevTools Protocol).
type browser struct {
	t   *testing.T
	in  *os.File
	tab string // the session of its only tab

	mu      sync.Mutex
	next    int
	waiting map[int]chan message
	bad     []string // what its console complained of
}

type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

// startBrowser starts the Chromium of SIMAGENT_BROWSER; it ends with the test.
func startBrowser(t *testing.T) *browser {
	t.Helper()
	path := os.Getenv("SIMAGENT_BROWSER")
	if path == "" {
		t.Skip("not run: the page in a browser (SIMAGENT_BROWSER is not set; .ci/browser sets it)")
	}
	theirIn, in, err := os.Pipe()
	require.NoError(t, err)
	out, theirOut, err := os.Pipe()
	require.NoError(t, err)
	c := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--user-data-dir="+t.TempDir(), "--remote-debugging-pipe", "about:blank")
	c.ExtraFiles = []*os.File{theirIn, theirOut}
	require.NoError(t, c.Start())
	_ = theirIn.Close()
	_ = theirOut.Close()
	b := &browser{t: t, in: in, waiting: map[int]chan message{}}
	over := make(chan struct{})
	go func() { defer close(over); b.read(out) }() // the cleanup waits
	t.Cleanup(func() {
		b.post("Browser.close", nil)
		kill := time.AfterFunc(10*time.Second, func() { _ = c.Process.Kill() })
		_ = c.Wait()
		kill.Stop()
		_ = in.Close()
		_ = out.Close()
		<-over
	})
	var tab struct{ TargetID, SessionID string }
	b.do("Target.createTarget", map[string]any{"url": "about:blank"}, &tab)
	b.do("Target.attachToTarget", map[string]any{"targetId": tab.TargetID, "flatten": true}, &tab)
	b.tab = tab.SessionID
	for _, domain := range []string{"Page.enable", "Runtime.enable", "Log.enable"} {
		b.do(domain, nil, nil)
	}
	return b
}

func (b *browser) read(out *os.File) {
	r := bufio.NewReader(out)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(text[:len(text)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		switch {
		case m.ID != 0:
			if w := b.waiting[m.ID]; w != nil {
				w <- m
			}
		case m.Method == "Log.entryAdded", m.Method == "Runtime.exceptionThrown":
			b.bad = append(b.bad, string(m.Params))
		}
		b.mu.Unlock()
	}
}

func (b *browser) post(method string, params any) chan message {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	ask := map[string]any{"id": b.next, "method": method}
	if params != nil {
		ask["params"] = params
	}
	if b.tab != "" && !strings.HasPrefix(method, "Browser.") {
		ask["sessionId"] = b.tab
	}
	text, _ := json.Marshal(ask)
	answer := make(chan message, 1)
	b.waiting[b.next] = answer
	_, _ = b.in.Write(append(text, 0))
	return answer
}

// do asks, and waits for the answer.
func (b *browser) do(method string, params, into any) {
	b.t.Helper()
	m := b.answer(method, params)
	require.Empty(b.t, string(m.Error), method)
	if into != nil {
		require.NoError(b.t, json.Unmarshal(m.Result, into))
	}
}

func (b *browser) answer(method string, params any) message {
	b.t.Helper()
	select {
	case m := <-b.post(method, params):
		return m
	case <-time.After(30 * time.Second):
		require.FailNow(b.t, "the browser does not answer", method)
		return message{}
	}
}

// run runs JavaScript.
func (b *browser) run(script string) {
	b.t.Helper()
	b.do("Runtime.evaluate", map[string]any{"expression": script}, nil)
}

// until waits for an expression of JavaScript to be true, for 20 seconds; a page that is left meanwhile is no matter.
func (b *browser) until(expression string) {
	b.t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	ask := map[string]any{"expression": "(() => { try { return !!(" + expression + ") } catch { return false } })()", "returnByValue": true}
	for end := time.Now().Add(20 * time.Second); ; <-tick.C {
		var out struct{ Result struct{ Value any } }
		if m := b.answer("Runtime.evaluate", ask); json.Unmarshal(m.Result, &out) == nil && out.Result.Value == true {
			return // else it is not so, or the page is just being left
		}
		if time.Now().After(end) {
			require.FailNow(b.t, "not so: "+expression, "%v\n%v", b.eval("document.body.innerText"), b.complaints())
		}
	}
}

// eval is the value of an expression of JavaScript.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	var out struct {
		Result           struct{ Value any }
		ExceptionDetails json.RawMessage
	}
	b.do("Runtime.evaluate", map[string]any{"expression": expression, "awaitPromise": true, "returnByValue": true}, &out)
	require.Empty(b.t, string(out.ExceptionDetails), expression)
	return out.Result.Value
}

func (b *browser) show(url string, width, height int, scheme string) {
	b.t.Helper()
	b.do("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	b.do("Emulation.setEmulatedMedia", map[string]any{"features": []any{map[string]any{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	b.do("Page.navigate", map[string]any{"url": url}, nil)
	b.until(`document.readyState === "complete" && location.href.startsWith("http")`)
}

// picture is the page as a PNG, all of it or what a screen shows.
func (b *browser) picture(whole bool) []byte {
	b.t.Helper()
	var out struct{ Data string }
	b.do("Page.captureScreenshot", map[string]any{"format": "png", "captureBeyondViewport": whole}, &out)
	png, err := base64.StdEncoding.DecodeString(out.Data)
	require.NoError(b.t, err)
	return png
}

// complaints are what the console had to say, which should be nothing.
func (b *browser) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.bad...)
}
