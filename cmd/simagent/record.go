package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent"
	"simagent/agent/config"
	"simagent/agent/local"
	"simagent/atcmd/transcript"
)

func newRecord(f *folders) *cobra.Command {
	var port string
	var length time.Duration
	cmd := &cobra.Command{
		Use: "record [FILE]", Short: "Write what goes over the AT port, without the numbers of card and module", Args: atMostOne("FILE"),
		Long: `Write a transcript of the AT port: what is sent and what comes back, byte by byte,
until Ctrl-C or for a time. ICCID, IMSI, IMEI, phone numbers, texts of messages,
PINs and places are replaced before anything is written, by others of the same
length with valid check digits.

With a running daemon its line is recorded while it works. Without one the port is
opened, and the module is asked what a daemon would ask. The file must not exist
yet; without one the transcript goes to standard output. "simlab modem --play FILE"
plays it back.`,
		Example: `  simagent record --for 5m eg25.at`,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			if length < 0 {
				return fmt.Errorf("cannot record for %s: want --for 0 or more", length)
			}
			if length > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, length)
				defer cancel()
			}
			if len(args) == 0 {
				return record(ctx, cmd.OutOrStdout(), f, port)
			}
			out, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if err != nil {
				return fmt.Errorf("cannot write transcript: %w", err)
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "recording to %s; Ctrl-C ends it\n", args[0])
			err = errors.Join(record(ctx, out, f, port), out.Close())
			if err != nil {
				if info, e := os.Stat(args[0]); e == nil && (info.Size() == 0 || errors.Is(err, errNothing)) {
					_ = os.Remove(args[0])
				}
			}
			return err
		},
	}
	cmd.Flags().StringVar(&port, "port", "", "open this port instead of asking the daemon")
	cmd.Flags().DurationVar(&length, "for", 0, "end after this time; 0: at Ctrl-C")
	return cmd
}

// errNothing goes with a transcript that is of no use: a file is not kept.
var errNothing = errors.New("nothing is recorded, since no module answered")

// record writes until ctx ends: what the daemon's line carries, or what an
// agent of our own asks. A port that is not there, or that another program
// has, is said at once: nobody watches for a verdict here.
func record(ctx context.Context, w io.Writer, f *folders, port string) error {
	if port == "" {
		err := local.NewClient(f.run).Record(ctx, w)
		if !errors.Is(err, local.ErrNoDaemon) {
			return err
		}
	}
	cfg := config.Default()
	cfg.SIM.Settings = "show"
	cfg.Meter.Source = "none" // the mark at the module's counter is the daemon's
	tap := &tap{port: port}
	o := &opener{path: port, baud: cfg.Modem.Baud, tee: &tap.tee}
	if err := o.ready(); err != nil {
		return err
	}
	a := agent.NewAgent(agent.Deps{Open: o.open, Version: version, Log: nil}, agent.SettingsOf(cfg))
	tap.status = a.Status
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx)) // lives longer than ctx by one question
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- a.Run(inner) }() // waited for below
	err := tap.Record(ctx, w)
	last, done := context.WithTimeout(inner, 2*time.Second)
	st, statusErr := a.Status(last, false)
	done()
	cancel()
	if runErr := <-ended; err == nil {
		err = runErr
	}
	if err == nil && statusErr == nil && st.Link.Module.Model == nil && st.Link.State != "up" {
		err = fmt.Errorf("%w: %s", errNothing, st.Verdict.Text)
	}
	return err
}

// tap lets the traffic of the daemon's port be written down.
type tap struct {
	tee    transcript.Tee
	port   string // "" is the one that the status names
	status func(ctx context.Context, showIDs bool) (local.Status, error)
}

// Record writes a transcript to w until ctx ends or w takes no more.
func (t *tap) Record(ctx context.Context, w io.Writer) error {
	h := transcript.Header{Tool: "simagent " + version, Date: time.Now().UTC().Format(time.DateOnly), Source: "hardware"}
	path := t.port
	if st, err := t.status(ctx, false); err == nil {
		m := st.Link.Module
		path = cmp.Or(path, word(st.Link.Port))
		h.Maker, h.Model, h.Firmware = word(m.Manufacturer), word(m.Model), word(m.Revision)
	}
	if real, err := filepath.EvalSymlinks(path); err == nil && strings.HasPrefix(real, "/dev/pts/") {
		h.Source = "pseudo terminal"
	}
	if t.tee.Busy() { // before the header leaves, and with it the chance to refuse
		return &local.Refused{Text: "somebody records already"}
	}
	rec := transcript.NewRecorder(w, h)
	if !t.tee.Attach(rec) {
		_ = rec.Close()
		return &local.Refused{Text: "somebody records already"}
	}
	select {
	case <-ctx.Done():
	case <-rec.Done():
	}
	t.tee.Detach(rec)
	return rec.Close()
}

func word(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
