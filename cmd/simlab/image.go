package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// imageBytes is how large an image is, in bytes: what gokrazy's partitions take (1,104 MiB), and 97 MiB for /perm, of which
// simagent fills less than one; gok wants 96 at least. A file of it is sparse.
const imageBytes = 1201 << 20

// imageBuild is one build of an image.
type imageBuild struct {
	imageInstance
	gok     string
	mkfs    string
	version string
	out     string
}

func newImage() *cobra.Command {
	var b imageBuild
	cmd := &cobra.Command{
		Use: "image", Short: "Build a firmware image with simagent in it", Args: cobra.NoArgs,
		Long: `Builds a gokrazy image: a kernel, gokrazy's few programs in Go, and simagent, which
is started again whenever it ends. The state is on /perm, the last partition.
"make image BOARD=…" builds the tool that this needs, and calls it; what can be
changed, and how to put simagent into another image, says boards/image/README.md.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := b.build(cmd.Context(), cmd.ErrOrStderr()); err != nil {
				return err
			}
			size, err := diskUse(b.out)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d MiB, of which %.0f MB are in use\n", b.out, imageBytes>>20, float64(size)/1e6)
			return nil
		},
	}
	b.register(cmd)
	cmd.Flags().StringVar(&b.out, "out", "", "the `FILE` of the image; bin/image-BOARD.img without it")
	cmd.Flags().StringVar(&b.board, "board", "", "`NAME` of a folder below boards/image")
	cmd.Flags().StringVar(&b.config, "config", "", "`FILE` that becomes /etc/simagent.toml; boards/image/simagent.toml without it")
	cmd.Flags().StringVar(&b.files, "files", "", "`FOLDER` that becomes /etc/simagent, for credentials and keys")
	_ = cmd.MarkFlagRequired("board") // of a flag that is there
	return cmd
}

// register adds what every build needs to know.
func (b *imageBuild) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&b.gok, "gok", "gok", "`PROGRAM` that builds gokrazy images")
	cmd.Flags().StringVar(&b.mkfs, "mkfs", "mkfs.ext4", "`PROGRAM` that makes the file system of /perm")
	cmd.Flags().StringVar(&b.source, "source", ".", "the `FOLDER` of simagent's source")
	cmd.Flags().StringVar(&b.version, "version-name", "dev", "what \"simagent --version\" is to say in the image")
}

// build makes the image. What gok says is shown only when it fails.
func (b *imageBuild) build(ctx context.Context, says io.Writer) (err error) {
	if err := b.complete(ctx); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "simlab-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	const instance = "simagent"
	if err := os.Mkdir(filepath.Join(dir, instance), 0o700); err != nil {
		return err
	}
	if err := b.write(filepath.Join(dir, instance)); err != nil {
		return err
	}
	if err := os.Remove(b.out); err != nil && !os.IsNotExist(err) {
		return err
	}
	gok := exec.CommandContext(ctx, b.gok, "--parent_dir", dir, "-i", instance, "overwrite", "--full="+b.out, "--target_storage_bytes="+strconv.Itoa(imageBytes))
	gok.Env = append(os.Environ(), "CGO_ENABLED=0")
	if err := quietly(gok, says); err != nil {
		_ = os.Remove(b.out) // what there is of it
		return err
	}
	if b.files != "" { // there are secrets in it
		if err := os.Chmod(b.out, 0o600); err != nil {
			return err
		}
	}
	return b.format(ctx, says)
}

// complete fills in what was not said, and refuses a board that there is not.
func (b *imageBuild) complete(ctx context.Context) (err error) {
	if b.source, err = filepath.Abs(b.source); err != nil {
		return err
	}
	if boards := imageBoards(b.source); !slices.Contains(boards, b.board) {
		return fmt.Errorf("there is no image of %q; there are %s", b.board, strings.Join(boards, ", "))
	}
	if b.config == "" {
		b.config = filepath.Join(b.source, "boards/image/simagent.toml")
	}
	if b.out == "" {
		b.out = filepath.Join(b.source, "bin", "image-"+b.board+".img")
	}
	for _, path := range []*string{&b.out, &b.files} { // gok works in another folder
		if *path == "" {
			continue
		}
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	out, err := exec.CommandContext(ctx, "bash", filepath.Join(b.source, ".ci/flags")).Output()
	if err != nil {
		return fmt.Errorf("cannot read the flags of the build: %w", err)
	}
	b.flags = append(strings.Fields(string(out)), "-ldflags=-s -w -X main.version="+b.version)
	return nil
}

// format makes the file system of /perm. A block is as large as a slot of the ledger, so that neither shares one.
func (b *imageBuild) format(ctx context.Context, says io.Writer) error {
	table, err := readGPT(b.out)
	if err != nil {
		return err
	}
	if len(table) < gptPerm {
		return fmt.Errorf("the image has %d partitions, and /perm would be the fourth", len(table))
	}
	p := table[gptPerm-1]
	mkfs := exec.CommandContext(ctx, b.mkfs, "-q", "-F", "-b", "4096", "-L", "perm", "-E", fmt.Sprintf("offset=%d", p.start), b.out, strconv.FormatInt(p.bytes/1024, 10)+"k")
	return quietly(mkfs, says)
}

// quietly runs a program, and shows what it said only if it failed.
func quietly(c *exec.Cmd, says io.Writer) error {
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Run(); err != nil {
		_, _ = said.WriteTo(says)
		return fmt.Errorf("%s failed: %w", filepath.Base(c.Path), err)
	}
	return nil
}
