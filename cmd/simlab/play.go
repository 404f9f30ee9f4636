package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"simagent/atcmd/modemtest"
	"simagent/atcmd/transcript"
)

// playModem answers on a pseudo terminal with what a transcript holds, in any
// order, until ctx ends: a command that was recorded gets its answers one
// after the other and the last one again and again, any other gets ERROR. It
// prints one JSON line: {"port","model","source"}.
func playModem(ctx context.Context, out io.Writer, file, link string, paced bool) error {
	s, err := transcript.Load(file)
	if err != nil {
		return fmt.Errorf("--play %s: %w", file, err)
	}
	player := transcript.NewLoose(s, transcript.PlayOptions{Paced: paced})
	master, path, closePTY, err := modemtest.OpenPTY()
	if err != nil {
		return err
	}
	defer closePTY()
	name, err := symlink(link, path)
	if err != nil {
		return err
	}
	defer unlink(link, path)
	if err := say(out, map[string]any{"port": name, "model": s.Header.Model, "source": s.Header.Source}); err != nil {
		return err
	}
	if err := player.Serve(ctx, master); err != nil && ctx.Err() == nil {
		return errors.Join(fmt.Errorf("--play %s: the terminal failed", file), err)
	}
	return nil
}
