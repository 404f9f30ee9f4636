package supersim

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Token is a bearer token.
type Token struct {
	Value string
	Life  time.Duration // from when it was asked for; 0 when the issuer did not say
}

// Tokens gives a bearer token. It is asked again when the last one nears its end or was refused.
type Tokens func(ctx context.Context) (Token, error)

const (
	lifeUnsaid = 5 * time.Minute // of a token whose life the issuer did not say
	aheadMost  = 5 * time.Minute // a token is replaced so long before its end, or a tenth of its life
	aheadAgain = 30 * time.Second
	renewAgain = time.Minute // between two tokens that are asked for because one was refused: it may be the client that is
)

// bearer keeps one token for all requests. Times are by the monotonic clock: a board that sets its clock keeps its token.
type bearer struct {
	ask  Tokens
	lock chan struct{} // held by whoever looks at or replaces the token; a channel, so that a waiter can leave

	token     string
	ends      time.Time
	replaceAt time.Time // from here on a new one is wanted, though the old one still holds
	refused   time.Time // when a token was refused last
}

func newBearer(ask Tokens) *bearer { return &bearer{ask: ask, lock: make(chan struct{}, 1)} }

func (b *bearer) authorize(ctx context.Context, req *http.Request) ([]string, error) {
	select {
	case b.lock <- struct{}{}:
	case <-ctx.Done():
		return nil, netError(ctx, ctx.Err())
	}
	defer func() { <-b.lock }()
	if err := b.refresh(ctx); err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+b.token)
	return []string{b.token}, nil
}

// refresh sees to a token that holds. A new one that cannot be had is no trouble as long as the old one holds.
func (b *bearer) refresh(ctx context.Context) error {
	now := time.Now()
	if b.token != "" && now.Before(b.replaceAt) {
		return nil
	}
	t, err := b.ask(ctx)
	if err == nil && !sendable(t.Value) {
		err = fmt.Errorf("%w: the token is empty or holds a space, a line break or a character outside ASCII", ErrCredentials)
	}
	if err != nil {
		if b.token != "" && now.Before(b.ends) {
			b.replaceAt = now.Add(aheadAgain)
			return nil
		}
		return err
	}
	life := t.Life
	if life <= 0 {
		life = lifeUnsaid
	}
	b.token, b.ends = t.Value, now.Add(life)
	b.replaceAt = b.ends.Add(-min(life/10, aheadMost))
	return nil
}

// renew forgets a token that was refused: 401, and the gateway's 403 without a code by which KORE says that a token has
// expired (facts of the API's management).
func (b *bearer) renew(err error, used []string) bool {
	e, ok := errors.AsType[*APIError](err)
	if !ok || e.HTTPStatus != http.StatusUnauthorized && (e.HTTPStatus != http.StatusForbidden || e.Code != 0) {
		return false
	}
	if _, ofToken := errors.AsType[*tokenError](err); ofToken {
		return false
	}
	b.lock <- struct{}{} // held only for the time of a token's request, which is bounded
	defer func() { <-b.lock }()
	if len(used) == 0 || used[0] != b.token {
		return true // somebody has replaced it meanwhile
	}
	now := time.Now()
	if !b.refused.IsZero() && now.Sub(b.refused) < renewAgain {
		return false
	}
	b.token, b.refused = "", now
	return true
}
