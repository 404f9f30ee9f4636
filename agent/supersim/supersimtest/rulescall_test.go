package supersimtest

import (
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// called makes an update with a CallbackUrl, and gives the request that came of it.
func called(t *testing.T, method string, check func(a api, sid string, l *listener)) {
	inBubble(t, func(t *testing.T) {
		a, l := newAPI(t, Options{}), &listener{}
		l.run(t, a.c)
		sid, fleet := a.simIn(card1, stNew)
		form := []string{"UniqueName", "one", "Status", "ready", "Fleet", fleet, "CallbackUrl", ear}
		if method != "" {
			form = append(form, "CallbackMethod", method)
		}
		require.Equal(t, 202, a.post("Sims/"+sid, q(form...)).status)
		pass(time.Minute)
		a.c.Tick(time.Now())
		synctest.Wait()
		require.Len(t, l.got, 1)
		check(a, sid, l)
	})
}

func callRules() []rule {
	want := func(sid string) url.Values {
		return values("SimSid", sid, "SimUniqueName", "one", "SimStatus", "ready", "AccountSid", AccountSID)
	}
	return []rule{
		says("Asynchronous updates", func(t *testing.T) {
			called(t, "POST", func(a api, _ string, l *listener) {
				require.Equal(t, ear, l.got[0].URL.String())
				require.Equal(t, stReady, a.c.SimStatus(card1).Status)
			})
		}, "To receive a notification when a Sim"),
		says("Callback values", func(t *testing.T) {
			for _, method := range []string{"POST", ""} {
				called(t, method, func(_ api, sid string, l *listener) {
					require.Equal(t, "POST", l.got[0].Method)
					require.Equal(t, want(sid), l.got[0].PostForm)
				})
			}
		}, "asynchronous request made to that URL will contain", "that this callback is in reference to",
			"representing the Sim resource’s status after", "unique SID of the Account that the Sim", "delivered as HTML form parameters"),
		says("Callback values", func(t *testing.T) {
			called(t, "GET", func(_ api, sid string, l *listener) {
				query := want(sid)
				query.Set("k", "v") // of the address itself
				require.Equal(t, query, l.got[0].URL.Query())
				require.Empty(t, l.body[0])
			})
		}, "delivered as a query string"),
	}
}
