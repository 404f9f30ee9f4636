package supersimtest

import (
	"net/url"
	"strconv"
	"strings"
)

// item is one resource of a list and the key by which a page token finds it again.
type item struct {
	key  string
	body any
}

type metaJSON struct {
	FirstPageURL    string  `json:"first_page_url"`
	Key             string  `json:"key"`
	NextPageURL     *string `json:"next_page_url"`
	Page            int     `json:"page"`
	PageSize        int     `json:"page_size"`
	PreviousPageURL *string `json:"previous_page_url"`
	URL             string  `json:"url"`
}

// page answers one page of items. Page is only echoed, for the client's own use; where a page begins is in PageToken:
// PA and a key stands for "after that item", PB for "before it". So items that are added meanwhile shift nothing.
func (q *request) page(key string, items []item) (int, any, *apiError) {
	size, ok := q.number("PageSize", 1, 1000, 50)
	if !ok {
		return 0, nil, invalid("PageSize")
	}
	page, ok := q.number("Page", 0, 1<<30, 0)
	if !ok {
		return 0, nil, invalid("Page")
	}
	from, ok := q.start(items, size)
	if !ok {
		return 0, nil, invalid("PageToken")
	}
	to := min(from+size, len(items))
	meta := metaJSON{Key: key, Page: page, PageSize: size, URL: q.pageURL(size, page, q.get("PageToken")), FirstPageURL: q.pageURL(size, 0, "")}
	if to < len(items) {
		meta.NextPageURL = null(q.pageURL(size, page+1, "PA"+items[to-1].key))
	}
	if from > 0 {
		meta.PreviousPageURL = null(q.pageURL(size, max(page-1, 0), "PB"+items[from].key))
	}
	bodies := []any{} // an empty list is [], never null
	for _, it := range items[from:to] {
		bodies = append(bodies, it.body)
	}
	return 200, map[string]any{key: bodies, "meta": meta}, nil
}

// start finds the index that the page token stands for.
func (q *request) start(items []item, size int) (int, bool) {
	token := q.get("PageToken")
	if token == "" {
		return 0, true
	}
	for i, it := range items {
		switch token {
		case "PA" + it.key:
			return i + 1, true
		case "PB" + it.key:
			return max(i-size, 0), true
		}
	}
	return 0, false
}

// pageURL is the address of a page with the filters of this request.
func (q *request) pageURL(size, page int, token string) string {
	var b strings.Builder
	b.WriteString(q.base + "/v1")
	for _, s := range q.seg {
		b.WriteString("/" + url.PathEscape(s))
	}
	b.WriteString("?")
	for _, name := range strings.Fields(q.ep.names) {
		if v, ok := q.lookup(name); ok {
			b.WriteString(name + "=" + url.QueryEscape(v) + "&")
		}
	}
	b.WriteString("PageSize=" + strconv.Itoa(size) + "&Page=" + strconv.Itoa(page))
	if token != "" {
		b.WriteString("&PageToken=" + url.QueryEscape(token))
	}
	return b.String()
}

// number reads a parameter that must lie within bounds.
func (q *request) number(name string, low, high, def int) (int, bool) {
	v, ok := q.lookup(name)
	if !ok {
		return def, true
	}
	n, err := strconv.Atoi(v)
	return n, err == nil && n >= low && n <= high
}
