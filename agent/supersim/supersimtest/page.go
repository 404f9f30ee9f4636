package supersimtest

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// list is what a request asked for, before it is cut into pages: n resources, the key by which a page token finds one
// again, and its form on the wire, which is made only for the page that is answered. place is where a key is or was: how
// many resources come before it, and whether it is still one of them; ok is false when it never can have been.
type list struct {
	n     int
	key   func(i int) string
	body  func(i int) any
	place func(key string) (before int, here, ok bool)
}

// listOf makes a list of all.
func listOf[T any](all []T, key func(T) string, body func(T) any) list {
	place := func(k string) (int, bool, bool) {
		i := slices.IndexFunc(all, func(v T) bool { return key(v) == k })
		return i, true, i >= 0
	}
	return list{len(all), func(i int) string { return key(all[i]) }, func(i int) any { return body(all[i]) }, place}
}

// collect makes a list of what keep passes, newest first. What only ours passes may have been in the list, and still
// marks a place in it.
func collect[T any](all []T, ours, keep func(T) bool, key func(T) string, body func(T) any) list {
	kept := []T{}
	for _, v := range slices.Backward(all) {
		if ours(v) && keep(v) {
			kept = append(kept, v)
		}
	}
	l := listOf(kept, key, body)
	l.place = func(k string) (before int, here, ok bool) {
		for _, v := range slices.Backward(all) {
			in := before < len(kept) && key(kept[before]) == key(v)
			if ours(v) && key(v) == k {
				return before, in, true
			}
			if in {
				before++
			}
		}
		return 0, false, false
	}
	return l
}

func every[T any](T) bool { return true }

type metaJSON struct {
	FirstPageURL    string  `json:"first_page_url"`
	Key             string  `json:"key"`
	NextPageURL     *string `json:"next_page_url"`
	Page            int     `json:"page"`
	PageSize        int     `json:"page_size"`
	PreviousPageURL *string `json:"previous_page_url"`
	URL             string  `json:"url"`
}

// page answers one page of l. Page is only echoed, for the client's own use; where a page begins is in PageToken:
// PA and a key stands for "after that item", PB for "before it". So items that come and go meanwhile shift nothing.
func (q *request) page(key string, l list) (int, any, *apiError) {
	size, ok := q.number("PageSize", 1, q.maxPage(), 50)
	if !ok {
		return 0, nil, invalid("PageSize")
	}
	page, ok := q.number("Page", 0, 1<<30, 0)
	if !ok {
		return 0, nil, invalid("Page")
	}
	from, ok := q.start(l, size)
	if !ok {
		return 0, nil, invalid("PageToken")
	}
	to := min(from+size, l.n)
	meta := metaJSON{Key: key, Page: page, PageSize: size, URL: q.pageURL(size, page, q.get("PageToken")), FirstPageURL: q.pageURL(size, 0, "")}
	if to < l.n {
		meta.NextPageURL = null(q.pageURL(size, page+1, "PA"+l.key(to-1)))
	}
	switch {
	case from == 0:
	case from < l.n:
		meta.PreviousPageURL = null(q.pageURL(size, max(page-1, 0), "PB"+l.key(from)))
	case from > size: // an empty page, behind the last
		meta.PreviousPageURL = null(q.pageURL(size, max(page-1, 0), "PA"+l.key(from-size-1)))
	default:
		meta.PreviousPageURL = null(q.pageURL(size, max(page-1, 0), ""))
	}
	bodies := []any{} // an empty list is [], never null
	for i := from; i < to; i++ {
		bodies = append(bodies, l.body(i))
	}
	return 200, map[string]any{key: bodies, "meta": meta}, nil
}

// start finds the index that the page token stands for.
func (q *request) start(l list, size int) (int, bool) {
	token := q.get("PageToken")
	if token == "" {
		return 0, true
	}
	key, after := strings.CutPrefix(token, "PA")
	if !after {
		var before bool
		if key, before = strings.CutPrefix(token, "PB"); !before {
			return 0, false
		}
	}
	i, here, ok := l.place(key)
	switch {
	case !ok:
		return 0, false
	case !after:
		return max(i-size, 0), true
	case here:
		return i + 1, true
	}
	return i, true
}

// maxPage is the greatest PageSize. KORE's OpenAPI file has two lower ones.
func (q *request) maxPage() int {
	switch {
	case q.vendor != Kore:
	case q.seg[0] == "UsageRecords":
		return 249
	case q.seg[0] == "IpCommands":
		return 100
	}
	return 1000
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
