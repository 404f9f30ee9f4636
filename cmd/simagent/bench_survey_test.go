package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/agent"
	"simagent/agent/agenttest"
	trays "simagent/agent/bench"
	"simagent/atcmd/modemtest"
	"simagent/atcmd/transcript"
	"simagent/simcard/simcardtest"
)

// surveyOf surveys a module in a bubble. It stalls at the command stall, "" none, and for that long, 0 for good.
func surveyOf(t *testing.T, stall string, long time.Duration, faults ...modemtest.Fault) (text string, files []string, err error) {
	stalls := make(chan struct{}, 1000)
	m := modemtest.New(modemtest.Options{Persona: modemtest.Generic27007(), Card: simcardtest.New(agenttest.ICCID), Registration: modemtest.Roaming("310410", "LAB"),
		OnCommand: func(line string) {
			if line == "AT"+stall && stall != "" {
				stalls <- struct{}{}
			}
		}})
	m.Fault(faults...)
	over := make(chan struct{})
	defer close(over)
	go func() {
		select {
		case <-stalls:
			m.Stall(true)
		case <-over:
			return
		}
		if long > 0 {
			time.Sleep(long)
			m.Stall(false)
		}
	}()
	var tee transcript.Tee
	open := func(ctx context.Context) (agent.Port, error) {
		here, there := net.Pipe()
		go func() { _ = m.Serve(ctx, there) }() // ends with the session
		return agent.Port{ReadWriteCloser: tee.Wrap(here), Path: "/dev/bench"}, nil
	}
	dir := t.TempDir()
	var out bytes.Buffer
	err = survey(t.Context(), &out, open, &tee, dir)
	files, _ = filepath.Glob(dir + "/*")
	return out.String(), files, err
}

// A module that hangs at a command is asked the rest, and the next command's time is its own.
func TestSurveyOfAModuleThatHangs(t *testing.T) {
	for name, stall := range map[string]string{"at one command": "", "as a whole, for a while": "+GCAP"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				text, files, err := surveyOf(t, stall, 20*time.Second, modemtest.Fault{Match: "+CPAS", Ignore: true})
				require.NoError(t, err, text)
				require.Len(t, files, 3)
				require.Equal(t, len(trays.SurveyCommands()), strings.Count(text, " ms"))
				for line := range strings.Lines(text) {
					if strings.HasPrefix(line, "AT+CPAS") {
						require.Contains(t, line, " none ")
					} else if strings.Contains(line, " ms") && !strings.Contains(line, " none ") {
						require.Contains(t, line, " 0.0 ms", line)
					}
				}
			})
		})
	}
}

// Echo that does not go off and odd line ends are no hindrance.
func TestSurveyOfAnOddModule(t *testing.T) {
	for name, fault := range map[string]modemtest.Fault{
		"CR alone": {Times: -1, CROnly: true}, "CR CR LF": {Times: -1, CRCRLF: true}, "echo glued": {Times: -1, EchoGlued: true}, "byte by byte": {Times: -1, Split: true, Gap: time.Millisecond}, "noise": {Times: -1, NULs: 3},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				text, _, err := surveyOf(t, "", 0, fault)
				require.NoError(t, err)
				require.NotContains(t, text, " none ", text)
				require.Contains(t, text, "AT+CGMI                        ok")
			})
		})
	}
}

// What was asked before the module went away for good is written.
func TestSurveyOfAModuleThatGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		text, files, err := surveyOf(t, "+GCAP", 0)
		require.ErrorContains(t, err, "the module did not come back after AT")
		require.Len(t, files, 3)
		b, err := os.ReadFile(files[2])
		require.NoError(t, err)
		require.Contains(t, string(b), `"command":"+GMR"`)
		require.Contains(t, text, "commands are known to the module")
	})
}
