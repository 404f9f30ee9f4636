package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent"
	trays "simagent/agent/bench"
	"simagent/agent/config"
	"simagent/atcmd"
	families "simagent/atcmd/module"
	"simagent/atcmd/transcript"
)

func benchModule(f *folders) *cobra.Command {
	var port, out string
	baud := config.Default().Modem.Baud
	cmd := &cobra.Command{
		Use: "module", Short: "Find out what an unknown module answers, and draft a profile", Args: cobra.NoArgs,
		Long: `Ask a module each command that simagent knows of any family, and say what it answers,
how fast, and in which form. Only commands that read are sent: nothing is written into
module or card, no network is searched, and nothing is spent. A SIM should be in it,
and registered: what speaks of neither then answers too.

--out FOLDER gets three files named after the module: .at is a transcript without the
numbers of card and module, .jsonl the survey, and .go the draft of a profile for
atcmd/module, with what a survey cannot show named in it. All three can be sent to
the makers of simagent; look through them before. A module that hangs at a command
is asked the rest when it is back; an earlier survey is left as it is.`,
		Example: "  simagent bench module --port /dev/ttyUSB2 --out survey",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := noDaemonHas(cmd.Context(), f, port); err != nil {
				return err
			}
			var tee transcript.Tee
			o := &opener{path: port, baud: baud, tee: &tee}
			open := func(ctx context.Context) (agent.Port, error) { return o.open(ctx, "") }
			return survey(cmd.Context(), cmd.OutOrStdout(), open, &tee, out)
		},
	}
	cmd.Flags().StringVar(&port, "port", "", "AT port; without it the only known AT interface")
	cmd.Flags().IntVar(&baud, "baud", baud, "bits per second of a UART")
	cmd.Flags().StringVar(&out, "out", "", "`FOLDER` for transcript, survey and draft; without it nothing is written")
	return cmd
}

// survey asks everything and shows it; with a folder it is written too, also when
// the module went away before the end.
func survey(ctx context.Context, w io.Writer, open func(context.Context) (agent.Port, error), tee *transcript.Tee, folder string) (err error) {
	a := &surveyor{open: open}
	if err := a.connect(ctx); err != nil {
		return err
	}
	defer func() { _ = a.line.Close() }()
	s := &trays.Survey{Date: time.Now().UTC().Format(time.DateOnly), Module: a.names(ctx)}
	if profile := families.Identify(s.Module.Maker, s.Module.Model); profile.Name != families.Generic().Name {
		s.Family = profile.Name
	}
	base := ""
	if folder != "" {
		stop := func() error { return nil }
		if base, stop, err = recordSurvey(tee, folder, s); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
	}
	o := trays.ScreenOptions{Width: width(w), Color: color(w)}
	var gone error
	for _, cmd := range trays.SurveyCommands() {
		var answer trays.Asked
		if answer, gone = a.ask(ctx, cmd); gone != nil {
			break
		}
		s.Asked = append(s.Asked, answer)
		if _, err := io.WriteString(w, trays.SurveyLine(answer, o)); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(w, trays.SurveyFoot(s, o)); err != nil || folder == "" {
		return errors.Join(gone, err)
	}
	if err := writeSurvey(base, s); err != nil {
		return errors.Join(gone, err)
	}
	_, err = fmt.Fprintf(w, "Written: %s.go\nand beside it .jsonl and .at. Look through them before you send them to anybody.\n", base)
	return errors.Join(gone, err)
}

// surveyor asks one command after the other, over a new session where the old one
// ended at a command that the module hung at.
type surveyor struct {
	open func(context.Context) (agent.Port, error)
	line *direct
}

func (a *surveyor) connect(ctx context.Context) error {
	p, err := a.open(ctx)
	if err != nil {
		return err
	}
	line, err := align(ctx, p)
	if err == nil {
		a.line = line
	}
	return err
}

// names are the module's own, by 27.007 or by V.250.
func (a *surveyor) names(ctx context.Context) trays.ModuleRecord {
	name := func(suffix string) string {
		return cmp.Or(firstLine(ctx, a.line, "+C"+suffix), firstLine(ctx, a.line, "+"+suffix))
	}
	return trays.ModuleRecord{Maker: name("GMI"), Model: name("GMM"), Firmware: name("GMR")}
}

// connectTries bounds how often a module that hung is asked whether it is back,
// portPause apart.
const connectTries = 10

// ask gives the answer, or why there will be no more.
func (a *surveyor) ask(ctx context.Context, cmd string) (trays.Asked, error) {
	start := time.Now()
	lines, err := a.line.Do(ctx, cmd)
	answer := trays.NewAsked(cmd, lines, resultOf(err), time.Since(start))
	if ctx.Err() != nil {
		return answer, fmt.Errorf("the survey ended at AT%s: %w", cmd, ctx.Err())
	}
	if answer.Result == "none" {
		_, _ = a.line.Do(ctx, "") // until the line is free: the next command's time is its own
	}
	for try := 0; a.line.Err() != nil; try++ {
		if try == connectTries {
			return answer, fmt.Errorf("the module did not come back after AT%s: %w", cmd, a.line.Err())
		}
		_ = a.line.Close()
		select {
		case <-ctx.Done():
		case <-time.After(portPause):
		}
		_ = a.connect(ctx) // the line stays the old one
	}
	return answer, nil
}

// resultOf is an answer's end in one word.
func resultOf(err error) string {
	e, refused := errors.AsType[*atcmd.CommandError](err)
	switch {
	case err == nil:
		return "ok"
	case !refused:
		return "none"
	case e.Code >= 0 && e.Kind == atcmd.CMS:
		return "CMS " + strconv.Itoa(e.Code)
	case e.Code >= 0:
		return "CME " + strconv.Itoa(e.Code)
	}
	return "error"
}

// recordSurvey writes what goes over the port from now on, redacted, until stop.
// base is the files' path without its ending: a survey of before is left as it is.
func recordSurvey(tee *transcript.Tee, folder string, s *trays.Survey) (base string, stop func() error, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", nil, fmt.Errorf("cannot write transcript: %w", err)
	}
	name := filepath.Join(folder, trays.Identifier(s.Module.Maker, s.Module.Model))
	base = name
	out, err := createNew(base + ".at")
	for n := 2; errors.Is(err, fs.ErrExist) && n < 1000; n++ {
		base = name + "-" + strconv.Itoa(n)
		out, err = createNew(base + ".at")
	}
	if err != nil {
		return "", nil, fmt.Errorf("cannot write transcript: %w", err)
	}
	m := s.Module
	rec := transcript.NewRecorder(out, transcript.Header{Maker: m.Maker, Model: m.Model, Firmware: m.Firmware, Tool: "simagent " + version, Date: s.Date, Source: "survey"})
	tee.Attach(rec) // nobody else knows this tee
	return base, func() error {
		tee.Detach(rec)
		return errors.Join(rec.Close(), out.Close())
	}, nil
}

// writeSurvey writes the survey and the draft.
func writeSurvey(base string, s *trays.Survey) error {
	lines, err := createNew(base + ".jsonl")
	if err != nil {
		return fmt.Errorf("cannot write survey: %w", err)
	}
	err = trays.WriteLine(lines, map[string]any{"kind": "module", "schema": trays.Schema, "module": s.Module, "family": orNil(s.Family), "date": s.Date})
	for _, a := range s.Asked {
		err = errors.Join(err, trays.WriteLine(lines, a))
	}
	err = errors.Join(err, lines.Close(), os.WriteFile(base+".go", []byte(s.Draft()), 0o600))
	if err != nil {
		return fmt.Errorf("cannot write survey: %w", err)
	}
	return nil
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
