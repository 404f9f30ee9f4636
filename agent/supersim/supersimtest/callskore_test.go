package supersimtest

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// At KORE the parameters are the same and the headers others. Without a secret the signature is there, and empty.
func TestKoreCallsBack(t *testing.T) {
	for _, secret := range []string{"0000webhook0000", ""} {
		inBubble(t, func(t *testing.T) {
			account := Account{SID: AccountSID, AuthToken: AuthToken, WebhookSecret: secret}
			a, l := newAPI(t, Options{Accounts: []Account{account}, Vendor: Kore}), &listener{}
			l.run(t, a.c)
			sid, fleet := a.simIn(card1, stNew)
			for _, method := range []string{"POST", "GET"} {
				form := q("Status", "active", "Fleet", fleet, "CallbackUrl", ear, "CallbackMethod", method)
				req, err := http.NewRequest("POST", "http://cloud.test/v1/Sims/"+sid, strings.NewReader(form))
				require.NoError(t, err)
				req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				req.SetBasicAuth(AccountSID, AuthToken)
				resp, err := roundTripper{a.c.Face(Twilio)}.RoundTrip(req)
				require.NoError(t, err)
				require.Equal(t, 202, resp.StatusCode)
				pass(time.Minute)
				a.c.Tick(time.Now())
				require.NoError(t, a.c.Put(card1, stInactive, fleet))
				synctest.Wait()
			}
			require.Len(t, l.got, 2)
			for i, r := range l.got {
				require.Equal(t, "active", r.Form.Get("SimStatus"))
				want := KoreSignature(secret, r.Method, "http://127.0.0.1:9/hook", []byte(l.body[i]))
				require.Equal(t, []string{want}, r.Header["Kore-Signature"])
				require.Equal(t, secret == "", want == "")
				require.Equal(t, a.c.Callbacks()[i].Token, r.Header.Get("kore-idempotency-token"))
				require.Equal(t, "KoreProxy/1.1", r.Header.Get("User-Agent"))
				require.Regexp(t, `^2000-01-01T00:0\d:00Z$`, r.Header.Get("date"))
				require.Empty(t, r.Header.Get("X-Twilio-Signature"))
			}
			require.Equal(t, "GET", l.got[1].Method)
		})
	}
}

func TestESimProfileCallsBack(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		a, l := newAPI(t, Options{}), &listener{}
		l.run(t, a.c)
		r := a.post("ESimProfiles", q("GenerateMatchingId", "true", "CallbackUrl", ear))
		require.Equal(t, 201, r.status, r.raw)
		pass(time.Hour)
		a.c.Tick(time.Now())
		synctest.Wait()
		require.Len(t, l.got, 1)
		p := a.get("ESimProfiles/" + r.str("sid"))
		require.Equal(t, []string{"available", p.str("sid"), p.str("sim_sid"), p.str("matching_id")},
			[]string{l.got[0].Form.Get("Status"), l.got[0].Form.Get("Sid"), l.got[0].Form.Get("SimSid"), l.got[0].Form.Get("MatchingId")})
		require.NotEmpty(t, p.str("matching_id"))
	})
}
