package local

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// SocketName is the socket's name in the run folder.
const SocketName = "simagent.sock"

// A Source answers what the API is asked. Its methods may be called from
// several goroutines.
type Source interface {
	Status(ctx context.Context, showIDs bool) (Status, error)
	SendSMS(ctx context.Context, text string, force bool) error
	AT(ctx context.Context, q ATRequest) (ATAnswer, error)
	// Book is the account of the SIM in the module, with its history.
	Book(ctx context.Context, showIDs bool) (Book, error)
	SetBaseline(ctx context.Context, b Baseline) error
	// Record writes a redacted transcript of the AT port to w until ctx ends.
	Record(ctx context.Context, w io.Writer) error
}

// Refused is an error of Source that is the asker's to mend: it is answered
// with 409 and its text.
type Refused struct{ Text string }

func (r *Refused) Error() string { return r.Text }

// Handler serves the API:
//
//	GET  /v1/status[?show_ids=1]        Status
//	POST /v1/sms {"text":…,"force":…}   sends one SMS Command; 204, or 409 with {"error":…}
//	GET  /v1/account[?show_ids=1]       Book, with the history
//	POST /v1/baseline  Baseline         sets the account by a person's word; 204, or 409 with {"error":…}
//	GET  /v1/record                     a transcript of the AT port, as it goes on, until the asker leaves
//	POST /v1/at  ATRequest              sends one AT command: ATAnswer, or 409 with {"error":…}
func Handler(src Source) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/status", func(w http.ResponseWriter, r *http.Request) {
		st, err := src.Status(r.Context(), r.URL.Query().Get("show_ids") == "1")
		if err != nil {
			fail(w, http.StatusServiceUnavailable, err)
			return
		}
		answer(w, http.StatusOK, st)
	})
	mux.HandleFunc("GET /v1/account", func(w http.ResponseWriter, r *http.Request) {
		if b, err := src.Book(r.Context(), r.URL.Query().Get("show_ids") == "1"); !failed(w, err) {
			answer(w, http.StatusOK, b)
		}
	})
	mux.HandleFunc("POST /v1/baseline", func(w http.ResponseWriter, r *http.Request) {
		var q Baseline
		if !question(w, r, &q, "{\"iccid\":…,\"data_low\":…,\"data_high\":…,\"sms_low\":…,\"sms_high\":…}") {
			return
		}
		if !failed(w, src.SetBaseline(r.Context(), q)) {
			w.WriteHeader(http.StatusNoContent)
		}
	})
	mux.HandleFunc("GET /v1/record", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		out := &streamed{w: w, c: http.NewResponseController(w)}
		if err := src.Record(r.Context(), out); err != nil && !out.begun {
			failed(w, err)
		}
	})
	mux.HandleFunc("POST /v1/sms", func(w http.ResponseWriter, r *http.Request) {
		var q smsRequest
		if !question(w, r, &q, "{\"text\":…,\"force\":…}") {
			return
		}
		if !failed(w, src.SendSMS(r.Context(), q.Text, q.Force)) {
			w.WriteHeader(http.StatusNoContent)
		}
	})
	mux.HandleFunc("POST /v1/at", func(w http.ResponseWriter, r *http.Request) {
		var q ATRequest
		if !question(w, r, &q, "{\"cmd\":…,\"text\":…,\"force\":…}") {
			return
		}
		if v, err := src.AT(r.Context(), q); !failed(w, err) {
			answer(w, http.StatusOK, v)
		}
	})
	return mux
}

// streamed sends each write at once. One that the asker does not take in time is
// the last: it keeps others from recording.
type streamed struct {
	w     http.ResponseWriter
	c     *http.ResponseController
	begun bool
}

func (s *streamed) Write(b []byte) (int, error) {
	s.begun = true
	_ = s.c.SetWriteDeadline(time.Now().Add(takeLimit)) // where there is none, nothing is bounded
	defer func() { _ = s.c.SetWriteDeadline(time.Time{}) }()
	n, err := s.w.Write(b)
	if err == nil {
		err = s.c.Flush()
	}
	return n, err
}

// takeLimit is how long an asker may leave a part of a recording where it is.
const takeLimit = 10 * time.Second

// question reads the body of a request; false when it has been answered.
func question(w http.ResponseWriter, r *http.Request, into any, want string) bool {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		fail(w, http.StatusBadRequest, errors.New("cannot read the request: want "+want))
		return false
	}
	return true
}

// failed answers an error, and says whether there was one.
func failed(w http.ResponseWriter, err error) bool {
	if err == nil {
		return false
	}
	code := http.StatusBadGateway
	if _, refused := errors.AsType[*Refused](err); refused {
		code = http.StatusConflict
	}
	fail(w, code, err)
	return true
}

// ATRequest is one AT command.
type ATRequest struct {
	Cmd   string `json:"cmd"`            // with or without "AT"
	Text  string `json:"text,omitempty"` // follows at the prompt
	Force bool   `json:"force,omitempty"`
}

// ATAnswer is what the module said.
type ATAnswer struct {
	Lines []string `json:"lines"`
	Error *ATError `json:"error"` // null: OK
}

// ATError is a final result that is not OK, as atcmd.CommandError has it.
type ATError struct {
	Name string `json:"name"`
	Kind uint8  `json:"kind"` // 0 ERROR, 1 +CME ERROR, 2 +CMS ERROR
	Code int    `json:"code"` // -1: the module gave text or nothing
	Text string `json:"text"`
}

type smsRequest struct {
	Text  string `json:"text"`
	Force bool   `json:"force"`
}

type problem struct {
	Error string `json:"error"`
}

func fail(w http.ResponseWriter, code int, err error) { answer(w, code, problem{err.Error()}) }

func answer(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v) // the asker has gone: nothing to do
}

// Listen makes the socket in the run folder, mode 0660. A socket that a dead
// daemon left behind is replaced; a living one is an error.
func Listen(runDir string) (net.Listener, error) {
	path := filepath.Join(runDir, SocketName)
	if len(path) > 100 { // sun_path has 108 bytes, unix(7)
		return nil, fmt.Errorf("cannot listen on %s: the path is too long for a socket; choose a shorter --run folder", path)
	}
	return ListenUnix(path)
}

// ListenUnix makes a socket, mode 0660. One that a dead daemon left behind is
// replaced; a living one, or another file, is an error.
func ListenUnix(path string) (net.Listener, error) {
	if c, err := net.DialTimeout("unix", path, time.Second); err == nil {
		_ = c.Close()
		return nil, fmt.Errorf("cannot listen on %s: another simagent runs there", path)
	}
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() != os.ModeSocket {
		return nil, fmt.Errorf("cannot listen on %s: there is a file that is not a socket", path)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("cannot listen: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("cannot listen: %w", err)
	}
	if err := os.Chmod(path, 0o660); err != nil {
		_ = l.Close()
		return nil, fmt.Errorf("cannot listen: %w", err)
	}
	return l, nil
}

// Serve answers until ctx ends, then closes the listener and waits for the
// answers under way, a second at most.
func Serve(ctx context.Context, l net.Listener, src Source) error {
	srv := &http.Server{Handler: Handler(src), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 30 * time.Second, MaxHeaderBytes: 8 << 10}
	over := make(chan struct{})
	stop := context.AfterFunc(ctx, func() { // waited for below
		defer close(over)
		late, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if srv.Shutdown(late) != nil {
			_ = srv.Close()
		}
	})
	defer func() {
		if !stop() {
			<-over
		}
	}()
	if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("cannot serve the local API: %w", err)
	}
	return nil
}
