package supersim

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// page is one page of a list: the items as they came, and where the next one is ("" at the end).
type page struct {
	items []json.RawMessage
	next  string
}

// readPage takes {"<key>":[…],"meta":{…}} apart. A list that is missing or null is an error and not an empty list:
// an empty list says something about the account.
func readPage(body []byte, key string, status int) (page, error) {
	var p page
	var w props
	if err := object(body, &w); err != nil {
		return p, unreadable(status, "is "+describe(body)+" instead of a list")
	}
	if err := json.Unmarshal(w[key], &p.items); err != nil || p.items == nil {
		return p, unreadable(status, "holds no list "+key)
	}
	p.next = w.within("meta").text("next_page_url")
	return p, nil
}

// onePage asks for the page at u.
func onePage(ctx context.Context, c *Client, u *url.URL, key string) (page, Meta, error) {
	body, meta, err := c.get(ctx, u)
	if err != nil {
		return page{}, meta, err
	}
	p, err := readPage(body, key, meta.HTTPStatus)
	return p, meta, err
}

// resource is a pointer to a resource of type T.
type resource[T any] interface {
	*T
	json.Unmarshaler
}

// list is a sequence of all items on all pages from u on. After an error it ends. what begins every error: "cannot read
// Fleets". What can be the same for all types is in walk: this is in the binary once for each.
func list[T any, P resource[T]](ctx context.Context, c *Client, u *url.URL, what, key string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var v T
		c.walk(ctx, u, what, key, P(&v), func(err error) bool {
			if err != nil {
				v = *new(T)
			}
			return yield(v, err)
		})
	}
}

// failed is a sequence of one error.
func failed[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}

// walk reads every item into v and calls next, until that wants no more; an error is the last thing that next is told.
func (c *Client) walk(ctx context.Context, u *url.URL, what, key string, v json.Unmarshaler, next func(error) bool) {
	if err := c.pages(ctx, u, key, func(item []byte) (more bool, err error) {
		if err := v.UnmarshalJSON(item); err != nil {
			return false, err
		}
		return next(nil), nil
	}); err != nil {
		next(fmt.Errorf("%s: %w", what, err))
	}
}

// pages gives every item to take, until that wants no more.
func (c *Client) pages(ctx context.Context, u *url.URL, key string, take func(item []byte) (more bool, err error)) error {
	seen := map[string]bool{}
	for range c.cfg.MaxPages {
		seen[u.String()] = true
		p, meta, err := onePage(ctx, c, u, key)
		if err != nil {
			return err
		}
		for _, item := range p.items {
			more, err := take(item)
			if err != nil {
				return unreadable(meta.HTTPStatus, "holds an item of "+key+" that is not an object")
			}
			if !more {
				return nil
			}
		}
		if p.next == "" {
			return nil
		}
		if u, err = c.follow(u, p.next); err != nil || seen[u.String()] {
			return unreadable(meta.HTTPStatus, "names a next page that is on another host or was read before")
		}
	}
	return unreadable(http.StatusOK, "goes on after "+strconv.Itoa(c.cfg.MaxPages)+" pages")
}

var errOtherHost = errors.New("cannot follow an address on another host")

// follow resolves a next link, and refuses any other scheme or host than the base URL's.
func (c *Client) follow(from *url.URL, next string) (*url.URL, error) {
	u, err := from.Parse(next)
	if err != nil || !sameOrigin(c.base, u) {
		return nil, errOtherHost
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}
