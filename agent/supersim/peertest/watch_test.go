package peertest

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// watcher is the RoundTripper beneath the SDK. It judges every exchange, and changes none.
type watcher struct {
	next  http.RoundTripper
	specs []*spec
	seen  *coverage

	mu     sync.Mutex
	faults []string
}

func (w *watcher) RoundTrip(req *http.Request) (*http.Response, error) {
	x := &exchange{req: req}
	if req.Body != nil {
		b, err := io.ReadAll(req.Body)
		req.Body.Close()
		if err != nil {
			return nil, err
		}
		x.sent = b
		req.Body = io.NopCloser(bytes.NewReader(b))
	}
	resp, err := w.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	x.answer, err = io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(x.answer))
	x.status, x.header = resp.StatusCode, resp.Header
	w.judge(x)
	return resp, nil
}

func (w *watcher) judge(x *exchange) {
	faults := x.shape()
	for _, s := range w.specs {
		if s.judges(x) {
			faults = append(faults, s.check(x)...)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, faults...)
	w.seen.note(x)
}

// found are the faults until now.
func (w *watcher) found() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.faults
}
