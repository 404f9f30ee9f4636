package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/agenttest"
	"simagent/agent/supersim/supersimtest"
)

// cloudFlags say how the emulated cloud is served.
type cloudFlags struct {
	listen    string
	plain     bool
	dir       string
	scheduled time.Duration
	also      []net.IP // addresses by which a guest reaches this machine; the certificate is good for them, too
}

func (f *cloudFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:0", "loopback `ADDR` of the API")
	cmd.Flags().BoolVar(&f.plain, "http", false, "plain HTTP instead of HTTPS with an own CA")
	cmd.Flags().StringVar(&f.dir, "dir", "", "`FOLDER` for CA and credential; a temporary one without it")
	cmd.Flags().DurationVar(&f.scheduled, "scheduled", 3*time.Second, "how long an asynchronous update takes; 0s is until the next request")
}

// check refuses flags that make no sense.
func (f *cloudFlags) check() error {
	if f.scheduled < 0 {
		return errors.New("--scheduled: it cannot be negative")
	}
	return nil
}

// takes is how long an update takes, for the options of a cloud, where 0 is something else.
func (f *cloudFlags) takes() time.Duration {
	if f.scheduled == 0 {
		return -1
	}
	return f.scheduled
}

// cloudInfo is what a client of the cloud needs. It holds no secret, only where they are.
type cloudInfo struct {
	Vendor      string         `json:"vendor"`
	BaseURL     string         `json:"base_url"`
	TokenURL    string         `json:"token_url,omitempty"` // at KORE
	Lab         string         `json:"lab"`
	Page        string         `json:"page"`
	UDP         string         `json:"udp,omitempty"` // of IP Commands from SIMs
	CAFile      string         `json:"ca_file,omitempty"`
	Credentials string         `json:"credentials"`                  // file with what a client of the vendor takes: USER:SECRET, or CLIENT_ID:CLIENT_SECRET
	Basic       string         `json:"basic_credentials,omitempty"`  // file with USER:SECRET for Basic authentication
	Clients     string         `json:"client_credentials,omitempty"` // file with CLIENT_ID:CLIENT_SECRET for a token
	Webhook     string         `json:"webhook_secret,omitempty"`     // file with what signs KORE's callbacks
	AccountSID  string         `json:"account_sid"`
	Subaccounts []subaccountIn `json:"subaccounts,omitempty"`
	SID         string         `json:"sid"`
	ICCID       string         `json:"iccid"`
}

// subaccountIn is a subaccount and its files.
type subaccountIn struct {
	AccountSID  string `json:"account_sid"`
	Credentials string `json:"credentials"`
	Clients     string `json:"client_credentials"`
	Webhook     string `json:"webhook_secret"`
}

// folder returns the folder to write into, and what removes it.
func (f *cloudFlags) folder() (string, func(), error) {
	if f.dir != "" {
		return f.dir, func() {}, os.MkdirAll(f.dir, 0o700)
	}
	d, err := os.MkdirTemp("", "simlab-")
	return d, func() { _ = os.RemoveAll(d) }, err
}

// loopback refuses every address but one of this machine.
func loopback(flag, addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("%s %s: only a loopback address such as 127.0.0.1:0 is allowed", flag, addr)
	}
	return nil
}

// start listens and writes CA and credential into dir.
func (f *cloudFlags) start(dir string) (net.Listener, cloudInfo, error) {
	info := cloudInfo{Vendor: string(supersimtest.Twilio), AccountSID: supersimtest.AccountSID, Credentials: filepath.Join(dir, "credential")}
	if err := loopback("--listen", f.listen); err != nil {
		return nil, info, err
	}
	if err := agenttest.WriteCredential(info.Credentials); err != nil {
		return nil, info, err
	}
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return nil, info, err
	}
	info.serve("http", l.Addr())
	if f.plain {
		return l, info, nil
	}
	cert, ca, err := agenttest.NewCA(f.also...)
	if err != nil {
		_ = l.Close()
		return nil, info, err
	}
	info.CAFile = filepath.Join(dir, "ca.pem")
	info.serve("https", l.Addr())
	if err := os.WriteFile(info.CAFile, ca, 0o600); err != nil {
		_ = l.Close()
		return nil, info, err
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}), info, nil
}

// serve fills in where everything is.
func (i *cloudInfo) serve(scheme string, at net.Addr) {
	root := scheme + "://" + at.String()
	i.BaseURL, i.Lab, i.Page = root+"/v1", root+"/lab", root+"/"
}
