package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// vm is a guest whose USB module is emulated, and how to run it.
type vm struct {
	kernel  string // file
	modules string // folder with the kernel's modules
	agent   string
	qemu    string
	only    []string
	limit   time.Duration
	json    bool
}

func newVM() *cobra.Command {
	var v vm
	cmd := &cobra.Command{
		Use: "vm", Short: "A real simagent in a guest, whose USB modem is emulated", Args: cobra.NoArgs,
		Long: `Boots a Debian kernel in QEMU with this program as its first process. In the guest
an EC25 with four serial ports is a USB device (dummy_hcd and configfs), the kernel's
own driver (option) binds it, and "simagent run" has to find it by its ids and
interface and to keep it through all that happens on a bus:

` + scenarioLines() + `
Times are counted from what happened. The processor is emulated (TCG), so they are
those of a slower machine than this one. The network takes ` + fmt.Sprintf("%g", guestRegisters.Seconds()) + ` s to register a module
that was switched on, the agent polls every 2 s, and the module itself starts at once
(real ones take several seconds). "terminals" is how long the kernel takes
from the plug to /dev/ttyUSB0 to 3; "close" how long the agent waited in closing a
dead port; "unprepared" how long a program waits that has not set the driver's
closing_wait.

"make bench-vm" finds the kernel and QEMU, or fetches them. Run with QEMU 7.2, Debian
12 (kernel 6.1.0-56-amd64), on amd64.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return v.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&v.kernel, "kernel", "", "`FILE` of an amd64 kernel")
	flags.StringVar(&v.modules, "modules", "", "`FOLDER` of its modules, such as /lib/modules/VERSION")
	flags.StringVar(&v.agent, "agent", "", "`PATH` of simagent, static; the one beside simlab without it")
	flags.StringVar(&v.qemu, "qemu", "qemu-system-x86_64", "`PROGRAM` to run it with")
	flags.StringSliceVar(&v.only, "only", nil, "play these `SCENARIOS` alone, and start before them")
	flags.DurationVar(&v.limit, "limit", 6*time.Minute, "how long all of it may take")
	flags.BoolVar(&v.json, "json", false, "print the lines of the guest, one object each")
	for _, name := range []string{"kernel", "modules"} {
		_ = cmd.MarkFlagRequired(name) // of a flag that is there
	}
	return cmd
}

func scenarioLines() string {
	var b strings.Builder
	for _, s := range guestScenarios {
		fmt.Fprintf(&b, "  %-10s%s\n", s.name, s.about)
	}
	return b.String()
}

// run boots, shows what the guest tells, and is an error when a scenario failed or was not played.
func (v *vm) run(ctx context.Context, out io.Writer) error {
	if err := v.check(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "simlab-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	initrd, console := filepath.Join(dir, "initrd"), filepath.Join(dir, "console")
	if err := v.pack(initrd); err != nil {
		return fmt.Errorf("cannot pack the guest: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, v.limit)
	defer cancel()
	start := time.Now()
	qemu := exec.CommandContext(ctx, v.qemu, v.arguments(initrd, console)...) // killed by its id when ctx ends
	qemu.Stderr = os.Stderr
	lines, err := qemu.StdoutPipe()
	if err != nil {
		return err
	}
	if err := qemu.Start(); err != nil {
		return fmt.Errorf("cannot run QEMU: %w", err)
	}
	show := &vmTable{out: out, json: v.json, start: start}
	told := show.read(lines)
	ended := qemu.Wait()
	if ctx.Err() == nil && ended != nil {
		told = errors.Join(ended, told)
	}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return errors.New("interrupted; the guest is stopped")
	case ctx.Err() != nil:
		told = fmt.Errorf("the guest did not end within %s, and was killed", v.limit)
	}
	if !show.done {
		fmt.Fprintf(os.Stderr, "The end of the guest's console:\n%s\n", tailOf(console, 20))
	}
	return show.sum(told)
}

// check refuses scenarios that there are not, and finds the agent.
func (v *vm) check() (err error) {
	for _, name := range v.only {
		if !slices.ContainsFunc(guestScenarios, func(s guestScenario) bool { return s.name == name }) {
			return fmt.Errorf("--only %s: there is no such scenario; simlab vm --help lists them", name)
		}
	}
	v.agent, err = findAgent(v.agent)
	return err
}

// arguments start a machine without a disk, a network or a screen, with two serial lines: the console, which goes into a
// file, and the results. Its processor has a source of random numbers, for which a kernel would otherwise wait, and the
// kernel ends when something goes wrong.
func (v *vm) arguments(initrd, console string) []string {
	guest := []string{"guest", "--limit", (v.limit - 15*time.Second).String()} // before the host's patience ends
	if len(v.only) > 0 {
		guest = append(guest, "--only", strings.Join(v.only, ","))
	}
	return append(bareMachine("q35", "qemu64,+rdrand", console), "-serial", "stdio", "-kernel", v.kernel, "-initrd", initrd,
		"-append", "console=ttyS0 quiet panic=-1 mitigations=off -- "+strings.Join(guest, " "))
}

// bareMachine are the arguments of a machine with an emulated processor and nothing but its console, which goes into a file.
func bareMachine(machine, cpu, console string) []string {
	return []string{"-machine", machine, "-accel", "tcg,thread=multi", "-cpu", cpu, "-smp", "2", "-m", "512",
		"-nodefaults", "-display", "none", "-no-reboot", "-serial", "file:" + console}
}

// pack writes the guest's root: this program as the first process, the agent, and the kernel modules numbered in the
// order to insert them.
func (v *vm) pack(path string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	k, err := findModules(v.modules)
	if err != nil {
		return err
	}
	modules, err := k.load(guestModules...)
	if err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	c := &cpioWriter{w: f} // not packed: an emulated processor takes longer to unpack it than this one to read it
	for _, dir := range []string{"bin", "dev", "proc", "sys", "run", "tmp", "var", "var/lib", "var/lock", "modules"} {
		c.dir(dir)
	}
	c.copy("init", self)
	c.copy("bin/simagent", v.agent)
	for i, m := range modules {
		c.file(fmt.Sprintf("modules/%02d-%s.ko", i, m.name), m.data)
	}
	return errors.Join(c.close(), f.Close())
}

// tailOf is the end of the kernel's log, without the stack of a panic, which says nothing of why the first process ended.
func tailOf(path string, lines int) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	text, _, dead := strings.Cut(string(b), " PID: ") // of "CPU: 0 PID: 1 Comm: init"
	if at := strings.LastIndex(text, "CPU: "); dead && at >= 0 {
		text = text[:at]
	}
	all := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(all[max(len(all)-lines, 0):], "\n")
}
