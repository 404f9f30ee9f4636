package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/local"
)

// imageTest boots an image of virt-arm64 and takes its power away.
type imageTest struct {
	build  imageBuild
	vm     imageVM
	kills  int
	seed   uint64
	limit  time.Duration
	out    io.Writer
	client *local.Client

	bench *imageBench
	disk  *cutDisk
	dir   string
	rng   *rand.Rand
	judge imageJudge
}

func newImageTest() *cobra.Command {
	var t imageTest
	cmd := &cobra.Command{
		Use: "image-test", Short: "Boot a firmware image, and take its power away at random", Args: cobra.NoArgs,
		Long: `Builds the image of virt-arm64 with the laboratory's configuration and boots it in
QEMU. The module is an emulated one on a serial port of the guest, the cloud and the
address of reports are on this machine, beyond the guest's network.

The Sim attaches, and a report has to arrive. Then QEMU is killed at random: while
the guest boots, while bytes are counted, or between two writes to its disk; at
times the module loses its power, too. The guest's disk is a drive with a cache,
served by this program: of what the guest wrote and did not flush, nothing survives,
or the first of it, or every page by chance. After each kill the guest boots, and
its account is compared with what the network metered:

  low    is never above the truth
  high   lacks at most what passed since the last poll, and that only if the
         module lost its power, too, and with it its counter
  high   rises above the truth by at most one lease with each kill

Then the guest boots without /perm, and must say that it counts in memory only, and
boots with the module behind a USB serial adapter. "ICCID" and "attached" are
seconds from the start of QEMU to the status that says so. The processor is emulated
(TCG): a board may be faster. "pages" is how many of those that waited in the
drive's cache were lost.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t.out = cmd.OutOrStdout()
			return t.run(cmd.Context())
		},
	}
	t.build.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&t.vm.kernel, "kernel", "", "`FILE` of the image's kernel")
	flags.StringVar(&t.vm.qemu, "qemu", "qemu-system-aarch64", "`PROGRAM` to run it with")
	flags.IntVar(&t.kills, "kills", 10, "how often the power goes")
	flags.Uint64Var(&t.seed, "seed", 0, "of the random moments; 0 is another one each time")
	flags.DurationVar(&t.limit, "limit", 8*time.Minute, "how long all of it may take")
	_ = cmd.MarkFlagRequired("kernel") // of a flag that is there
	return cmd
}

// run plays everything, and takes everything away again.
func (t *imageTest) run(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, t.limit)
	defer cancel()
	if t.dir, err = os.MkdirTemp("", "simlab-"); err != nil {
		return err
	}
	defer os.RemoveAll(t.dir)
	if t.seed == 0 {
		t.seed = uint64(time.Now().UnixNano())
	}
	t.rng = rand.New(rand.NewPCG(t.seed, 0))
	if t.bench, err = newImageBench(ctx, t.dir); err != nil {
		return err
	}
	defer func() { cancel(); t.bench.end() }()
	if err := t.connect(ctx); err != nil {
		return err
	}
	t.judge.metered = t.bench.polls.metered
	defer t.vm.kill()
	err = t.play(ctx)
	if ctx.Err() == context.DeadlineExceeded {
		err = fmt.Errorf("not done within %s: %w", t.limit, err)
	}
	if err != nil {
		return fmt.Errorf("%w\n(seed %d) The end of the guest's console:\n%s", err, t.seed, tailOf(t.vm.console, 12))
	}
	return nil
}

// connect prepares the ways between the machine and this program: the agent's socket here is passed on to the relay there.
func (t *imageTest) connect(ctx context.Context) (err error) {
	t.vm.console, t.vm.disk, t.vm.modem = filepath.Join(t.dir, "console"), filepath.Join(t.dir, "disk.sock"), t.bench.modem
	if t.vm.agent, err = freePort(); err != nil {
		return err
	}
	ln, err := net.Listen("unix", filepath.Join(t.dir, local.SocketName))
	if err != nil {
		return err
	}
	t.bench.servers.Go(func() {
		relay(ctx, ln, func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", t.vm.agent)
		})
	})
	t.client = local.NewClient(t.dir)
	return nil
}

// play goes through the steps; the first that fails ends it.
func (t *imageTest) play(ctx context.Context) error {
	if err := t.insert(ctx, "/dev/ttyS0"); err != nil {
		return err
	}
	if err := t.firstLife(ctx); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "\n      kill  %-24s  ICCID  attached    truth      low     high  pages\n", "while the guest")
	for n := range t.kills {
		if err := t.killOnce(ctx, n+1); err != nil {
			return fmt.Errorf("kill %d: %w", n+1, err)
		}
	}
	fmt.Fprintf(t.out, "\n")
	if err := t.withoutPerm(ctx); err != nil {
		return fmt.Errorf("without /perm: %w", err)
	}
	if err := t.overUSB(ctx); err != nil {
		return fmt.Errorf("by USB: %w", err)
	}
	fmt.Fprintf(t.out, "\nKills: %d, the account within its bounds after each; seed %d.\n", t.judge.kills, t.seed)
	return nil
}

// insert builds an image for a module at port, and puts it into the machine.
func (t *imageTest) insert(ctx context.Context, port string) error {
	if err := t.bench.configure(port); err != nil {
		return err
	}
	b := t.build
	b.board, b.relay, b.config, b.files, b.out = "virt-arm64", true, t.bench.config, t.bench.files, filepath.Join(t.dir, "image")
	start := time.Now()
	if err := b.build(ctx, os.Stderr); err != nil {
		return err
	}
	use, err := diskUse(b.out)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    image     %.0f MB, built in %.1f s, for a module at %s\n", float64(use)/1e6, time.Since(start).Seconds(), port)
	table, err := readGPT(b.out)
	if err != nil {
		return err
	}
	t.vm.root = table[0].guid
	return t.serveDisk(ctx, b.out)
}

// serveDisk serves the image, instead of the one before.
func (t *imageTest) serveDisk(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fi, err := f.Stat()
	if err != nil {
		return err
	}
	t.disk = newCutDisk(f, fi.Size(), t.rng)
	t.vm.disk = fmt.Sprintf("%s.%d", filepath.Join(t.dir, "disk"), time.Now().UnixNano())
	ln, err := net.Listen("unix", t.vm.disk)
	if err != nil {
		return err
	}
	disk := t.disk
	t.bench.servers.Go(func() { serveNBD(ctx, ln, disk); _ = f.Close() })
	return nil
}

// boot is what was seen of a start, in seconds since QEMU was started.
type boot struct{ iccid, attached float64 }

func (t *imageTest) since() float64 { return time.Since(t.vm.started).Seconds() }

// firstLife has a new Sim refused, made ready, attached, and reported.
func (t *imageTest) firstLife(ctx context.Context) error {
	if err := t.vm.start(); err != nil {
		return err
	}
	if _, err := t.await(ctx, "ICCID", hasICCID); err != nil {
		return err
	}
	port, iccid := t.bench.polls.firstByte().Sub(t.vm.started).Seconds(), t.since()
	if _, err := t.await(ctx, "the cloud's word", func(st local.Status) bool { return st.Cloud.Status != nil && st.Account.Data.High != nil }); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    boot      first AT command %.1f s, ICCID %.1f s after QEMU was started\n", port, iccid)
	if err := t.bench.lab.Cloud.Put(t.bench.info.ICCID, "ready", "lab"); err != nil {
		return err
	}
	put := time.Now()
	if _, err := t.await(ctx, "attached", isAttached); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    attach    %.1f s after the Sim was made ready\n", time.Since(put).Seconds())
	// Had the agent not heard of that before the power goes, it would say afterwards that the past is not known.
	if _, err := t.await(ctx, "the cloud's word", func(st local.Status) bool { return or(st.Cloud.Status, "") == "ready" }); err != nil {
		return err
	}
	if _, err := t.await(ctx, "a report", func(local.Status) bool { return t.bench.reported() }); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    report    seen by its receiver, by HTTPS\n")
	t.bench.lab.Traffic(1000, 2000)
	st, err := t.settle(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    count     %d B metered, %d to %d B counted\n", t.judge.metered(), *st.Account.Data.Low, *st.Account.Data.High)
	return nil
}

// imagePatience is how long the guest is asked for what should come.
const imagePatience = 45 * time.Second

// await asks the agent for its status until cond says yes. Every answer is judged.
func (t *imageTest) await(ctx context.Context, what string, cond func(local.Status) bool) (local.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, imagePatience)
	defer cancel()
	last := "the agent said nothing"
	for {
		st, err := t.ask(ctx)
		if err == nil {
			if err := t.judge.always(st); err != nil {
				return st, err
			}
			if cond(st) {
				return st, nil
			}
			last = fmt.Sprintf("the agent's last word: link %s, %s\n%s", st.Link.State, st.Verdict.Text, t.judge.told(st))
		}
		if t.vm.rest(ctx, 50*time.Millisecond) != nil {
			return st, fmt.Errorf("%s did not come; %s", what, last)
		}
	}
}

// ask is one question. A guest whose network is not up yet leaves it without an answer, and then another is due soon.
func (t *imageTest) ask(ctx context.Context) (local.Status, error) {
	ctx, cancel := context.WithTimeout(ctx, 400*time.Millisecond)
	defer cancel()
	return t.client.Status(ctx, false)
}

// settle waits until all is counted that can be, and for some polls more, so that a wrong count shows.
func (t *imageTest) settle(ctx context.Context) (local.Status, error) {
	all := func(st local.Status) bool { return isAttached(st) && t.judge.counted(st) }
	if _, err := t.await(ctx, "all that passed", all); err != nil {
		return local.Status{}, err
	}
	if err := t.vm.rest(ctx, time.Second); err != nil {
		return local.Status{}, err
	}
	return t.await(ctx, "all that passed", all)
}

// killOnce takes the power at a random moment, and looks at the account after the next start.
func (t *imageTest) killOnce(ctx context.Context, n int) error {
	while, err := t.moment(ctx)
	if err != nil {
		return err
	}
	waited, lost := t.cut(&while)
	if err := t.vm.start(); err != nil {
		return err
	}
	var b boot
	if _, err := t.await(ctx, "ICCID", hasICCID); err != nil {
		return err
	}
	b.iccid = t.since()
	if _, err := t.await(ctx, "attached", isAttached); err != nil {
		return err
	}
	b.attached = t.since()
	st, err := t.settle(ctx)
	if err != nil {
		return err
	}
	bad := t.judge.atRest(st)
	mark := "ok"
	if bad != nil {
		mark = "FAIL"
	}
	d := st.Account.Data
	fmt.Fprintf(t.out, "%-6s%4d  %-24s  %3.1f s  %6.1f s  %7d  %7d  %7d  %d of %d\n", mark, n, while, b.iccid, b.attached, t.judge.metered(), *d.Low, *d.High, lost, waited)
	return bad
}

// moment lets the guest live until the power is to go: while it boots, while bytes are counted, or between two requests of
// its to the drive, which are rare and take a millisecond.
func (t *imageTest) moment(ctx context.Context) (string, error) {
	switch t.rng.IntN(3) {
	case 0:
		t.cut(nil)
		if err := t.vm.start(); err != nil {
			return "", err
		}
		t.burst()
		return "boots", t.vm.rest(ctx, t.upTo(6*time.Second))
	case 1:
		reached := t.disk.StopAt(1 + t.rng.IntN(8))
		for range 10 { // bursts, of which some need a commit
			t.burst()
			select {
			case <-reached:
				return "writes", nil
			case <-time.After(t.upTo(time.Second)):
			}
		}
		return "counts", nil
	}
	for range 1 + t.rng.IntN(4) {
		t.burst()
		if err := t.vm.rest(ctx, t.upTo(time.Second)); err != nil {
			return "", err
		}
	}
	return "counts", nil
}

func (t *imageTest) burst() { t.bench.lab.Traffic(t.rng.Int64N(1500), t.rng.Int64N(1500)) }

func (t *imageTest) upTo(d time.Duration) time.Duration { return time.Duration(t.rng.Int64N(int64(d))) }

// cut takes the power of the guest, and by chance that of the module, too, unless while is nil.
func (t *imageTest) cut(while *string) (waited, lost int) {
	t.vm.kill()
	t.judge.kills++
	t.judge.cuts++
	waited, lost = t.disk.Cut()
	if while != nil && t.rng.IntN(2) == 0 {
		*while += ", module off too"
		t.judge.moduleOff(t.bench.polls.sure())
		t.bench.lab.Modem.PowerOff()
		t.bench.lab.Modem.PowerOn()
	}
	return waited, lost
}

// withoutPerm boots with a broken file system on the last partition.
func (t *imageTest) withoutPerm(ctx context.Context) error {
	t.vm.kill()
	t.disk.Cut()
	table, err := readGPT(filepath.Join(t.dir, "image"))
	if err != nil {
		return err
	}
	if _, err := t.disk.WriteAt(make([]byte, 2*cutPage), table[gptPerm-1].start); err != nil { // its first superblock is there
		return err
	}
	t.disk.Flush()
	t.judge = imageJudge{metered: t.judge.metered, lax: true, kills: t.judge.kills}
	if err := t.vm.start(); err != nil {
		return err
	}
	st, err := t.await(ctx, "that nothing is kept", func(st local.Status) bool { return isAttached(st) && st.Account.Error != nil })
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    no /perm  attached %.1f s, and it says:\n      %s\n", t.since(), st.Verdict.Text)
	return nil
}

// overUSB boots with the module behind an adapter, which is plugged in from the start.
func (t *imageTest) overUSB(ctx context.Context) error {
	t.vm.kill()
	t.vm.usb = true
	if err := t.insert(ctx, "/dev/ttyUSB0"); err != nil {
		return err
	}
	if err := t.vm.start(); err != nil {
		return err
	}
	if _, err := t.await(ctx, "ICCID", hasICCID); err != nil {
		return err
	}
	iccid := t.since()
	if _, err := t.await(ctx, "attached", isAttached); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    USB       ICCID %.1f s, attached %.1f s\n", iccid, t.since())
	return nil
}
