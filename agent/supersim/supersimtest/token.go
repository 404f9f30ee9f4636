package supersimtest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// tokenPath is that of KORE's token API, on a host of its own in the real world.
const tokenPath = "/api-services/v1/auth/token"

// errToken is the answer to a token that is not known or not valid any more.
var errToken = &apiError{status: 403}

// token is an access token that was issued.
type token struct {
	client  string
	expires time.Time
	number  int
}

type tokenJSON struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int64  `json:"expires_in"` // seconds
	TokenType   string `json:"token_type"`
	Scope       string `json:"scope"`
}

// oauthError is the form of KORE's 401, and of its 400 together with code and message.
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Code        int    `json:"code,omitempty"`
	Message     string `json:"message,omitempty"`
}

// authenticate finds out whose credential a request has. mu is held.
func (c *Cloud) authenticate(q *request, r *http.Request) (login, *apiError) {
	if q.vendor == Kore {
		return c.bearer(q, r)
	}
	user, secret, ok := r.BasicAuth()
	who := c.users[user]
	if !ok || who.secret == "" || who.secret != secret {
		return who, &apiError{401, 20003, "authentication failed"}
	}
	return who, nil
}

func (c *Cloud) bearer(q *request, r *http.Request) (login, *apiError) {
	scheme, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || value == "" {
		return login{}, &apiError{401, gateway(401), "unauthorized"}
	}
	t, ok := c.tokens[value]
	who, known := c.clients[t.client]
	if !ok || !known || t.number <= c.dead || !q.now.Before(t.expires) {
		return who, errToken
	}
	return who, nil
}

// serveToken is the token API. mu is held.
func (c *Cloud) serveToken(q *request, r *http.Request, formErr *apiError) *answer {
	switch {
	case r.URL.Path != tokenPath:
		return jsonAnswer(404, q.vendor.errorBody(q.vendor.noPath(r.URL.Path)))
	case r.Method == http.MethodOptions:
		return &answer{status: 200, header: http.Header{}}
	case r.Method != http.MethodPost:
		a := jsonAnswer(405, q.vendor.errorBody(q.vendor.noMethod(r.Method)))
		a.header.Set("Allow", "POST, OPTIONS")
		return a
	case formErr != nil:
		return badToken("invalid_request", formErr.message)
	case q.get("grant_type") != "client_credentials":
		return badToken("unsupported_grant_type", "grant_type must be client_credentials")
	}
	id, secret := q.get("client_id"), q.get("client_secret")
	if user, pass, ok := r.BasicAuth(); ok { // client_secret_basic: RFC 6749, 2.3.1, which wants both as in a form
		if id != "" || secret != "" {
			return badToken("invalid_request", "the client authenticates in two ways")
		}
		var err1, err2 error
		id, err1 = url.QueryUnescape(user)
		secret, err2 = url.QueryUnescape(pass)
		if err1 != nil || err2 != nil {
			id = ""
		}
	}
	if who := c.clients[id]; who.secret == "" || who.secret != secret {
		return jsonAnswer(401, oauthError{Error: "invalid_client", Description: "Invalid client or Invalid client credentials"})
	}
	return c.issue(q, id)
}

func badToken(kind, text string) *answer {
	return jsonAnswer(400, oauthError{kind, text, gateway(400), text})
}

// issue makes a token for a client. mu is held.
func (c *Cloud) issue(q *request, client string) *answer {
	for old, t := range c.tokens {
		if !q.now.Before(t.expires) {
			delete(c.tokens, old)
		}
	}
	scope := "supersim.read supersim.write"
	if c.clients[client].readOnly {
		scope = "supersim.read"
	}
	c.issued++
	seconds := int64(c.opt.TokenLife / time.Second)
	shown := q.now.Add(q.skew) // by the server's clock, which may be wrong; expires_in is not
	value, err := c.sign(map[string]any{"iss": q.base, "sub": client, "scope": scope, "iat": shown.Unix(), "exp": shown.Unix() + seconds, "jti": fmt.Sprint(c.issued)})
	if err != nil {
		return jsonAnswer(500, errorJSON{gateway(500), "the token could not be signed", "", 500})
	}
	c.tokens[value] = token{client, q.now.Add(c.opt.TokenLife), c.issued}
	a := jsonAnswer(200, tokenJSON{value, seconds, "Bearer", scope})
	a.header.Set("Cache-Control", "no-store") // RFC 6749, 5.1
	return a
}

// sign makes a JWT with RS256 (RFC 7519, RFC 7518 3.3). The key is made for the first one, and dies with the cloud.
func (c *Cloud) sign(claims map[string]any) (string, error) {
	if c.key == nil {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return "", err
		}
		c.key = key
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	enc := base64.RawURLEncoding
	text := enc.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + enc.EncodeToString(body)
	sum := sha256.Sum256([]byte(text))
	sig, err := rsa.SignPKCS1v15(nil, c.key, crypto.SHA256, sum[:])
	if err != nil {
		return "", err
	}
	return text + "." + enc.EncodeToString(sig), nil
}
