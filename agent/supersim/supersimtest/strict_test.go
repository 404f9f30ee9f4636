package supersimtest

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// An address of a callback is a URI (RFC 3986) without userinfo, wherever one is given.
func TestCallbackAddresses(t *testing.T) {
	w := newWorld(t, false)
	sid, fleet := w.prim.simIn(card1, stActive)
	for address, ok := range map[string]bool{
		"http://127.0.0.1:9/hook?a=%C3%BC&b=(1)*~#part": true, "https://[::1]:9/a;b=c/d@e:f!$&'()+,": true, "HTTP://localhost": true,
		"http://127.0.0.1/?b=ü": false, "http://127.0.0.1/pät h": false, "http://127.0.0.1/a b": false, "http://127.0.0.1/%zz": false, "http://127.0.0.1/%4": false,
		"http://127.0.0.1/a#b#c": false, "http://127.0.0.1/?a[]=1": false, "http://127.0.0.1/\x00": false, `http://127.0.0.1/a\b`: false, "http://127.0.0.1/<>": false,
		"http://user:pass@127.0.0.1/": false, "http://user@127.0.0.1/": false, "http://": false, "ftp://127.0.0.1/": false, "/hook": false, "http://127.0.0.1:x/": false,
	} {
		for path, name := range map[string]string{"Sims/" + sid: "CallbackUrl", "Fleets/" + fleet: "SmsCommandsUrl"} {
			r := w.prim.post(path, q(name, address))
			if ok {
				require.Equal(t, 200, r.status, "%q: %s", address, r.raw)
			} else {
				require.Equal(t, 400, r.status, "%q: %s", address, r.raw)
				require.EqualValues(t, 20001, r.body["code"])
			}
		}
	}
}

// The parameters of a POST are its form: the vendors' files know no others.
func TestPostHasNoQuery(t *testing.T) {
	w := newWorld(t, false)
	sid := w.c.AddSim(card1)
	w.prim.refused("Sims/"+sid+"?UniqueName=n", "", 400, 20001)
	w.prim.refused("Sims/"+sid+"?UniqueName=n", q("UniqueName", "m"), 400, 20001)
	require.Empty(t, w.c.SimStatus(card1).UniqueName)
}

// An SMS Command holds 160 bytes.
func TestPayloadOfSMS(t *testing.T) {
	w := newWorld(t, false)
	sid, _ := w.prim.simIn(card1, stActive)
	for payload, ok := range map[string]bool{strings.Repeat("x", 160): true, strings.Repeat("x", 161): false, strings.Repeat("ü", 80): true,
		strings.Repeat("ü", 80) + "x": false, strings.Repeat("€", 54): false, "\xff": false} {
		if ok {
			require.Equal(t, 201, w.prim.post("SmsCommands", q("Sim", sid, "Payload", payload)).status)
		} else {
			w.prim.refused("SmsCommands", q("Sim", sid, "Payload", payload), 400, 20001)
		}
	}
}

// A unique name must be one that can stand in a path in place of the SID.
func TestUniqueNames(t *testing.T) {
	w := newWorld(t, false)
	sid := w.c.AddSim(card1)
	fleet := w.fleet(w.prim, "f")
	profile := w.prim.get("NetworkAccessProfiles").list("network_access_profiles")[0]["sid"].(string)
	for name, ok := range map[string]bool{
		"a/b ü?&#%": true, strings.Repeat("ü", 255): true, strings.Repeat("x", 256): false, ".": false, "..": false, "...": true, "x.json": false, ".json": false,
		"a\nb": false, "a\x7f": false, "\xff": false, sid[:34]: false, "HS" + strings.Repeat("A", 32): false, "": true,
	} {
		for _, path := range []string{"Sims/" + sid, "Fleets/" + fleet, "NetworkAccessProfiles/" + profile} {
			if name == sid && !strings.HasPrefix(path, "Sims") || strings.HasPrefix(name, "HSA") && !strings.HasPrefix(path, "Sims") {
				continue // a SID of another kind is a name like any other
			}
			r := w.prim.post(path, q("UniqueName", name))
			if !ok {
				require.Equal(t, 400, r.status, "%q: %s", name, r.raw)
				require.EqualValues(t, 20001, r.body["code"])
				continue
			}
			require.Equal(t, 200, r.status, "%q: %s", name, r.raw)
			if name != "" {
				at, _, _ := strings.Cut(path, "/")
				require.Equal(t, 200, w.prim.get(at+"/"+url.PathEscape(name)).status, name)
			}
		}
	}
}

// A browser asks before it sends a credential, and is let through. HEAD is GET without the body.
func TestOptionsAndHead(t *testing.T) {
	w := newWorld(t, false)
	sid := w.c.AddSim(card1)
	for _, v := range []Vendor{Twilio, Kore} {
		for _, path := range []string{"/v1/Sims", "/v1/Sims/" + sid} {
			r, err := http.NewRequestWithContext(t.Context(), "OPTIONS", "http://cloud.test"+path, http.NoBody)
			require.NoError(t, err)
			resp, err := w.c.FaceRoundTripper(v).RoundTrip(r)
			require.NoError(t, err)
			require.Equal(t, 204, resp.StatusCode, path)
			require.Contains(t, resp.Header.Get("Access-Control-Allow-Headers"), "Authorization")
		}
	}
	srv := httptest.NewServer(w.c)
	defer srv.Close()
	for _, path := range []string{"/v1/Sims", "/v1/Sims/" + sid, "/v1/Sims/nobody"} {
		var got [2]*http.Response
		for i, method := range []string{"GET", "HEAD"} {
			r, err := http.NewRequestWithContext(t.Context(), method, srv.URL+path, http.NoBody)
			require.NoError(t, err)
			r.SetBasicAuth(AccountSID, AuthToken)
			got[i], err = srv.Client().Do(r)
			require.NoError(t, err)
			got[i].Body.Close()
		}
		require.Equal(t, got[0].StatusCode, got[1].StatusCode)
		require.Equal(t, got[0].ContentLength, got[1].ContentLength)
		require.Positive(t, got[1].ContentLength)
	}
	require.Empty(t, w.prim.raw("HEAD", "Sims/"+sid), "also in memory")
	r := w.prim.do("PUT", "Sims/"+sid, "")
	require.Equal(t, 405, r.status)
	require.Equal(t, "GET, HEAD, POST, OPTIONS", r.header.Get("Allow"))
}

// A request without a Host, which HTTP/1.0 allows, gets addresses of where it came in.
func TestWithoutAHost(t *testing.T) {
	w := newWorld(t, false)
	srv := httptest.NewServer(w.c)
	defer srv.Close()
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	r, err := http.NewRequestWithContext(t.Context(), "GET", "/", http.NoBody)
	require.NoError(t, err)
	r.SetBasicAuth(AccountSID, AuthToken)
	_, err = conn.Write([]byte("GET /v1/Sims HTTP/1.0\r\nAuthorization: " + r.Header.Get("Authorization") + "\r\n\r\n"))
	require.NoError(t, err)
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, 200, resp.StatusCode)
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Contains(t, string(b), `"`+srv.URL+`/v1/Sims?`)
}
