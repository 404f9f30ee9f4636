package local

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"
)

// ErrNoDaemon means that nothing listens on the socket.
var ErrNoDaemon = errors.New("no simagent is running")

// Client asks a daemon over its socket. Safe for concurrent use.
type Client struct {
	http    http.Client
	soon    time.Duration // bounds what the daemon answers out of its memory
	answers atomic.Bool   // it has answered before
}

// awake asks a daemon that has not answered yet for what it knows at once, before a question whose answer may take minutes.
func (c *Client) awake(ctx context.Context) error {
	if c.answers.Load() {
		return nil
	}
	_, err := c.Status(ctx, false)
	return err
}

// NewClient returns a client for the daemon whose run folder this is. It
// connects at each request only.
func NewClient(runDir string) *Client {
	path := filepath.Join(runDir, SocketName)
	return &Client{soon: 15 * time.Second, http: http.Client{
		Timeout: 5 * time.Minute, // a search for networks may take three, and wait for its turn
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", path)
		}},
	}}
}

// Status fetches the status. ErrNoDaemon when nothing listens.
func (c *Client) Status(ctx context.Context, showIDs bool) (Status, error) {
	path := "/v1/status"
	if showIDs {
		path += "?show_ids=1"
	}
	ctx, cancel := context.WithTimeout(ctx, c.soon)
	defer cancel()
	var st Status
	err := c.do(ctx, http.MethodGet, path, nil, &st)
	c.answers.Store(err == nil)
	return st, err
}

// Book fetches the account of the SIM in the module, with its history. ErrNoDaemon when nothing listens.
func (c *Client) Book(ctx context.Context, showIDs bool) (Book, error) {
	path := "/v1/account"
	if showIDs {
		path += "?show_ids=1"
	}
	ctx, cancel := context.WithTimeout(ctx, c.soon)
	defer cancel()
	var b Book
	err := c.do(ctx, http.MethodGet, path, nil, &b)
	return b, err
}

// SetBaseline tells the daemon what the SIM used of its period up to now. ErrNoDaemon when nothing listens.
func (c *Client) SetBaseline(ctx context.Context, b Baseline) error {
	ctx, cancel := context.WithTimeout(ctx, c.soon)
	defer cancel()
	return c.do(ctx, http.MethodPost, "/v1/baseline", b, nil)
}

// SendSMS has the daemon send one SMS Command; force lets it cross a threshold.
func (c *Client) SendSMS(ctx context.Context, text string, force bool) error {
	if err := c.awake(ctx); err != nil {
		return err
	}
	return c.do(ctx, http.MethodPost, "/v1/sms", smsRequest{text, force}, nil)
}

// AT has the daemon send one AT command. ErrNoDaemon when nothing listens.
func (c *Client) AT(ctx context.Context, q ATRequest) (ATAnswer, error) {
	var a ATAnswer
	if err := c.awake(ctx); err != nil {
		return a, err
	}
	err := c.do(ctx, http.MethodPost, "/v1/at", q, &a)
	return a, err
}

// Record copies a transcript of the daemon's AT port to w until ctx ends,
// which is no error. ErrNoDaemon when nothing listens.
func (c *Client) Record(ctx context.Context, w io.Writer) error {
	if err := c.awake(ctx); err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://simagent/v1/record", nil)
	if err != nil {
		return err
	}
	stream := http.Client{Transport: c.http.Transport}
	resp, err := stream.Do(req)
	if err != nil {
		return whyNot(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		b, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
		return answered(resp, b)
	}
	_, err = io.Copy(w, resp.Body)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot go on recording: %w", err)
	}
	return errors.New("the daemon ended, and the recording with it")
}

// mostAnswer bounds an answer, in bytes: years of hours and days have about 2 MB.
const mostAnswer = 8 << 20

// ErrMute is a daemon that has its socket and gives no answer in time: stopped, or wedged.
var ErrMute = errors.New("cannot ask the daemon: it does not answer; is it stopped?")

// whyNot puts the error of a request into our words.
func whyNot(err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED):
		return ErrNoDaemon
	case errors.Is(err, os.ErrPermission):
		return errors.New("cannot ask the daemon: its socket belongs to another user; use sudo, or join its group")
	case errors.Is(err, context.DeadlineExceeded):
		return ErrMute
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err // without the address of a socket that nobody can type
	}
	return fmt.Errorf("cannot ask the daemon: %w", err)
}

// answered is the error that the daemon answers with.
func answered(resp *http.Response, body []byte) error {
	var p problem
	if json.Unmarshal(body, &p) != nil || p.Error == "" {
		p.Error = resp.Status
	}
	return errors.New(p.Error)
}

func (c *Client) do(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://simagent"+path, body)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return whyNot(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer))
	if err != nil {
		return fmt.Errorf("cannot read the daemon's answer: %w", err)
	}
	if resp.StatusCode >= 300 {
		return answered(resp, b)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("cannot read the daemon's answer: %w", err)
	}
	return nil
}
