package page_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent/local"
	"simagent/agent/page"
)

// serve has the page on loopback until the test ends.
func serve(t *testing.T, src page.Source, o page.Options) string {
	t.Helper()
	address, _ := serveAt(t, "127.0.0.1:0", src, o)
	return "http://" + address + "/"
}

// serveAt serves as the daemon does, until stop or the end of the test.
func serveAt(t *testing.T, at string, src page.Source, o page.Options) (address string, stop func()) {
	t.Helper()
	l, err := net.Listen("tcp", at)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	srv := &http.Server{Handler: page.New(src, o), BaseContext: func(net.Listener) context.Context { return ctx }, ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(l) }() // stop waits
	stop = func() { cancel(); _ = srv.Close(); <-done }
	t.Cleanup(stop)
	return l.Addr().String(), stop
}

// TestPictures makes the pictures that a person looks at: SIMAGENT_SHOTS names the folder.
func TestPictures(t *testing.T) {
	dir := os.Getenv("SIMAGENT_SHOTS")
	if dir == "" {
		t.Skip("not run: no pictures are asked for (make page-shot)")
	}
	require.NoError(t, os.MkdirAll(dir, 0o755))
	b := startBrowser(t)
	for name, src := range map[string]page.Source{"well": well(), "ill": ill(), "nothing": nothing()} {
		url := serve(t, src, page.Options{})
		for _, size := range [][2]int{{360, 740}, {1280, 800}} {
			for _, scheme := range []string{"light", "dark"} {
				b.show(url, size[0], size[1], scheme)
				b.until(`document.getElementById("live").textContent.startsWith("Live")`)
				path := filepath.Join(dir, fmt.Sprintf("%s-%dx%d-%s.png", name, size[0], size[1], scheme))
				require.NoError(t, os.WriteFile(path, b.picture(false), 0o644))
				height := int(b.eval(`document.documentElement.scrollHeight`).(float64))
				b.do("Emulation.setDeviceMetricsOverride", map[string]any{"width": size[0], "height": height, "deviceScaleFactor": 1, "mobile": size[0] < 600}, nil)
				path = filepath.Join(dir, fmt.Sprintf("%s-%dx%d-%s-whole.png", name, size[0], size[1], scheme))
				require.NoError(t, os.WriteFile(path, b.picture(false), 0o644))
			}
		}
	}
	b.show(serve(t, well(), page.Options{Token: func() (string, error) { return "0123456789abcdef", nil }}), 360, 740, "dark")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "login-360x740-dark.png"), b.picture(false), 0o644))
	require.Empty(t, b.complaints())
}

// The page in a real browser: it shows the news by itself and in place, keeps what a person opened, says when it is cut
// off and comes back, runs nothing of another's, and is whole without JavaScript.
func TestPageInABrowser(t *testing.T) {
	b := startBrowser(t)
	src := well()
	url := serve(t, src, page.Options{})
	b.show(url, 1280, 800, "light")
	b.until(`document.getElementById("live").textContent.startsWith("Live")`)
	require.Equal(t, "OK - gateway-7", b.eval(`document.title`))
	light := b.eval(`getComputedStyle(document.body).backgroundColor`)

	b.run(`document.getElementById("hours").open = true; window.same = document.body`)
	src.change(func(st *local.Status) {
		st.Verdict = local.Verdict{Code: 41, Where: "network", Text: `The module searches <img src=x onerror="document.title='run'">`}
		st.Network.Registration = ptr("searching")
	})
	b.until(`document.title === "Attention - gateway-7" && document.querySelector(".verdict").textContent.includes("The module searches <img")`)
	require.Equal(t, true, b.eval(`document.body === window.same && document.getElementById("hours").open`), "in place, and still open")
	require.Equal(t, true, b.eval(`document.getElementById("icon").href.endsWith("attention.svg") && !document.querySelector("img")`))

	src.change(func(st *local.Status) { st.Verdict.Text += strings.Repeat("x", 90) })
	for _, width := range []int{320, 360, 480, 759, 760, 1280} {
		b.show(url, width, 740, "dark")
		b.until(`document.getElementById("live").textContent.startsWith("Live")`)
		require.Equal(t, true, b.eval(`document.documentElement.scrollWidth <= innerWidth`), "wider than a screen of %d", width)
	}
	require.NotEqual(t, light, b.eval(`getComputedStyle(document.body).backgroundColor`), "dark is another one")
	b.until(`performance.getEntriesByType("resource").every((e) => e.name.startsWith("` + url + `"))`)

	b.do("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	b.do("Page.navigate", map[string]any{"url": url}, nil)
	b.until(`document.readyState === "complete" && document.body.innerText.includes("searching") && document.getElementById("live").textContent.startsWith("As it was")`)
	require.Empty(t, b.complaints())
}

// A page that is cut off says so, and is live again when the daemon is back.
func TestPageComesBackInABrowser(t *testing.T) {
	b := startBrowser(t)
	src := well()
	address, stop := serveAt(t, "127.0.0.1:0", src, page.Options{})
	b.show("http://"+address+"/", 360, 740, "light")
	b.until(`document.getElementById("live").textContent.startsWith("Live")`)
	stop()
	b.until(`document.body.classList.contains("lost") && document.getElementById("live").textContent.startsWith("Not connected")`)
	src.change(func(st *local.Status) { st.Name = "gateway-8" })
	serveAt(t, address, src, page.Options{})
	b.until(`!document.body.classList.contains("lost") && document.querySelector("h1").textContent === "gateway-8"`)
}

// A person logs in, sees the page live, and logs out.
func TestLoginInABrowser(t *testing.T) {
	b := startBrowser(t)
	url := serve(t, well(), locked())
	b.show(url, 360, 740, "dark")
	require.Equal(t, url+"login", b.eval(`location.href`))
	enter := func(text string) {
		b.run(`document.getElementById("token").value = "` + text + `"; document.forms[0].requestSubmit()`)
	}
	enter("wrong")
	b.until(`document.querySelector(".problem")`)
	enter(token)
	b.until(`document.getElementById("live")?.textContent.startsWith("Live")`)
	require.Equal(t, "", b.eval(`document.cookie`), "no script sees the cookie")
	b.run(`document.querySelector("footer form").requestSubmit()`)
	b.until(`location.pathname === "/login"`)
}
