package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/agenttest"
	"simagent/agent/local"
)

func newLife() *cobra.Command {
	var binary string
	var limit time.Duration
	cmd := &cobra.Command{
		Use: "life", Short: "One whole life of a SIM, with a real simagent beside it", Args: cobra.NoArgs,
		Long: `Starts the laboratory and "simagent run" against it as a process of its own, and
plays one life of a SIM: new, refused, assigned to a Fleet, ready, attached, counted,
warned of, reported, active. Ends with 0 if every step happened.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			path, err := findAgent(binary)
			if err != nil {
				return err
			}
			return runLife(cmd.Context(), path, limit)
		},
	}
	cmd.Flags().StringVar(&binary, "agent", "", "`PATH` of simagent; the one beside simlab without it")
	cmd.Flags().DurationVar(&limit, "limit", 15*time.Second, "how long one step may take")
	return cmd
}

// life is one run of the play.
type life struct {
	bench *bench
	agent *agentProcess
	op    *operator
	stage *stage
	limit time.Duration
	fleet string
}

// runLife makes everything, plays, and takes everything away again.
func runLife(ctx context.Context, binary string, limit time.Duration) (err error) {
	dir, err := os.MkdirTemp("", "simlab-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l := &life{stage: newStage(os.Stdout), limit: limit}
	l.bench, err = startBench(ctx, cloudFlags{listen: "127.0.0.1:0", scheduled: 2500 * time.Millisecond}, agenttest.Options{RegisterTime: 300 * time.Millisecond}, dir)
	if err != nil {
		return err
	}
	defer l.bench.stop()
	if l.op, err = newOperator(l.bench.info.cloudInfo); err != nil {
		return err
	}
	if l.agent, err = startAgent(binary, l.bench.info.Config, dir); err != nil {
		return err
	}
	return l.play(ctx)
}

// play goes through the steps and sums up.
func (l *life) play(ctx context.Context) error {
	start := time.Now()
	watch, stopWatch := context.WithCancel(ctx)
	watched := make(chan struct{})
	go func() { defer close(watched); l.watch(watch) }()
	failed := l.steps(ctx)
	final, _ := l.agent.client.Status(context.WithoutCancel(ctx), false) // for the summary; missing if the agent has died
	stopWatch()
	<-watched
	l.stage.show(final)
	took, stopErr := l.agent.stop()
	l.stage.end()
	if ctx.Err() != nil {
		fmt.Fprintln(os.Stderr, "simlab: interrupted; everything is stopped and removed")
		return errSaid
	}
	if failed == nil && stopErr != nil {
		failed = fmt.Errorf("simagent did not end well: %w", stopErr)
	}
	if failed != nil {
		fmt.Fprintf(os.Stderr, "simlab: FAILED: %v\n\nThe end of simagent's log:\n%s\n", failed, l.agent.tail(12))
		return errSaid
	}
	l.sum(final, time.Since(start), took)
	return nil
}

// watch keeps the stage's picture of the agent fresh.
func (l *life) watch(ctx context.Context) {
	t := time.NewTicker(200 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			if st, err := l.agent.client.Status(ctx, false); err == nil {
				l.stage.show(st)
			}
		case <-ctx.Done():
			return
		}
	}
}

// steps is the play. The first step that does not happen ends it.
func (l *life) steps(ctx context.Context) error {
	for _, s := range l.plot() {
		l.stage.begin(s.name)
		text, err := s.run(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			l.stage.fail(s.name)
			return fmt.Errorf("this did not happen: %s: %w", s.name, err)
		}
		l.stage.done(s.name, text)
	}
	return nil
}

// await asks the agent for its status until cond says yes.
func (l *life) await(ctx context.Context, cond func(local.Status) (string, bool)) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, l.limit)
	defer cancel()
	t := time.NewTicker(50 * time.Millisecond)
	defer t.Stop()
	last := "the agent said nothing"
	for {
		st, err := l.agent.client.Status(ctx, false)
		if err == nil {
			if text, ok := cond(st); ok {
				return text, nil
			}
			last = "the agent's last word: " + st.Verdict.Text
		}
		select {
		case <-t.C:
		case <-l.agent.ended:
			return "", errors.New("simagent ended early")
		case <-ctx.Done():
			return "", fmt.Errorf("not within %s; %s", l.limit, last)
		}
	}
}

// sum compares what the agent counted with what the network metered.
func (l *life) sum(st local.Status, took, stopped time.Duration) {
	m := l.bench.lab.Metered()
	sim := l.bench.lab.Cloud.SimStatus(l.bench.info.ICCID)
	fmt.Printf("\nOne life of a SIM in %.1f s; simagent ended in %d ms.\n", took.Seconds(), stopped.Milliseconds())
	fmt.Printf("  network   %d B (%d up, %d down), %d IP Commands\n", m.Up+m.Down, m.Up, m.Down, m.Datagrams)
	fmt.Printf("  cloud     %d B and %d SMS Commands while ready; made active by %s\n", sim.ReadyBytes, sim.ReadySMS, sim.Why)
	fmt.Printf("  simagent  says that ready ended by %s\n", or(st.Account.EndedBy, "nothing that it noticed"))
}

func or(s *string, def string) string {
	if s == nil {
		return def
	}
	return *s
}
