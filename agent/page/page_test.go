package page_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/local"
	"simagent/agent/page"
)

const token = "0123456789abcdef-token"

func locked() page.Options {
	return page.Options{Token: func() (string, error) { return token, nil }, Hosts: []string{"gateway-7", "Proxy.example.com"}}
}

// ask sends one request; headers are pairs.
func ask(h http.Handler, method, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:8088"+path, nil)
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func login(h http.Handler, token string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8088/login", strings.NewReader(url.Values{"token": {token}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestTheWholeStateIsThereWithoutJavaScript(t *testing.T) {
	src := ill()
	w := ask(page.New(src, page.Options{}), "GET", "/")
	require.Equal(t, 200, w.Code)
	text := strip(w.Body.String())
	for _, part := range []string{"gateway-7", "up 3 d 4 h", "Tue 24 Nov 09:41:07 UTC", "The network refuses the SIM: EPS services not allowed (7).", "To do look at the Fleet",
		"at least 183,200 of 250,000 B ≥ 73 %", "not known; none seen here of 5", "until 2027-01-14, 51 days 44 %", "Active by data in 2 d 4 h at the latest",
		"denied for 12 min", "Quectel EG25-G", "every way out is the modem's", "If it goes on, the daemon will switch the radio off and on in 13 min.", "45 min ago radio denied", "1 of 4 resets, 2 radio cycles in 24 h",
		"registration searching → denied EPS services not allowed (7)", "Counted on wwan0; not seen: the card's own traffic", "8,210 B, as here", "sent received uncertain not watched"} {
		require.Contains(t, text, part)
	}
	require.NotContains(t, w.Body.String(), "%!")
	asked, books := src.counts()
	require.Equal(t, []int{1, 1}, []int{asked, books})
}

// strip is the text of a page, its blanks joined.
func strip(html string) string {
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html, " ")
	text = strings.NewReplacer("&#39;", "'", "&#34;", `"`, "&amp;", "&", "&lt;", "<", "&gt;", ">").Replace(text)
	return strings.Join(strings.Fields(text), " ")
}

// Unknown is never drawn as 0.
func TestUnknownIsHatched(t *testing.T) {
	body := ask(page.New(well(), page.Options{}), "GET", "/main").Body.String()
	require.Contains(t, body, `<title>Sun 22 Nov 10:00: not watched</title><rect fill="url(#hatch)"`)
	require.Contains(t, body, `: sent 0 B, received 0 B</title><rect class="hit"`)
	require.Contains(t, body, "; watched for 50 % of the time")
	require.Contains(t, body, `<rect class="maybe" x="73.28%" width="5.21%"`)
	require.Contains(t, body, "73 to 78 %")
	body = ask(page.New(ill(), page.Options{}), "GET", "/main").Body.String()
	require.Contains(t, body, `<rect fill="url(#hatch)" x="73.28%" width="26.72%"`)
	require.NotContains(t, strip(body), " 0 %")
	body = strip(ask(page.New(nothing(), page.Options{}), "GET", "/main").Body.String())
	require.Contains(t, body, "clock not set")
	require.Contains(t, body, "The time of day is not known")
	require.NotContains(t, body, "1970")
	require.NotContains(t, body, " 0 B")
}

// Whatever the module says, it is text; and nothing on the page is written to be run.
func TestEverythingIsEscaped(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	var st local.Status
	b, err := json.Marshal(ill().st)
	require.NoError(t, err)
	var tree any
	require.NoError(t, json.Unmarshal(b, &tree))
	b, err = json.Marshal(spoil(tree, evil))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(b, &st))
	src := &source{st: st, book: local.Book{HistoryErr: evil}}
	for _, path := range []string{"/", "/main"} {
		body := ask(page.New(src, page.Options{}), "GET", path).Body.String()
		require.Contains(t, body, "alert(1)")
		require.NotContains(t, body, "<script>")
		require.NotContains(t, body, "<img")
		require.NotRegexp(t, ` (on[a-z]+|style)=`, regexp.MustCompile(`&[^;]*;`).ReplaceAllString(strings.ReplaceAll(body, "onerror=alert", ""), ""))
	}
}

// spoil puts a text into every text that is no time.
func spoil(v any, evil string) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = spoil(v[k], evil)
		}
	case []any:
		for i := range v {
			v[i] = spoil(v[i], evil)
		}
	case string:
		if _, err := time.Parse(time.RFC3339, v); err != nil {
			return evil + v
		}
	}
	return v
}

func TestNoIdsInFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := well()
		h := page.New(src, page.Options{})
		l := listen(h)
		synctest.Wait()
		all := ask(h, "GET", "/").Body.String() + ask(h, "GET", "/main").Body.String() + l.close()
		require.Contains(t, all, shortICCID)
		require.NotContains(t, all, wholeICCID)
		require.False(t, src.shown)
	})
}

func TestWhoIsLetIn(t *testing.T) {
	var why []string
	o := locked()
	o.Refused = func(s string) { why = append(why, s) }
	h := page.New(well(), o)
	for _, path := range []string{"/main", "/events", "/page.js", "/nothing"} {
		w := ask(h, "GET", path)
		require.Equal(t, 401, w.Code, path)
		require.NotContains(t, w.Body.String(), "gateway")
	}
	require.Len(t, why, 4)
	w := ask(h, "GET", "/")
	require.Equal(t, 303, w.Code)
	require.Equal(t, "login", w.Header().Get("Location"))
	require.Contains(t, ask(h, "GET", "/login").Body.String(), `type="password"`)
	require.Equal(t, 200, ask(h, "GET", "/style.css").Code)

	for _, wrong := range []string{"", "Bearer ", "Bearer " + token + "x", "Bearer " + token[1:], "Basic " + token, token} {
		if wrong != "" {
			require.Equal(t, 401, ask(h, "GET", "/", "Authorization", wrong).Code, wrong)
		}
	}
	require.Equal(t, 200, ask(h, "GET", "/", "Authorization", "Bearer "+token).Code)

	for _, wrong := range []string{"", "wrong", token + " x"} {
		w := login(h, wrong)
		require.Equal(t, 401, w.Code)
		require.Empty(t, w.Header().Get("Set-Cookie"))
		require.Contains(t, w.Body.String(), "That is not it.")
	}
	w = login(h, " "+token+"\n") // as it is pasted
	require.Equal(t, 303, w.Code)
	c := w.Result().Cookies()[0]
	require.NotContains(t, c.Value, token)
	require.True(t, c.HttpOnly)
	require.Equal(t, http.SameSiteStrictMode, c.SameSite)
	with := c.Name + "=" + c.Value
	require.Equal(t, 200, ask(h, "GET", "/main", "Cookie", with).Code)
	require.Equal(t, 401, ask(h, "GET", "/main", "Cookie", with+"x").Code)
	require.Equal(t, 401, ask(h, "GET", "/main", "Cookie", c.Name+"="+token).Code, "the cookie is not the token")
	require.Contains(t, ask(h, "GET", "/", "Cookie", with).Body.String(), "Log out")
	require.Equal(t, -1, ask(h, "POST", "/logout", "Cookie", with).Result().Cookies()[0].MaxAge)
	require.Equal(t, 401, ask(h, "GET", "/main", "Cookie", with, "Host", "127.0.0.1:8089").Code, "a page at another port of this host keeps its own")
}

// Another token counts at once; one that is too short, or cannot be read, lets nobody in.
func TestTokenIsThatOfNow(t *testing.T) {
	for _, bad := range []func() (string, error){
		func() (string, error) { return "", nil },
		func() (string, error) { return "short", nil },
		func() (string, error) { return token, errEnding },
	} {
		h := page.New(well(), page.Options{Token: bad})
		s, _ := bad()
		require.Equal(t, 401, ask(h, "GET", "/main", "Authorization", "Bearer "+s).Code)
		require.Equal(t, 401, login(h, s).Code)
	}
	now := token
	h := page.New(well(), page.Options{Token: func() (string, error) { return now, nil }})
	c := login(h, token).Result().Cookies()[0]
	require.Equal(t, 200, ask(h, "GET", "/main", "Cookie", c.Name+"="+c.Value).Code)
	now = "another-token-of-later"
	require.Equal(t, 401, ask(h, "GET", "/main", "Cookie", c.Name+"="+c.Value).Code)
}

func TestOtherSitesGetNothing(t *testing.T) {
	h := page.New(well(), locked())
	bearer := []string{"Authorization", "Bearer " + token}
	for host, want := range map[string]int{
		"127.0.0.1:8088": 200, "[::1]:8088": 200, "[::1]": 200, "localhost": 200, "LOCALHOST.:80": 200, "192.0.2.9": 200, "gateway-7:8088": 200, "proxy.example.com": 200,
		"evil.example": 421, "evil.example:8088": 421, "127.0.0.1.evil.example": 421, "localhost.evil.example:1": 421, "": 421, "[": 421, ":": 421, "gateway-7.evil.example": 421,
	} {
		require.Equal(t, want, ask(h, "GET", "/main", append(bearer, "Host", host)...).Code, host)
		require.Equal(t, want, ask(h, "GET", "/style.css", "Host", host).Code, host)
	}
	for _, c := range []struct {
		site, mode string
		want       int
	}{{"cross-site", "no-cors", 403}, {"cross-site", "cors", 403}, {"same-site", "cors", 403}, {"cross-site", "navigate", 200}, {"same-origin", "cors", 200}, {"none", "navigate", 200}, {"", "", 200}} {
		require.Equal(t, c.want, ask(h, "GET", "/main", append(bearer, "Sec-Fetch-Site", c.site, "Sec-Fetch-Mode", c.mode)...).Code, c)
	}
	require.Equal(t, 403, login(h, token, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate").Code)
	require.Equal(t, 403, login(h, token, "Origin", "http://evil.example").Code)
	require.Equal(t, 403, login(h, token, "Origin", "null").Code)
	require.Equal(t, 303, login(h, token, "Origin", "http://127.0.0.1:8088").Code)
	w := ask(h, "GET", "/", bearer...)
	require.Empty(t, w.Header().Get("Access-Control-Allow-Origin"))
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
	require.NotContains(t, w.Header().Get("Content-Security-Policy"), "unsafe")
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.Empty(t, ask(h, "HEAD", "/events", bearer...).Body.String(), "and it ends")
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		require.Equal(t, 405, ask(h, method, "/main", bearer...).Code)
	}
}

// What Host names is an address, localhost or a name of ours, or nobody is let through.
func FuzzHost(f *testing.F) {
	for _, h := range []string{"127.0.0.1:8088", "[::1]:1", "localhost", "evil.example", "a:b:c", "[::1", "::1", "gateway-7.", "localhost:evil.example", "fe80::1%25eth0", "localhost:@"} {
		f.Add(h)
	}
	guarded := page.Guard([]string{"gateway-7"}, func(string) {}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }))
	f.Fuzz(func(t *testing.T, host string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		guarded.ServeHTTP(w, r)
		if w.Code != 204 {
			return
		}
		// A browser that has this in Host asked for a URL with it, whose name is one that no other site can own.
		u, err := url.Parse("http://" + host + "/")
		if err != nil {
			return
		}
		name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
		if _, err := netip.ParseAddr(name); err != nil {
			require.Contains(t, []string{"localhost", "gateway-7"}, name, "%q", host)
		}
	})
}

// listener is one that listens to the events.
type listener struct {
	cancel context.CancelFunc
	done   chan struct{}
	header http.Header
	code   int
	fail   error

	mu   sync.Mutex
	text strings.Builder
}

func (l *listener) Header() http.Header  { return l.header }
func (l *listener) WriteHeader(code int) { l.code = code }
func (l *listener) Flush()               {}
func (l *listener) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return 0, l.fail
	}
	return l.text.Write(b)
}

func (l *listener) breakWith(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fail = err
}

func listen(h http.Handler, headers ...string) *listener {
	ctx, cancel := context.WithCancel(context.Background())
	l := &listener{cancel: cancel, done: make(chan struct{}), header: http.Header{}, code: 200}
	r := httptest.NewRequest("GET", "http://localhost/events", nil).WithContext(ctx)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	go func() { defer close(l.done); h.ServeHTTP(l, r) }() // close waits
	return l
}

func (l *listener) over() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// heard are the names of what it heard, in order, since the last time.
func (l *listener) heard() (names []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for m := range strings.SplitSeq(l.text.String(), "\n\n") {
		if m == "" {
			continue
		}
		name, data, _ := strings.Cut(strings.TrimPrefix(m, "event: "), "\ndata: ")
		if !json.Valid([]byte(data)) || strings.Contains(data, "\n") {
			name = "broken: " + m
		}
		names = append(names, name)
	}
	l.text.Reset()
	return names
}

func (l *listener) close() string {
	l.cancel()
	<-l.done
	return l.text.String()
}

func TestEventsComeWhenSomethingChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := well()
		h := page.New(src, page.Options{})
		l := listen(h)
		defer l.close()
		synctest.Wait()
		require.Equal(t, "text/event-stream", l.header.Get("Content-Type"))
		require.Equal(t, []string{"status", "history"}, l.heard(), "all there is, at once")
		for range 15 { // time alone is no news
			time.Sleep(time.Second)
			src.change(func(st *local.Status) {
				st.Time, st.UptimeS = st.Time.Add(time.Second), ptr(*st.UptimeS+1)
				st.Account.ReadyLeftS, st.Account.ActiveInS = ptr(*st.Account.ReadyLeftS-1), ptr(*st.Account.ActiveInS-1)
				st.Cloud.CheckedAt = ptr(st.Time)
			})
		}
		synctest.Wait()
		require.Empty(t, l.heard())
		time.Sleep(5 * time.Second)
		synctest.Wait()
		require.Equal(t, []string{"beat"}, l.heard())
		src.change(func(st *local.Status) { st.Network.Registration = ptr("searching") })
		time.Sleep(1100 * time.Millisecond)
		src.change(func(st *local.Status) { st.Network.Registration, st.Verdict.OK = ptr("home"), false })
		time.Sleep(1100 * time.Millisecond)
		synctest.Wait()
		require.Equal(t, []string{"status", "status"}, l.heard())
		src.mu.Lock()
		src.book.Hours[len(src.book.Hours)-1].Sent += 500
		src.mu.Unlock()
		time.Sleep(time.Minute)
		synctest.Wait()
		require.Contains(t, l.heard(), "history", "between beats")
	})
}

// Bytes that pass all the time, as those of the page itself may, are told now and then; what matters is told at once.
func TestBytesAreToldNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := well()
		l := listen(page.New(src, page.Options{}))
		synctest.Wait()
		l.heard()
		for i := range 60 {
			src.change(func(st *local.Status) { st.Account.Data.Low = ptr(int64(100 * i)) })
			time.Sleep(time.Second)
		}
		require.InDelta(t, 6, strings.Count(strings.Join(l.heard(), " "), "status"), 1)
		src.change(func(st *local.Status) { st.Verdict.Code = 7 })
		time.Sleep(1100 * time.Millisecond)
		require.Contains(t, l.heard(), "status")
		l.close()
	})
}

func TestTheOrderOfEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := well()
		l := listen(page.New(src, page.Options{}))
		for i := range 20 {
			src.change(func(st *local.Status) { st.Account.SMS.Low = ptr(int64(i)) })
			time.Sleep(time.Second)
		}
		var last int64 = -1
		for _, m := range regexp.MustCompile(`event: status\ndata: (.*)\n`).FindAllStringSubmatch(l.close(), -1) {
			var st local.Status
			require.NoError(t, json.Unmarshal([]byte(m[1]), &st))
			require.Greater(t, *st.Account.SMS.Low, last)
			last = *st.Account.SMS.Low
		}
		require.EqualValues(t, 19, last)
	})
}

// Nothing is asked while nobody listens, and nothing is left behind by one that went.
func TestNothingRunsWhileNobodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := well()
		h := page.New(src, page.Options{})
		time.Sleep(time.Hour)
		asked, books := src.counts()
		require.Zero(t, asked+books)
		l := listen(h)
		time.Sleep(time.Hour)
		l.close()
		asked, books = src.counts()
		require.InDelta(t, 3600, asked, 2)
		require.LessOrEqual(t, books, 61, "the history is read once a minute")
		time.Sleep(time.Hour)
		again, _ := src.counts()
		require.Equal(t, asked, again)
	})
}

func TestFewListenAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := well()
		h := page.New(src, page.Options{})
		var all []*listener
		for range 8 {
			all = append(all, listen(h))
		}
		synctest.Wait()
		late := listen(h)
		<-late.done
		require.Equal(t, 503, late.code)
		require.Equal(t, "30", late.header.Get("Retry-After"))
		all[0].close()
		all[1].breakWith(errEnding)
		src.change(func(st *local.Status) { st.Verdict.Code = 1 })
		time.Sleep(2 * time.Second)
		synctest.Wait()
		require.True(t, all[1].over(), "one that takes nothing is left")
		for range 2 {
			l := listen(h)
			all = append(all, l)
			synctest.Wait()
			require.False(t, l.over())
		}
		for _, l := range all {
			l.close()
		}
	})
}

// A listener is sent away when the token is another one, and when the daemon ends.
func TestStreamsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now atomic.Value // the stream asks from its own goroutine
		now.Store(token)
		src := well()
		h := page.New(src, page.Options{Token: func() (string, error) { return now.Load().(string), nil }})
		l := listen(h, "Authorization", "Bearer "+token)
		time.Sleep(time.Minute)
		require.False(t, l.over())
		now.Store("another-token-of-later")
		for i := range 30 { // also where there is always something new
			src.change(func(st *local.Status) { st.Verdict.Code = i })
			time.Sleep(time.Second)
		}
		require.True(t, l.over())
		l = listen(h, "Authorization", "Bearer "+now.Load().(string))
		time.Sleep(time.Second)
		src.mu.Lock()
		src.err = errEnding
		src.mu.Unlock()
		time.Sleep(2 * time.Second)
		require.True(t, l.over())
		w := ask(h, "GET", "/", "Authorization", "Bearer "+now.Load().(string))
		require.Equal(t, 503, w.Code)
		require.Contains(t, w.Body.String(), "the daemon is ending")
	})
}

// The history of another SIM, and of another hour, is not an old one.
func TestHistoryIsOfThisSIMAndHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		src := well()
		h := page.New(src, page.Options{})
		read := func() int { ask(h, "GET", "/main"); _, n := src.counts(); return n }
		require.Equal(t, 1, read())
		require.Equal(t, 1, read())
		src.change(func(st *local.Status) { st.Account.ICCID = ptr("8988307…4321") })
		require.Equal(t, 2, read())
		src.change(func(st *local.Status) { st.Time = st.Time.Add(time.Hour) })
		require.Equal(t, 3, read())
		time.Sleep(61 * time.Second)
		require.Equal(t, 4, read())
	})
}

// The emptiest status, and any other, makes a page whose elements are closed.
func TestAnyStatusMakesAPage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		src := rapid.SampledFrom([]func() *source{well, ill, nothing, func() *source { return &source{} }}).Draw(t, "like")()
		forget(t, &src.st)
		if rapid.Bool().Draw(t, "no book") {
			src.book = local.Book{}
		}
		body := ask(page.New(src, page.Options{}), "GET", "/").Body.String()
		require.NotContains(t, body, "%!")
		var open []string
		for _, m := range regexp.MustCompile(`<(/?)([a-z0-9]+)[^>]*?(/?)>`).FindAllStringSubmatch(body, -1) {
			switch {
			case m[3] == "/" || strings.Contains(" meta link input ", " "+m[2]+" "):
			case m[1] == "":
				open = append(open, m[2])
			default:
				require.NotEmpty(t, open, m[0])
				require.Equal(t, open[len(open)-1], m[2], body)
				open = open[:len(open)-1]
			}
		}
		require.Empty(t, open)
	})
}

// forget makes some of what is known unknown, and counts wild.
func forget(t *rapid.T, st *local.Status) {
	d, s := &st.Account.Data, &st.Account.SMS
	for _, p := range []**int64{&d.Low, &d.High, &d.Limit, &s.Low, &s.High, &s.Limit, &st.Account.ReadyLeftS, &st.Account.ActiveInS, &st.UptimeS, &d.RatePerDay} {
		switch rapid.IntRange(0, 2).Draw(t, "known") {
		case 1:
			*p = nil
		case 2:
			*p = ptr(rapid.Int64Range(0, 1<<60).Draw(t, "count"))
		}
	}
	if rapid.Bool().Draw(t, "no time") {
		st.Account.ReadyUntil, st.Account.EndsFirst, st.Cloud.CheckedAt, st.Network.Attached = nil, nil, nil, nil
	}
	if rapid.Bool().Draw(t, "no account") {
		st.Account = local.Account{Data: local.Data{NotSeen: []string{}}}
	}
}

// All that a visitor loads once is small.
func TestAssetsAreSmall(t *testing.T) {
	sum := int64(0)
	list, err := filepath.Glob("assets/*")
	require.NoError(t, err)
	require.NotEmpty(t, list)
	for _, path := range list {
		info, err := os.Stat(path)
		require.NoError(t, err)
		sum += info.Size()
	}
	require.Less(t, sum, int64(30_000))
	h := page.New(well(), page.Options{})
	for path, kind := range map[string]string{"/style.css": "text/css", "/page.js": "text/javascript", "/ok.svg": "image/svg+xml", "/attention.svg": "image/svg+xml"} {
		w := ask(h, "GET", path)
		require.Equal(t, 200, w.Code)
		require.Contains(t, w.Header().Get("Content-Type"), kind)
		require.NotContains(t, w.Body.String(), "://"+"cdn")
	}
	body := ask(h, "GET", "/").Body.String()
	require.NotRegexp(t, `(src|href)="(https?:)?//`, body, "nothing comes from elsewhere")
	require.Less(t, len(body), 60_000, fmt.Sprint(len(body)))
}
