package supersim

import (
	"context"
	"encoding/json"
	"iter"
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
	var w map[string]json.RawMessage
	if err := object(body, &w); err != nil {
		return p, unreadable(status, "is "+describe(body)+" instead of a list")
	}
	if err := json.Unmarshal(w[key], &p.items); err != nil || p.items == nil {
		return p, unreadable(status, "holds no list "+key)
	}
	var meta struct {
		Next text `json:"next_page_url"`
	}
	if m, ok := w["meta"]; ok && object(m, &meta) == nil {
		p.next = string(meta.Next)
	}
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

// list walks all pages from u on. After an error it stops.
func list[T any](ctx context.Context, c *Client, u *url.URL, key string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		seen := map[string]bool{}
		for range c.cfg.MaxPages {
			seen[u.String()] = true
			p, meta, err := onePage(ctx, c, u, key)
			if err != nil {
				yield(none, err)
				return
			}
			for _, item := range p.items {
				var v T
				if err := json.Unmarshal(item, &v); err != nil {
					yield(none, unreadable(meta.HTTPStatus, "holds an item of "+key+" that is not an object"))
					return
				}
				if !yield(v, nil) {
					return
				}
			}
			if p.next == "" {
				return
			}
			if u, err = c.follow(u, p.next); err != nil || seen[u.String()] {
				yield(none, unreadable(meta.HTTPStatus, "names a next page that is on another host or was read before"))
				return
			}
		}
		yield(none, unreadable(200, "goes on after "+strconv.Itoa(c.cfg.MaxPages)+" pages"))
	}
}

// follow resolves a next link, and refuses any other scheme or host than the base URL's.
func (c *Client) follow(from *url.URL, next string) (*url.URL, error) {
	u, err := from.Parse(next)
	if err != nil || !sameOrigin(c.base, u) {
		return nil, errOtherHost
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}
