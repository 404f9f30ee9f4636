package labhttp

import (
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"
)

// maxShown is how many requests are kept.
const maxShown = 200

// requestView is one request of the API, as it is shown.
type requestView struct {
	At     time.Time `json:"at"` // by the cloud's clock
	Method string    `json:"method"`
	Path   string    `json:"path"`   // with its query; ids are cut short
	Status int       `json:"status"` // 0 when the answer was cut before it began
	Millis float64   `json:"ms"`
	Vendor string    `json:"vendor"`
	User   string    `json:"user"` // who authenticated, cut short; "token" for a KORE access token
}

// Class is the first digit of the status.
func (v requestView) Class() int { return v.Status / 100 }

// requestLog keeps the last requests.
type requestLog struct {
	mu   sync.Mutex
	last []requestView
	all  int
	by   [6]int // by the first digit of the status, 0 for none
}

func (g *requestLog) add(v requestView) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all++
	if class := v.Status / 100; class < len(g.by) {
		g.by[class]++
	}
	g.last = append(g.last, v)
	if n := len(g.last); n > maxShown {
		g.last = g.last[n-maxShown:]
	}
}

func (g *requestLog) clear() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last, g.all, g.by = nil, 0, [6]int{}
}

func (g *requestLog) view() (last []requestView, all int, by [6]int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]requestView{}, g.last...), g.all, g.by
}

// api gives a request to the cloud, and notes it.
func (l *Lab) api(w http.ResponseWriter, r *http.Request) {
	v := requestView{At: l.opt.Clock.Now(), Method: r.Method, Path: short(r.URL.RequestURI()), Vendor: string(l.Cloud().Vendor()), User: who(r)}
	start, seen := time.Now(), &witness{ResponseWriter: w}
	defer func() { // also when the answer is cut, which is a panic
		v.Status, v.Millis = seen.status, float64(time.Since(start).Microseconds())/1000
		l.log.add(v)
	}()
	l.Cloud().ServeHTTP(seen, r)
}

// who names the credential, never its secret.
func who(r *http.Request) string {
	if user, _, ok := r.BasicAuth(); ok {
		return short(user)
	}
	if strings.HasPrefix(r.Header.Get("Authorization"), "Bearer ") {
		return "token"
	}
	return ""
}

// ids are SIDs and ICCIDs. It is never written.
var ids = regexp.MustCompile(`[A-Z]{2}[0-9a-fA-F]{32}|[0-9]{18,20}`)

// short cuts every id down to its beginning and its end, and the whole to what fits a line.
func short(s string) string {
	s = ids.ReplaceAllStringFunc(s, func(id string) string { return id[:4] + "…" + id[len(id)-4:] })
	if r := []rune(s); len(r) > 160 {
		s = string(r[:159]) + "…"
	}
	return s
}

// witness sees the status that is answered.
type witness struct {
	http.ResponseWriter
	status int
}

func (w *witness) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *witness) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets faults flush.
func (w *witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }
