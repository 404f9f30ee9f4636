package page

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"strings"
)

const (
	cookieName = "simagent_page"
	cookieAge  = 30 * 24 * 3600 // seconds

	// LeastToken is how many characters a token has at least: with so many of them, tries need no limit.
	LeastToken = 16
)

// open are the paths that need no token.
var open = map[string]bool{"/login": true, "/style.css": true, "/ok.svg": true, "/attention.svg": true}

// admit lets in who knows the token: by its cookie, or as a bearer.
func (p *Page) admit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case open[r.URL.Path] || p.allowed(r):
			next.ServeHTTP(w, r)
		case r.URL.Path == "/" && r.Method == http.MethodGet && r.Header.Get("Authorization") == "":
			w.Header().Set("Location", "login") // relative: a proxy may have the page in a folder
			w.WriteHeader(http.StatusSeeOther)
		default:
			p.refused("no token, or a wrong one")
			w.Header().Set("WWW-Authenticate", `Bearer realm="simagent"`)
			http.Error(w, "want the token of this page", http.StatusUnauthorized)
		}
	})
}

func (p *Page) allowed(r *http.Request) bool {
	if p.o.Token == nil {
		return true
	}
	token, ok := p.token()
	if !ok {
		return false
	}
	if given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); bearer {
		return same(given, token)
	}
	c, err := r.Cookie(cookieOf(r))
	return err == nil && same(c.Value, pass(token))
}

// token is the one of now. One that cannot be read, or is too short, lets nobody in.
func (p *Page) token() (string, bool) {
	token, err := p.o.Token()
	if err != nil {
		p.refused(err.Error())
	}
	return token, err == nil && len(token) >= LeastToken
}

// same compares in a time that depends on neither, lengths included.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// pass is what the cookie holds: made from the token, which it does not tell.
func pass(token string) string {
	h := hmac.New(sha256.New, []byte(token))
	h.Write([]byte("simagent page 1"))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func (p *Page) loginForm(w http.ResponseWriter, _ *http.Request) { write(w, htmlType, loginPage("")) }

func (p *Page) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	_ = r.ParseForm() // one that cannot be read has no token
	given := strings.TrimSpace(r.PostForm.Get("token"))
	token, ok := "", p.o.Token == nil
	if !ok {
		token, ok = p.token()
	}
	if !ok || p.o.Token != nil && !same(given, token) {
		p.refused("a wrong token")
		w.Header().Set("Content-Type", htmlType)
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(loginPage("That is not it.")))
		return
	}
	cookie(w, r, pass(token), cookieAge)
	home(w)
}

func (p *Page) logout(w http.ResponseWriter, r *http.Request) {
	cookie(w, r, "", -1)
	home(w)
}

// cookieOf is the name of the cookie: by port, which browsers otherwise do not part, as who has several pages by tunnels on
// localhost wants to be logged in at all of them.
func cookieOf(r *http.Request) string {
	if _, port, err := net.SplitHostPort(r.Host); err == nil && port != "" {
		return cookieName + "_" + port
	}
	return cookieName
}

// cookie is sent to this site alone, and no script sees it. Over plain HTTP it
// cannot be bound to HTTPS; a proxy that speaks it says so.
func cookie(w http.ResponseWriter, r *http.Request, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: cookieOf(r), Value: value, Path: "/", MaxAge: age, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.Header.Get("X-Forwarded-Proto") == "https"})
}

func home(w http.ResponseWriter) {
	w.Header().Set("Location", "./")
	w.WriteHeader(http.StatusSeeOther)
}
