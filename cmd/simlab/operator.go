package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"simagent/agent/supersim/supersimtest"
)

// operator is a person with the account's key: it speaks the API over the
// wire, as a console would.
type operator struct {
	base string
	http http.Client
}

func newOperator(info cloudInfo) (*operator, error) {
	o := &operator{base: info.BaseURL, http: http.Client{Timeout: 10 * time.Second}}
	if info.CAFile == "" {
		return o, nil
	}
	pem, err := os.ReadFile(info.CAFile)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	o.http.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	return o, nil
}

// call sends form (nil is a GET) and reads the answer into out.
func (o *operator) call(ctx context.Context, path string, form url.Values, out any) (status int, err error) {
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, o.base+path, body)
	if err != nil {
		return 0, err
	}
	req.SetBasicAuth(supersimtest.AccountSID, supersimtest.AuthToken)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := o.http.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, err
	}
	if resp.StatusCode >= 300 {
		return resp.StatusCode, fmt.Errorf("%s answered %d: %s", path, resp.StatusCode, b)
	}
	return resp.StatusCode, json.Unmarshal(b, out)
}
