package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"simagent/agent"
	"simagent/agent/bundle"
	judge "simagent/agent/doctor"
	"simagent/agent/local"
	"simagent/atcmd/ports"
)

func newBundle(f *folders) *cobra.Command {
	b := &bundler{folders: f, now: time.Now, kernel: kernelLines}
	cmd := &cobra.Command{
		Use: "bundle", Short: "Make one file for support: status, accounts, doctor, transcript, kernel lines, configuration", Args: cobra.NoArgs,
		Long: `Write a tar.gz that somebody needs who helps from afar: the status with its events,
the accounts with their history, what the doctor finds, what went over the AT port in
a minute if the daemon runs, the ports, the kernel's lines about USB, serial ports and
supply, the configuration without secrets, and versions. MANIFEST.txt in it lists what
is in, and what is not and why.

ICCIDs and sids are shortened, IMSI, IMEI and telephone numbers left out; there is no
--show-ids here. Nothing is sent anywhere, the cloud is not asked, and the file is a
new one that only you can read: it never goes to a pipe. Look into it before you pass
it on. Without a running daemon the doctor opens the port, as "simagent doctor" does.`,
		Example: `  sudo simagent bundle
  simagent bundle --out support.tar.gz --record 0`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return b.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&b.out, "out", "", "the new `FILE`; without it simagent-bundle-DATE-TIME.tar.gz here")
	cmd.Flags().StringVar(&b.file, "config", "", "TOML `FILE` of the daemon; without it that of the instance, if it is read")
	cmd.Flags().DurationVar(&b.record, "record", time.Minute, "record the AT port for so long; 0: not")
	return cmd
}

// bundler gathers what goes into a bundle. It is used by one goroutine.
type bundler struct {
	folders *folders
	out     string
	file    string
	record  time.Duration

	now    func() time.Time
	kernel func(context.Context) ([]string, error)
	a      bundle.Archive
	status *local.Status
}

func (b *bundler) run(ctx context.Context, out, errs io.Writer) error {
	if b.record < 0 || b.record > time.Hour {
		return fmt.Errorf("cannot record for %s: want --record 0 to 1h", b.record)
	}
	at := b.now()
	name := "simagent-bundle-" + at.UTC().Format("20060102-150405")
	if b.out == "" {
		b.out = name + ".tar.gz"
	}
	file, err := os.OpenFile(b.out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // a new one: no pipe, no terminal
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("cannot write bundle: %s exists; want a new file", b.out)
	}
	if err != nil {
		return fmt.Errorf("cannot write bundle: %w", err)
	}
	b.gather(ctx, errs)
	err = ctx.Err()
	if err == nil {
		err = b.a.Write(file, name, "simagent "+version, at)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(b.out)
		if ctx.Err() != nil {
			return errors.New("interrupted: no bundle is written")
		}
		return fmt.Errorf("cannot write bundle: %w", err)
	}
	_, err = fmt.Fprintf(out, "%s\n%s is written, and sent nowhere. Look into it before you pass it on.\n", strings.TrimSpace(b.a.Manifest("simagent "+version, at)), b.out)
	return err
}

// gather takes everything, what takes its time at once: while the port is recorded, the doctor asks the module.
func (b *bundler) gather(ctx context.Context, errs io.Writer) {
	b.knowIDs(ctx)
	b.addStatus(ctx)
	transcript := make(chan func(), 1)
	go func() { transcript <- b.recorded(ctx, errs) }() // waited for below
	b.addDoctor(ctx)
	b.addAccounts(ctx)
	b.addPorts()
	b.addKernel(ctx)
	b.addConfig()
	b.a.Add("versions.txt", "versions of program, system and module", b.versions())
	(<-transcript)()
}

// knowIDs learns what must be nowhere in full: the ids that the daemon and the disk have, and secrets in a wrong place.
func (b *bundler) knowIDs(ctx context.Context) {
	ask, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if st, err := local.NewClient(b.folders.run).Status(ask, true); err == nil {
		for _, id := range []*string{st.SIM.ICCID, st.Account.ICCID} {
			b.a.Know(word(id), agent.ShortICCID(word(id)))
		}
		for _, sid := range []*string{st.Cloud.SID, st.Cloud.FleetSID} {
			b.a.Know(word(sid), agent.ShortSID(word(sid)))
		}
	}
	cfg, _ := loadConfig(b.config(), "") // addConfig says why not
	for _, secret := range bundle.Pasted(cfg, isThere) {
		b.a.Know(secret, "…")
	}
	list, _ := booksOnDisk(*b.folders, nil, true) // addAccounts says why not
	for _, k := range list {
		b.a.Know(k.ICCID, agent.ShortICCID(k.ICCID))
		b.a.Know(string(k.Cloud.SID), agent.ShortSID(string(k.Cloud.SID)))
	}
}

func (b *bundler) addStatus(ctx context.Context) {
	ask, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	st, err := local.NewClient(b.folders.run).Status(ask, false)
	if err != nil {
		b.a.Miss("status.json", err.Error())
		return
	}
	b.status = &st
	b.addJSON("status.json", "what the daemon knows, as `simagent status --json`", st)
	b.a.Add("status.txt", "the same for people, with the last events", local.Screen(st, local.ScreenOptions{History: true}))
}

func (b *bundler) addJSON(name, what string, v any) {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		b.a.Miss(name, err.Error())
		return
	}
	b.a.Add(name, what, string(text)+"\n")
}

// addDoctor examines without the cloud: a bundle asks nobody.
func (b *bundler) addDoctor(ctx context.Context) {
	d := &doctor{folders: b.folders, file: b.config(), noCloud: true}
	cfg, err := loadConfig(d.file, "")
	if err != nil && d.file != "" {
		d.file = "" // addConfig says what is wrong with it
		cfg, err = loadConfig("", "")
	}
	if err != nil {
		b.a.Miss("doctor.txt", err.Error())
		return
	}
	d.cfg = cfg
	r := judge.NewReport(d.facts(ctx))
	b.a.Add("doctor.txt", "what `simagent doctor --no-cloud` finds", judge.Screen(r, judge.ScreenOptions{Width: 80}))
	var text bytes.Buffer
	if err := judge.WriteJSON(&text, r); err != nil {
		b.a.Miss("doctor.json", err.Error())
		return
	}
	b.a.Add("doctor.json", "the same as JSON", text.String())
}

func (b *bundler) addAccounts(ctx context.Context) {
	list, err := openBooksOf(ctx, *b.folders, nil, false)
	if err != nil {
		b.a.Miss("accounts.jsonl", err.Error())
		return
	}
	var text bytes.Buffer
	if err := printLines(&text, list); err != nil {
		b.a.Miss("accounts.jsonl", err.Error())
		return
	}
	b.a.Add("accounts.jsonl", "every SIM that was counted, with hours, days and periods", text.String())
}

// recorded records the daemon's port; what it returns puts that into the archive, which another goroutine uses meanwhile.
func (b *bundler) recorded(ctx context.Context, errs io.Writer) func() {
	const name = "transcript.at"
	switch {
	case b.record == 0:
		return func() { b.a.Miss(name, "--record 0") }
	case b.status == nil:
		return func() { b.a.Miss(name, "no daemon whose port could be recorded") }
	}
	fmt.Fprintf(errs, "recording the AT port for %s …\n", b.record)
	ctx, cancel := context.WithTimeout(ctx, b.record)
	defer cancel()
	var text bytes.Buffer
	err := local.NewClient(b.folders.run).Record(ctx, &text)
	return func() {
		if err != nil {
			b.a.Miss(name, err.Error())
			return
		}
		b.a.AddTranscript(name, fmt.Sprintf("what went over the AT port in %s, redacted", b.record), text.String())
	}
}

func (b *bundler) addPorts() {
	s, err := surveyPorts(ports.Finder{}, "")
	if err != nil {
		b.a.Miss("ports.json", err.Error())
		return
	}
	var text bytes.Buffer
	if err := writePortsJSON(&text, s); err != nil {
		b.a.Miss("ports.json", err.Error())
		return
	}
	b.a.Add("ports.json", "what is plugged in, and who holds it", text.String())
}

// mostKernel bounds the lines of the kernel.
const mostKernel = 2000

func (b *bundler) addKernel(ctx context.Context) {
	lines, err := b.kernel(ctx)
	if err != nil {
		b.a.Miss("kernel.txt", err.Error())
		return
	}
	b.a.Add("kernel.txt", "the kernel's lines about USB, serial ports and supply", strings.Join(append(bundle.Kernel(lines, mostKernel), ""), "\n"))
}

// config is the daemon's file: the one that was named, or that of the instance whose folder is used.
func (b *bundler) config() string {
	if b.file != "" {
		return b.file
	}
	if dir, name := filepath.Split(filepath.Clean(b.folders.run)); filepath.Clean(dir) == rootsFolder {
		path := filepath.Join("/etc/simagent", name+".toml") // as the unit has it
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

func (b *bundler) addConfig() {
	file := b.config()
	if file == "" {
		b.a.Miss("config.toml", "nobody named the daemon's configuration: --config FILE")
		return
	}
	cfg, err := loadConfig(file, "")
	if err != nil {
		b.a.Miss("config.toml", err.Error())
		return
	}
	b.a.Add("config.toml", "the effective configuration of "+file+", without secrets", bundle.Config(cfg, agent.ShortICCID, isThere))
}

// isThere tells whether a path exists, or could as far as this user sees.
func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil || errors.Is(err, os.ErrPermission)
}

func (b *bundler) versions() string {
	var text strings.Builder
	fmt.Fprintf(&text, "simagent: %s\nbuilt by: %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if st := b.status; st != nil {
		m := st.Link.Module
		fmt.Fprintf(&text, "daemon: %s\nmodule: %s %s, firmware %s\nprofile: %s\n", st.Version, word(m.Manufacturer), word(m.Model), word(m.Revision), word(m.Profile))
	}
	var u unix.Utsname
	if unix.Uname(&u) == nil {
		fmt.Fprintf(&text, "kernel: %s %s %s\n", unix.ByteSliceToString(u.Sysname[:]), unix.ByteSliceToString(u.Release[:]), unix.ByteSliceToString(u.Machine[:]))
	}
	release, _ := os.ReadFile("/etc/os-release")
	for l := range strings.Lines(string(release)) {
		if name, ok := strings.CutPrefix(l, "PRETTY_NAME="); ok {
			fmt.Fprintf(&text, "system: %s\n", strings.Trim(strings.TrimSpace(name), `"`))
		}
	}
	var d doctor
	if model := d.host.Fingerprint().Model; model != "" {
		fmt.Fprintf(&text, "board: %s\n", model)
	}
	return text.String()
}
