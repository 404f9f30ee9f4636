package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
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
}

func (f *cloudFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:0", "loopback `ADDR` of the API")
	cmd.Flags().BoolVar(&f.plain, "http", false, "plain HTTP instead of HTTPS with an own CA")
	cmd.Flags().StringVar(&f.dir, "dir", "", "`FOLDER` for CA and credential; a temporary one without it")
	cmd.Flags().DurationVar(&f.scheduled, "scheduled", 3*time.Second, "how long an asynchronous update takes")
}

// cloudInfo is what a client of the cloud needs.
type cloudInfo struct {
	BaseURL     string `json:"base_url"`
	CAFile      string `json:"ca_file,omitempty"`
	Credentials string `json:"credentials"`
	AccountSID  string `json:"account_sid"`
	SID         string `json:"sid"`
	ICCID       string `json:"iccid"`
}

// folder returns the folder to write into, and what removes it.
func (f *cloudFlags) folder() (string, func(), error) {
	if f.dir != "" {
		return f.dir, func() {}, os.MkdirAll(f.dir, 0o700)
	}
	d, err := os.MkdirTemp("", "simlab-")
	return d, func() { _ = os.RemoveAll(d) }, err
}

// start listens and writes CA and credential into dir.
func (f *cloudFlags) start(dir string) (net.Listener, cloudInfo, error) {
	info := cloudInfo{AccountSID: supersimtest.AccountSID, Credentials: filepath.Join(dir, "credential")}
	host, _, err := net.SplitHostPort(f.listen)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, info, fmt.Errorf("--listen %s: only a loopback address such as 127.0.0.1:0 is allowed", f.listen)
	}
	if err := agenttest.WriteCredential(info.Credentials); err != nil {
		return nil, info, err
	}
	l, err := net.Listen("tcp", f.listen)
	if err != nil {
		return nil, info, err
	}
	info.BaseURL = "http://" + l.Addr().String() + "/v1"
	if f.plain {
		return l, info, nil
	}
	cert, ca, err := agenttest.NewCA()
	if err != nil {
		_ = l.Close()
		return nil, info, err
	}
	info.CAFile = filepath.Join(dir, "ca.pem")
	info.BaseURL = "https://" + l.Addr().String() + "/v1"
	if err := os.WriteFile(info.CAFile, ca, 0o600); err != nil {
		_ = l.Close()
		return nil, info, err
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}), info, nil
}

func newCloud() *cobra.Command {
	var f cloudFlags
	var iccid, registrable string
	cmd := &cobra.Command{
		Use: "cloud", Short: "The emulated Super SIM cloud alone", Args: cobra.NoArgs,
		Long: `The emulated Super SIM cloud alone, with one new Sim. Prints one JSON line:
{"base_url","ca_file","credentials","account_sid","sid","iccid"}.

It speaks Sims (with BillingPeriods and IpAddresses), Fleets, SmsCommands, IpCommands,
UsageRecords, and Networks and NetworkAccessProfiles to read. A second SIM can be
registered with the code that --registrable sets. Callbacks, SettingsUpdates and
ESimProfiles are not there yet.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, remove, err := f.folder()
			if err != nil {
				return err
			}
			defer remove()
			clock := &supersimtest.Clock{}
			c := supersimtest.New(supersimtest.Options{Now: clock.Now, ScheduledFor: f.scheduled})
			l, info, err := f.start(dir)
			if err != nil {
				return err
			}
			info.ICCID, info.SID = iccid, c.AddSim(iccid)
			if id, code, ok := strings.Cut(registrable, ":"); ok {
				c.AddUnregistered(id, code)
			} else if registrable != "" {
				return errors.New("--registrable: want ICCID:CODE")
			}
			if err := say(cmd.OutOrStdout(), info); err != nil {
				return err
			}
			return serveCloud(cmd.Context(), l, c, clock)
		},
	}
	f.register(cmd)
	cmd.Flags().StringVar(&iccid, "iccid", agenttest.ICCID, "of the new Sim")
	cmd.Flags().StringVar(&registrable, "registrable", "", "`ICCID:CODE` of a SIM that may be added to the account")
	return cmd
}

// serveCloud serves the cloud and runs its clock until ctx ends.
func serveCloud(ctx context.Context, l net.Listener, c *supersimtest.Cloud, clock *supersimtest.Clock) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	go func() { defer close(done); agenttest.RunClock(ctx, c, clock) }()
	err := agenttest.ServeHTTP(ctx, l, c)
	cancel()
	<-done
	return err
}
