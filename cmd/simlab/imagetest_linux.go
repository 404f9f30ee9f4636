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

// imageTest boots an image and takes its power away.
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
		Long: `Builds the image of a board with the laboratory's configuration and boots it in
QEMU: of virt-arm64 its kernel, of pc-amd64 its own boot loader. The module is an emulated one on a serial port of the guest, the cloud and the
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
			machine, ok := imageMachines[t.build.board]
			if t.vm.imageMachine = machine; !ok || machine.kernel && t.vm.image == "" {
				return fmt.Errorf("cannot boot %q: want virt-arm64 with --kernel, or pc-amd64", t.build.board)
			}
			return t.run(cmd.Context())
		},
	}
	t.build.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&t.build.board, "board", "virt-arm64", "virt-arm64 or pc-amd64")
	flags.StringVar(&t.vm.image, "kernel", "", "`FILE` of the image's kernel, for virt-arm64")
	flags.StringVar(&t.vm.program, "qemu", "", "`PROGRAM` to run it with; else QEMU's for the board")
	flags.IntVar(&t.kills, "kills", 10, "how often the power goes")
	flags.Uint64Var(&t.seed, "seed", 0, "of the random moments; 0 is another one each time")
	flags.DurationVar(&t.limit, "limit", 8*time.Minute, "how long all of it may take")
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
	if err := t.insert(ctx, t.vm.port); err != nil {
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
