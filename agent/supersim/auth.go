package supersim

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
)

// authorizer adds a credential to requests. Its methods may be called from several goroutines.
type authorizer interface {
	// authorize adds the credential, and tells the strings that no error may show.
	authorize(ctx context.Context, req *http.Request) (secrets []string, err error)
	// renew reports whether err says that the credential has run out while another can be had; it then forgets the old one.
	// used is what authorize said of the request.
	renew(err error, used []string) bool
}

// authorizer chooses the way to authenticate.
func (c *Client) authorizer() (authorizer, error) {
	switch {
	case c.cfg.Tokens != nil && c.cfg.Credentials != nil:
		return nil, errors.New("cannot use both a credential and a token: give one")
	case c.cfg.Tokens != nil:
		return newBearer(c.cfg.Tokens), nil
	case c.cfg.Credentials == nil:
		return nil, nil
	case c.cfg.Provider == ProviderTwilio:
		return basic{c.cfg.Credentials}, nil
	}
	u, err := c.tokenURL()
	if err != nil {
		return nil, err
	}
	return newBearer(c.clientToken(u)), nil
}

// basic is Basic authentication (RFC 7617).
type basic struct{ credentials Credentials }

func (b basic) authorize(ctx context.Context, req *http.Request) ([]string, error) {
	user, secret, err := credential(ctx, b.credentials)
	if err != nil {
		return nil, err
	}
	req.SetBasicAuth(user, secret)
	return []string{secret, base64.StdEncoding.EncodeToString([]byte(user + ":" + secret)), user}, nil
}

func (basic) renew(error, []string) bool { return false }

// credential asks for the user and the secret, and refuses what cannot be sent.
func credential(ctx context.Context, ask Credentials) (user, secret string, err error) {
	user, secret, err = ask(ctx)
	if err == nil {
		err = checkCredential(user, secret)
	}
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrCredentials, err)
	}
	return user, secret, nil
}
