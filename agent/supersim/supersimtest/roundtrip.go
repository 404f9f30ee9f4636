package supersimtest

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
)

// RoundTripper calls the handler in memory, in the caller's goroutine: no socket, so that it can be used where time is
// virtual. An answer that was cut reads as io.ErrUnexpectedEOF, one that was cut before it began gives io.EOF.
func (c *Cloud) RoundTripper() http.RoundTripper { return roundTripper{c} }

// FaceRoundTripper is the RoundTripper of a vendor's face.
func (c *Cloud) FaceRoundTripper(v Vendor) http.RoundTripper { return roundTripper{c.Face(v)} }

type roundTripper struct{ h http.Handler }

func (t roundTripper) RoundTrip(req *http.Request) (resp *http.Response, err error) {
	r := req.Clone(req.Context())
	if r.Body == nil {
		r.Body = http.NoBody
	}
	defer r.Body.Close()
	if r.Host == "" {
		r.Host = r.URL.Host
	}
	defer func() {
		if v := recover(); v == http.ErrAbortHandler {
			resp, err = nil, io.EOF
		} else if v != nil {
			panic(v)
		}
	}()
	w := &recorder{header: http.Header{}}
	t.h.ServeHTTP(w, r)
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	return w.response(req), nil
}

// recorder is a ResponseWriter in memory.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(b []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(b)
}

func (w *recorder) response(req *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	resp := &http.Response{Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: w.header, ContentLength: int64(w.body.Len()), Request: req}
	var body io.Reader = bytes.NewReader(w.body.Bytes())
	if n, err := strconv.Atoi(w.header.Get("Content-Length")); err == nil && n > w.body.Len() && req.Method != http.MethodHead {
		resp.ContentLength = int64(n)
		body = io.MultiReader(body, cut{})
	}
	resp.Body = io.NopCloser(body)
	return resp
}

// cut is the end of an answer that ended early.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
