package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/agenttest"
	"simagent/agent/supersim/supersimtest"
	"simagent/agent/supersim/supersimtest/labhttp"
)

// cloudAlone is the emulated cloud without modem and network.
type cloudAlone struct {
	cloudFlags
	vendor, udp, state, faults string
	iccid, registrable, fleet  string
	usageDelay, deliver        time.Duration
	months, sims, subaccounts  int
	moveInactive               bool

	clock  supersimtest.Clock
	script []supersimtest.Fault
}

func newCloud() *cobra.Command {
	a := &cloudAlone{}
	cmd := &cobra.Command{
		Use: "cloud", Short: "The emulated Super SIM cloud alone", Args: cobra.NoArgs,
		Long: `The emulated Super SIM cloud alone, with one new Sim. Prints one JSON line that says
where everything is, and goes on until Ctrl-C:

  base_url             the API, whole: Sims, Fleets, Network Access Profiles, Networks, SMS and
                       IP Commands, usage, Settings Updates, eSIM profiles
  credentials          file with what a client of --vendor takes, one of the next two
  basic_credentials    file with USER:SECRET for Basic authentication, at Twilio
  client_credentials   file with CLIENT_ID:CLIENT_SECRET for a token, at KORE
  token_url            where a KORE client gets its token (--vendor kore)
  webhook_secret       file with what signs KORE's callbacks; Twilio's are signed with the SECRET
  ca_file              what a client must trust, unless --http
  lab                  GET it to see all that can be done: data and messages of SIMs, the clock,
                       faults, the state, and what was asked and called
  page                 the same for a browser
  udp                  where datagrams of devices are IP Commands (--udp)

An SMS to a SIM arrives a moment later, and an IP Command is sent to a made-up address,
or with --udp to the device. --deliver says when; with --deliver 0s they stay sent and
queued until LAB/sms/end and LAB/ip/end.

Faults are of the kinds
` + lines(strings.Fields(supersimtest.KindsText())) + `.
A Sim whose update is stuck stays so in the state; ending all faults lets it go on.

With --state FILE what was answered outlives a kill. FILE.lock keeps a second simlab away.

A client that knows only its vendor's address is led here by /etc/hosts, with --listen
127.0.0.1:443, and has to trust the ca_file: its certificate is also good for
supersim.twilio.com, supersim.api.korewireless.com and api.korewireless.com.

A CallbackUrl and the addresses of a Fleet are called if they are on this machine. A SIM
becomes ready a minute later, and active in another three months, with the names of the
line in capitals:
  simlab cloud --http --fleet gateways
  curl -u "$(cat CREDENTIALS)" BASE_URL/Sims/SID -d Status=ready
  curl LAB/clock -d by=1m
  curl LAB/clock -d by=3mo
  curl -u "$(cat CREDENTIALS)" BASE_URL/Sims/SID`,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.run(cmd) },
	}
	a.register(cmd)
	f := cmd.Flags()
	f.StringVar(&a.vendor, "vendor", "twilio", "whose wire form: `twilio or kore`")
	f.StringVar(&a.udp, "udp", "", "loopback `ADDR` where SIMs send IP Commands; LAB/devices says whose datagrams are whose")
	f.StringVar(&a.state, "state", "", "`FILE` to go on from if it exists; written before a change is answered, and within a second after what happens by itself")
	f.StringVar(&a.faults, "faults", "", "`FILE` with faults to begin with, a JSON array as LAB/faults takes it")
	f.DurationVar(&a.usageDelay, "usage-delay", 0, "how late bytes appear in UsageRecords")
	f.DurationVar(&a.deliver, "deliver", time.Second, "how long a message to a SIM takes; 0s is until LAB/sms/end or LAB/ip/end says how it ended")
	f.IntVar(&a.months, "months", 3, "`N` months after which ready becomes active")
	f.IntVar(&a.sims, "sims", 1, "`N` new Sims to begin with")
	f.StringVar(&a.iccid, "iccid", agenttest.ICCID, "of the first new Sim")
	f.StringVar(&a.fleet, "fleet", "", "`NAME` of a Fleet to begin with; the new Sims are in it")
	f.IntVar(&a.subaccounts, "subaccount", 0, "`N` subaccounts, each with its own credentials")
	f.BoolVar(&a.moveInactive, "move-inactive", false, "the account may move inactive Sims to a subaccount, not only new ones")
	f.StringVar(&a.registrable, "registrable", "", "`ICCID:CODE` of a SIM that may be added to the account")
	return cmd
}

// check refuses flags that make no sense together.
func (a *cloudAlone) check() error {
	switch v := supersimtest.Vendor(a.vendor); {
	case v != supersimtest.Twilio && v != supersimtest.Kore:
		return fmt.Errorf("--vendor %s: want twilio or kore", a.vendor)
	case a.sims < 0 || a.sims > 100_000:
		return errors.New("--sims: want 0 to 100000")
	case a.months < 1 || a.months > 1200:
		return errors.New("--months: want 1 to 1200")
	case a.subaccounts < 0 || a.subaccounts > 98:
		return errors.New("--subaccount: want 0 to 98")
	case a.deliver < 0:
		return errors.New("--deliver: it cannot be negative")
	case a.usageDelay < 0:
		return errors.New("--usage-delay: it cannot be negative")
	case !supersimtest.IsICCID(a.iccid):
		return errors.New("--iccid: want 18 to 22 digits")
	case a.registrable != "" && !registrable(a.registrable):
		return errors.New("--registrable: want ICCID:CODE, with 18 to 22 digits of ICCID")
	}
	if a.udp != "" {
		return loopback("--udp", a.udp)
	}
	return a.cloudFlags.check()
}

func registrable(v string) bool {
	iccid, code, _ := strings.Cut(v, ":")
	return supersimtest.IsICCID(iccid) && code != ""
}

// run serves the cloud until the command's context ends.
func (a *cloudAlone) run(cmd *cobra.Command) error {
	if err := a.check(); err != nil {
		return err
	}
	if err := a.readFaults(); err != nil {
		return err
	}
	keep := &stateFile{path: a.state, changed: make(chan struct{}, 1), complain: cmd.ErrOrStderr()}
	unlock, err := keep.lock()
	if err != nil {
		return err
	}
	defer unlock()
	dir, remove, err := a.folder()
	if err != nil {
		return err
	}
	defer remove()
	l, info, err := a.start(dir)
	if err != nil {
		return err
	}
	defer l.Close()
	udp, err := a.listenUDP()
	if err != nil {
		return err
	}
	lab, err := a.lab(udp, keep, cmd.Flags().Changed)
	if err != nil {
		return err
	}
	if err := keep.write(); err != nil { // a place that cannot be written is known at once
		return err
	}
	if err := a.describe(&info, dir, lab, udp); err != nil {
		return err
	}
	if err := say(cmd.OutOrStdout(), info); err != nil {
		return err
	}
	return serveLab(cmd.Context(), l, lab, keep)
}

func (a *cloudAlone) listenUDP() (net.PacketConn, error) {
	if a.udp == "" {
		return nil, nil
	}
	return net.ListenPacket("udp", a.udp)
}

// describe writes the files of secrets and completes the line.
func (a *cloudAlone) describe(info *cloudInfo, dir string, lab *labhttp.Lab, udp net.PacketConn) error {
	info.Vendor = a.vendor
	if a.vendor == string(supersimtest.Kore) {
		info.TokenURL = strings.TrimSuffix(info.Page, "/") + "/api-services/v1/auth/token"
	}
	if udp != nil {
		info.UDP = udp.LocalAddr().String()
	}
	if s := lab.Cloud().FindSim(a.iccid); s.SID != "" {
		info.SID, info.ICCID = s.SID, s.ICCID
	} else if all := lab.Cloud().Sims(); len(all) > 0 {
		info.SID, info.ICCID = all[0].SID, all[0].ICCID
	}
	first, err := writeSecrets(dir, "", supersimtest.DefaultAccount())
	if err != nil {
		return err
	}
	info.Clients, info.Webhook = first.Clients, first.Webhook
	if info.Basic = info.Credentials; info.Vendor == string(supersimtest.Kore) {
		info.Credentials = info.Clients
	}
	for i := range a.subaccounts {
		sub, err := writeSecrets(dir, fmt.Sprintf("-%d", i+2), supersimtest.Subaccount(i+2))
		if err != nil {
			return err
		}
		info.Subaccounts = append(info.Subaccounts, sub)
	}
	return nil
}

// writeSecrets writes what an account authenticates with, one file each.
func writeSecrets(dir, suffix string, a supersimtest.Account) (subaccountIn, error) {
	in := subaccountIn{a.SID, filepath.Join(dir, "credential"+suffix), filepath.Join(dir, "client-credential"+suffix), filepath.Join(dir, "webhook-secret"+suffix)}
	client := ""
	for id, secret := range a.Clients {
		client = id + ":" + secret
	}
	for path, text := range map[string]string{in.Credentials: a.SID + ":" + a.AuthToken, in.Clients: client, in.Webhook: a.WebhookSecret} {
		if err := os.WriteFile(path, []byte(text+"\n"), 0o600); err != nil {
			return in, err
		}
	}
	return in, nil
}

// serveLab serves the lab, lets its time pass and keeps its state until ctx ends.
func serveLab(ctx context.Context, l net.Listener, lab *labhttp.Lab, keep *stateFile) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() { lab.Run(ctx) })
	wg.Go(func() { keep.run(ctx) })
	err := agenttest.ServeHTTP(ctx, l, lab)
	cancel()
	wg.Wait()
	return errors.Join(err, keep.write()) // what happened last
}
