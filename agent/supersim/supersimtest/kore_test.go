package supersimtest

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// kore is a client of the KORE face.
type kore struct {
	w     *world
	token string
}

func newKore(w *world) *kore { return &kore{w: w} }

// send gives the answer to a request with an Authorization header, "" for none.
func (k *kore) send(method, url, authorization, form string) reply {
	k.w.t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(form))
	require.NoError(k.w.t, err)
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	resp, err := k.w.c.FaceRoundTripper(Kore).RoundTrip(req)
	require.NoError(k.w.t, err)
	b, err := io.ReadAll(resp.Body)
	require.NoError(k.w.t, err)
	r := reply{status: resp.StatusCode, header: resp.Header, raw: string(b)}
	if len(b) > 0 {
		require.NoError(k.w.t, json.Unmarshal(b, &r.body), "body %q", b)
	}
	return r
}

func (k *kore) auth(form string) reply {
	return k.send("POST", "https://api.kore.test/api-services/v1/auth/token", "", form)
}

func (k *kore) login(id, secret string) {
	k.w.t.Helper()
	r := k.auth(q("grant_type", "client_credentials", "client_id", id, "client_secret", secret))
	require.Equal(k.w.t, 200, r.status, r.raw)
	k.token = r.str("access_token")
}

func (k *kore) get(path string) reply {
	return k.send("GET", "https://kore.test/v1/"+path, "Bearer "+k.token, "")
}

func (k *kore) post(path, form string) reply {
	return k.send("POST", "https://kore.test/v1/"+path, "Bearer "+k.token, form)
}

// denied wants the answer of the gateway to a token that it does not take.
func (k *kore) denied(r reply) {
	k.w.t.Helper()
	require.Equal(k.w.t, 403, r.status)
	require.Equal(k.w.t, map[string]any{"message": "User is not authorized to access this resource with an explicit deny",
		"error": "Invalid or expired token"}, r.body)
}

// claims checks the signature of a token (RFC 7515, RS256) and reads what it says.
func (k *kore) claims() (c struct {
	Sub      string
	IAT, EXP int64
}) {
	k.w.t.Helper()
	parts := strings.Split(k.token, ".")
	require.Len(k.w.t, parts, 3)
	var head struct{ Alg, Typ string }
	for i, to := range []any{&head, &c} {
		b, err := base64.RawURLEncoding.DecodeString(parts[i])
		require.NoError(k.w.t, err)
		require.NoError(k.w.t, json.Unmarshal(b, to))
	}
	require.Equal(k.w.t, "RS256", head.Alg)
	sig, err := base64.RawURLEncoding.DecodeString(parts[2])
	require.NoError(k.w.t, err)
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	require.NoError(k.w.t, rsa.VerifyPKCS1v15(&k.w.c.key.PublicKey, crypto.SHA256, sum[:], sig))
	return c
}

func TestKoreToken(t *testing.T) {
	w := newWorld(t, false)
	k := newKore(w)
	r := k.auth(q("grant_type", "client_credentials", "client_id", ClientID, "client_secret", ClientSecret))
	require.Equal(t, 200, r.status)
	require.Equal(t, "Bearer", r.str("token_type"))
	require.EqualValues(t, 3600, r.body["expires_in"])
	require.NotEmpty(t, r.str("scope"))
	k.token = r.str("access_token")
	c := k.claims()
	require.Equal(t, ClientID, c.Sub)
	require.Equal(t, w.now.Unix(), c.IAT)
	require.Equal(t, w.now.Unix()+3600, c.EXP)
	sid := w.c.AddSim(card1)
	require.Equal(t, "https://kore.test/v1/Sims/"+sid, k.get("Sims/"+sid).str("url"))
	w.pass(time.Hour - 1)
	require.Equal(t, 200, k.get("Sims").status)
	w.pass(1)
	k.denied(k.get("Sims"))
	k.token = "eyJhbGciOiJSUzI1NiJ9.e30.AAAA"
	k.denied(k.get("Sims"))
}

func TestKoreTokenRefuses(t *testing.T) {
	w := newWorld(t, false)
	k := newKore(w)
	for _, form := range []string{
		q("grant_type", "client_credentials", "client_id", ClientID, "client_secret", "wrong"), q("grant_type", "client_credentials", "client_id", ClientID),
		q("grant_type", "client_credentials", "client_id", "nobody", "client_secret", ""),
	} {
		r := k.auth(form)
		require.Equal(t, 401, r.status)
		require.Equal(t, map[string]any{"error": "invalid_client", "error_description": "Invalid client or Invalid client credentials"}, r.body)
	}
	for _, grant := range []string{"password", "", "refresh_token"} {
		r := k.auth(q("grant_type", grant, "client_id", ClientID, "client_secret", ClientSecret))
		require.Equal(t, 400, r.status)
		require.Equal(t, "unsupported_grant_type", r.str("error"))
		require.EqualValues(t, 40400, r.body["code"])
		require.NotEmpty(t, r.str("message"))
	}
	req, err := http.NewRequest("POST", "https://api.kore.test"+tokenPath, strings.NewReader(`{"grant_type":"client_credentials"}`))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	resp, err := w.c.FaceRoundTripper(Kore).RoundTrip(req)
	require.NoError(t, err)
	require.Equal(t, 400, resp.StatusCode, "only forms")
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Contains(t, string(b), "invalid_request")
	const url = "https://api.kore.test/api-services/v1/auth/token"
	require.Equal(t, 405, k.send("GET", url, "", "").status)
	require.Equal(t, 404, k.send("POST", url+"s", "", "").status)
	r := k.send("OPTIONS", url, "", "")
	require.Equal(t, 200, r.status)
	require.Equal(t, "*", r.header.Get("Access-Control-Allow-Origin"))
	require.Equal(t, 404, w.prim.post("http://cloud.test/api-services/v1/auth/token", "").status, "Twilio has no such thing")
}

// A client may also authenticate with Basic (RFC 6749, 2.3.1), but not in both ways.
func TestKoreTokenWithBasic(t *testing.T) {
	w := newWorld(t, false)
	k := newKore(w)
	const url = "https://api.kore.test/api-services/v1/auth/token"
	basic := func(id, secret string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
	}
	grant := q("grant_type", "client_credentials")
	require.Equal(t, 200, k.send("POST", url, basic(ClientID, ClientSecret), grant).status)
	require.Equal(t, 200, k.send("POST", url, basic(strings.ReplaceAll(ClientID, "_", "%5F"), ClientSecret), grant).status, "form-encoded")
	for _, bad := range []string{basic(ClientID, "wrong"), basic("nobody", ""), basic("%zz", ClientSecret)} {
		require.Equal(t, 401, k.send("POST", url, bad, grant).status)
	}
	require.Equal(t, 400, k.send("POST", url, basic(ClientID, ClientSecret), grant+"&client_id="+ClientID).status)
}

func TestKoreGateway(t *testing.T) {
	w := newWorld(t, false)
	k := newKore(w)
	for _, bad := range []string{"", "Bearer", "Basic QUM6eA=="} {
		r := k.send("GET", "https://kore.test/v1/Sims", bad, "")
		require.Equal(t, 401, r.status)
		require.EqualValues(t, 40401, r.body["code"])
		require.Contains(t, r.header.Get("WWW-Authenticate"), "Bearer")
	}
	k.login(ClientID, ClientSecret)
	for path, code := range map[string]int{"Commands": 40404, "Sims/HS00": 20404} {
		r := k.get(path)
		require.Equal(t, 404, r.status)
		require.EqualValues(t, code, r.body["code"])
		require.Regexp(t, `^https://www\.twilio\.com/docs/errors/`, r.str("more_info"))
	}
	r := k.post("UsageRecords", "")
	require.Equal(t, 405, r.status)
	require.EqualValues(t, 40405, r.body["code"])
	require.NotEmpty(t, r.header.Get("X-Amzn-Requestid"))
	require.Empty(t, r.header.Get("Twilio-Request-Id"))
	w.c.Fault(Fault{Kind: FaultStatus, Status: 502, Count: 1})
	require.EqualValues(t, 40502, k.get("Sims").body["code"])
	w.c.Fault(Fault{Kind: FaultStatus, Status: 403, Count: 1})
	require.EqualValues(t, 20006, k.get("Sims").body["code"])
}

func TestKoreReadOnlyClient(t *testing.T) {
	w := newWorld(t, false)
	sid := w.c.AddSim(card1)
	k := newKore(w)
	k.login("apiclient_reader", "reader")
	require.Equal(t, 200, k.get("Sims/"+sid).status)
	r := k.post("Sims/"+sid, q("UniqueName", "x"))
	require.Equal(t, 403, r.status)
	require.EqualValues(t, 20006, r.body["code"])
	require.Empty(t, w.c.SimStatus(card1).UniqueName)
	k.login(ClientID, ClientSecret)
	require.Equal(t, 200, k.post("Sims/"+sid, q("UniqueName", "x")).status)
	require.Equal(t, "x", w.prim.get("Sims/"+sid).str("unique_name"), "both faces show the same")
}

func TestExpiredTokens(t *testing.T) {
	w := newWorld(t, false)
	k := newKore(w)
	k.login(ClientID, ClientSecret)
	w.c.Fault(Fault{Kind: FaultExpiredTokens, Count: 1, Skip: 1, Path: "/v1/"})
	require.Equal(t, 200, k.get("Sims").status)
	k.denied(k.get("Sims"))
	k.denied(k.get("Sims"))
	k.login(ClientID, ClientSecret)
	require.Equal(t, 200, k.get("Sims").status)
}

func TestSkewedClock(t *testing.T) {
	w := newWorld(t, false)
	w.c.Fault(Fault{Kind: FaultSkew, Skew: -10 * time.Minute, Until: time.Hour})
	k := newKore(w)
	k.login(ClientID, ClientSecret)
	c := k.claims()
	require.Equal(t, w.now.Unix()-600, c.IAT)
	require.Equal(t, w.now.Unix()+3000, c.EXP)
	require.Equal(t, "Mon, 02 Mar 2026 11:50:00 GMT", k.get("Sims").header.Get("Date"))
	w.pass(55 * time.Minute)
	require.Equal(t, 200, k.get("Sims").status, "the gateway judges by its own clock")
	w.pass(5 * time.Minute)
	require.Equal(t, "Mon, 02 Mar 2026 13:00:00 GMT", w.prim.get("Sims").header.Get("Date"))
}
