package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/agenttest"
	"simagent/agent/supersim/supersimtest"
	"simagent/agent/supersim/supersimtest/labhttp"
	"simagent/simcard"
	"simagent/simcard/simcardtest"
)

// bench is a laboratory that is being served: the pseudo terminal, the API,
// the address of IP Commands and the control.
type bench struct {
	lab   *agenttest.Lab
	info  benchInfo
	dir   string
	clock supersimtest.Clock // of cloud and module
	inbox *inbox
	next  atomic.Value   // http.HandlerFunc that changes the SIM; only a tray has one
	wg    sync.WaitGroup // the servers; stop waits
	stop  func()
}

// benchInfo is what a client of the joined laboratory needs.
type benchInfo struct {
	Port      string `json:"port"`
	IPCommand string `json:"ip_command"`
	Control   string `json:"control"`
	Config    string `json:"config"`
	ReportURL string `json:"report_url"` // the user's own address for reports
	ReportKey string `json:"report_key"` // file with what they are signed with
	cloudInfo
}

// startBench serves everything, the module on a pseudo terminal, until ctx ends or stop is called.
func startBench(ctx context.Context, f cloudFlags, o agenttest.Options, dir string) (*bench, error) {
	return startBenchOn(ctx, f, o, dir, (*agenttest.Lab).ServePTY)
}

// modemServer serves the module until ctx ends. ready is called once, with the port for the configuration: "" has
// simagent look for it.
type modemServer func(l *agenttest.Lab, ctx context.Context, ready func(port string)) error

// startBenchOn is startBench with the module elsewhere.
func startBenchOn(ctx context.Context, f cloudFlags, o agenttest.Options, dir string, modem modemServer) (*bench, error) {
	o.ScheduledFor = f.takes()
	ctx, cancel := context.WithCancel(ctx)
	b := &bench{dir: dir}
	o.Now = b.clock.Now
	b.lab = agenttest.New(o)
	var err error
	if b.inbox, b.info.ReportKey, err = newInbox(dir, b.clock.Now); err != nil {
		cancel()
		return nil, fmt.Errorf("cannot make the key of reports: %w", err)
	}
	b.lab.OnUplink(b.inbox.take)
	b.stop = func() { cancel(); b.lab.Close(); b.wg.Wait() }
	if err := b.serve(ctx, f, modem); err != nil {
		b.stop()
		return nil, err
	}
	return b, b.writeConfig()
}

func (b *bench) serve(ctx context.Context, f cloudFlags, modem modemServer) error {
	api, info, err := f.start(b.dir)
	if err != nil {
		return err
	}
	b.info.cloudInfo = info
	b.info.SID, b.info.ICCID = b.lab.SID, b.lab.ICCID
	cloud := labhttp.New(labhttp.Options{Clock: &b.clock, Start: b.lab.Cloud, Shared: true})
	b.wg.Go(func() { _ = serveLab(ctx, api, cloud, nil) })
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	b.info.IPCommand = udp.LocalAddr().String()
	b.wg.Go(func() { b.lab.ServeUDP(ctx, udp) })
	control, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	b.info.Control = "http://" + control.Addr().String()
	b.info.ReportURL = b.info.Control + "/report"
	b.wg.Go(func() { _ = agenttest.ServeHTTP(ctx, control, b.control()) })
	ready := make(chan string, 1)
	failed := make(chan error, 1)
	b.wg.Go(func() { failed <- modem(b.lab, ctx, func(path string) { ready <- path }) })
	select {
	case b.info.Port = <-ready:
		return nil
	case err := <-failed:
		return errors.Join(errors.New("cannot serve the modem"), err)
	}
}

// writeConfig writes a configuration for simagent: documented keys only, with
// short times, since a laboratory has no three months.
func (b *bench) writeConfig() error {
	b.info.Config = filepath.Join(b.dir, "simagent.toml")
	return os.WriteFile(b.info.Config, []byte(b.info.text()), 0o600)
}

// text is the configuration. The table [report] stands last, so that more of it can be added.
func (i benchInfo) text() string {
	return fmt.Sprintf(`# A laboratory on this machine: everything is emulated, and the times are short.
[modem]
port = %q
poll = "2s"

[meter]
source = "module"
poll = "200ms"
poll_idle = "400ms"

[cloud]
provider = "twilio"
base_url = %q
credentials = %q
ca_file = %q
poll = "1s"

[report]
address = %q
interval = "1s"
# The user's own address, which is tried first:
# url = %q
# key = %q
`, i.Port, i.BaseURL, i.Credentials, i.CAFile, i.IPCommand, i.ReportURL, i.ReportKey)
}

// control is the hand of the person at the bench.
func (b *bench) control() http.Handler {
	mux := http.NewServeMux()
	number := func(r *http.Request, name string) int64 {
		n, _ := strconv.ParseInt(r.FormValue(name), 10, 64) // absent or rubbish is 0
		return max(n, 0)
	}
	act := func(path string, f func(r *http.Request) any) {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(f(r))
		})
	}
	act("/traffic", func(r *http.Request) any {
		return map[string]any{"passed": b.lab.Traffic(number(r, "up"), number(r, "down")), "metered": b.lab.Metered()}
	})
	act("/sms", func(r *http.Request) any {
		err := b.lab.Modem.DeliverSMS(r.FormValue("from"), r.FormValue("text"))
		return map[string]any{"delivered": err == nil}
	})
	act("/advance", func(r *http.Request) any {
		by, err := time.ParseDuration(r.FormValue("by"))
		put := err == nil && b.clock.Advance(by)
		return map[string]any{"now": b.clock.Now().UTC(), "advanced": put}
	})
	act("/reset", func(*http.Request) any { b.lab.Modem.Reset(); return map[string]any{"reset": true} })
	act("/card", func(r *http.Request) any {
		if id := r.FormValue("iccid"); id != "" {
			b.lab.Cloud.AddSim(id)
			b.lab.Swap(simcardtest.New(id))
		} else {
			b.lab.Swap(nil)
		}
		return map[string]any{"card": r.FormValue("iccid") != ""}
	})
	mux.HandleFunc("POST /next", func(w http.ResponseWriter, r *http.Request) {
		if f, ok := b.next.Load().(http.HandlerFunc); ok {
			f(w, r)
			return
		}
		http.NotFound(w, r)
	})
	mux.Handle("POST /report", b.inbox)
	mux.HandleFunc("GET /received", b.inbox.show)
	mux.HandleFunc("GET /metered", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"network": b.lab.Metered(), "sim": b.lab.Cloud.SimStatus(b.lab.ICCID)})
	})
	return mux
}

func newUp() *cobra.Command {
	var f cloudFlags
	var iccid, name, link string
	var deny int
	var register time.Duration
	cmd := &cobra.Command{
		Use: "up", Short: "Modem, SIM, network and cloud, joined", Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error { return f.check() },
		Long: `Modem, SIM, network and cloud, joined: the network meters every byte into the cloud,
and the Sim turns active by 250 KB, five SMS Commands or the end of its period.
Prints one JSON line with the modem's port, the API, a configuration for simagent,
a page for a browser (page), all that can be done to the cloud (lab), and the address
of the control:

  POST /traffic up=N down=N    bytes through the SIM's session
  POST /sms from=000 text=…    a message to the modem, past the cloud: it does not count there
  POST /reset                  the module restarts
  POST /advance by=2184h       the cloud's clock goes forward
  POST /card [iccid=…]         another SIM, or none
  GET  /metered                what the network and the cloud counted
  GET  /received               reports and messages of the SIM, decoded; each is also
                               told on standard error
  POST /report                 the user's own address (report.url): signed reports

The Sim is new, and the network refuses it until the API has it ready, in a Fleet, as
at Twilio. CA, CREDENTIAL, API and SID stand in that line, HA… in the first answer:
  curl --cacert CA -u "$(cat CREDENTIAL)" API/NetworkAccessProfiles
  curl --cacert CA -u "$(cat CREDENTIAL)" API/Fleets \
    -d UniqueName=lab -d NetworkAccessProfile=HA…
  curl --cacert CA -u "$(cat CREDENTIAL)" API/Sims/SID \
    -d Fleet=lab -d Status=ready`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p, err := persona(name)
			if err != nil {
				return err
			}
			if _, err := simcard.ParseICCID(iccid); err != nil {
				return fmt.Errorf("cannot use --iccid: %w", err)
			}
			dir, remove, err := f.folder()
			if err != nil {
				return err
			}
			defer remove()
			b, err := startBench(cmd.Context(), f, agenttest.Options{ICCID: iccid, Persona: p, DenyCause: deny, RegisterTime: register}, dir)
			if err != nil {
				return err
			}
			defer b.stop()
			b.inbox.tell(cmd.ErrOrStderr())
			terminal := b.info.Port
			if b.info.Port, err = symlink(link, terminal); err != nil {
				return err
			}
			defer unlink(link, terminal)
			if err := say(cmd.OutOrStdout(), b.info); err != nil {
				return err
			}
			<-cmd.Context().Done()
			return nil
		},
	}
	f.register(cmd)
	cmd.Flags().StringVar(&name, "persona", "eg25-g", "the module to be; \"simlab modem --persona list\" prints the names")
	cmd.Flags().StringVar(&iccid, "iccid", agenttest.ICCID, "of the SIM")
	cmd.Flags().StringVar(&link, "link", "", "make this symbolic `PATH` to the modem's terminal")
	cmd.Flags().IntVar(&deny, "deny", agenttest.DenyCause, "EMM `cause` for a Sim that may not attach")
	cmd.Flags().DurationVar(&register, "register", 500*time.Millisecond, "from being allowed to being registered")
	return cmd
}
