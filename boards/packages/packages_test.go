package packages

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/agent/config"
)

var maker = Maker{Version: "1.2.3", Time: time.Date(2026, 11, 24, 23, 0, 0, 0, time.FixedZone("", 3600))}

func sample() *cobra.Command {
	root := &cobra.Command{Use: "agent", Short: "Do what it does", Long: "First line of\nthe text.\n\n  --kept  as it\n    stands\n\n'quoted' .dot\n.dot"}
	root.PersistentFlags().String("state", "/var/lib", "folder that keeps it")
	run := func(*cobra.Command, []string) {}
	sub := &cobra.Command{Use: "sims-of ICCID", Short: "Show it", Run: run, Example: "  agent sims-of 1"}
	sub.Flags().Bool("yes", false, "do `it`, with a back\\slash")
	root.AddCommand(sub, &cobra.Command{Use: "secret", Hidden: true, Run: run})
	return root
}

func text(t *testing.T, f File) string {
	r, err := gzip.NewReader(bytes.NewReader(f.Text))
	require.NoError(t, err)
	require.True(t, r.ModTime.IsZero(), "the same bytes whenever it is made")
	b, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(b)
}

func TestMan(t *testing.T) {
	files, err := maker.Man(sample())
	require.NoError(t, err)
	require.Len(t, files, 2, "not the hidden")
	require.Equal(t, "/usr/share/man/man1/agent.1.gz", files[0].Path)
	require.Equal(t, `.TH AGENT 1 "2026-11-24" "simagent 1.2.3" "simagent"
.nh
.SH NAME
agent \- Do what it does
.SH SYNOPSIS
.B agent
COMMAND
.SH DESCRIPTION
First line of
the text.
.PP
.PP
.EX
\-\-kept  as it
  stands

.EE
.PP
\(aqquoted\(aq .dot
\&.dot
.SH OPTIONS OF ALL COMMANDS
.TP
\fB\-\-state\fR \fIstring\fR
folder that keeps it (default /var/lib)
.SH COMMANDS
.TP
.BR agent\-sims\-of (1)
Show it
.SH SEE ALSO
.BR simagent.toml (5)
`, text(t, files[0]))
	require.Equal(t, "/usr/share/man/man1/agent-sims-of.1.gz", files[1].Path)
	require.Contains(t, text(t, files[1]), "\\fB\\-\\-yes\\fR \\fIit\\fR\ndo it, with a back\\eslash\n.SH EXAMPLES\n.PP\n.EX\nagent sims\\-of 1\n.EE\n.SH SEE ALSO\n.BR agent (1),\n.BR simagent.toml (5)\n")
}

func TestConfiguration(t *testing.T) {
	f, err := maker.Configuration(config.Default().Print())
	require.NoError(t, err)
	require.Equal(t, "/usr/share/man/man5/simagent.toml.5.gz", f.Path)
	page := text(t, f)
	require.Contains(t, page, ".SS [modem]\n.TP\n.B port = \\(dq\\(dq\nAT port of the module; empty:")
	require.Equal(t, strings.Count(config.Default().Print(), " = "), strings.Count(page, "\n.B ")-1, "every key, and the command above them")
}

func TestCompletions(t *testing.T) {
	files, err := Completions(sample())
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, f := range files {
		require.Contains(t, string(f.Text), "__complete", f.Path)
	}
}

// uci has awk make TOML of what `uci show` prints.
func uci(t interface {
	require.TestingT
	Helper()
}, dir, shown string) (string, error) {
	t.Helper()
	defaults := filepath.Join(dir, "defaults.toml")
	require.NoError(t, os.WriteFile(defaults, []byte(config.Default().Print()), 0o644))
	cmd := exec.Command("awk", "-f", "openwrt/uci.awk", defaults, "-")
	cmd.Stdin = strings.NewReader(shown)
	out, err := cmd.Output()
	return string(out), err
}

func TestUCI(t *testing.T) {
	out, err := uci(t, t.TempDir(), `simagent.main=simagent
simagent.main.enabled='1'
simagent.modem=modem
simagent.modem.port='/dev/ttyUSB2'
simagent.modem.baud='9600'
simagent.sms=sms
simagent.sms.number='000'
simagent.sms.also='2936' 'it'\''s'
simagent.log=log
simagent.log.show_ids='true'
simagent.@modem[0]=modem
simagent.@modem[0].flow_control='1'
simagent.@modem[0].baud_search='off'
`)
	require.NoError(t, err)
	require.Equal(t, `[modem]
port = "/dev/ttyUSB2"
baud = 9600
flow_control = true
baud_search = false

[sms]
number = "000"
also = ["2936", "it's"]

[log]
show_ids = true

`, out)
	for shown, want := range map[string]string{
		"simagent.modem.bauds='1'":            "no such key: modem.bauds",
		"simagent.modme.baud='1'":             "no such key: modme.baud",
		"simagent.modem.baud='1\"\n[x]'":      "want a number",
		"simagent.modem.baud='9600' '1'":      "want one value for modem.baud",
		"simagent.modem.port='/dev/a' '/dev'": "want one value for modem.port",
		"simagent.log.show_ids='1 # true'":    "want true or false for log.show_ids",
		"simagent.report.sms='-1 # 2'":        "want a number for report.sms",
		"simagent.a=log\nsimagent.a.level='info'\nsimagent.b=log\nsimagent.b.level='info'": "two sections have log.level",
	} {
		out, err := uci(t, t.TempDir(), shown+"\n")
		require.Error(t, err, shown)
		require.Contains(t, out, "# error: "+want)
	}
}

// Whatever stands in UCI, the daemon reads the same.
func TestUCIKeepsWords(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z"'\\ #\[\]=ä-]{0,12}`)
		note, args := word.Draw(t, "note"), rapid.SliceOfN(word, 1, 3).Draw(t, "args")
		quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
		var list []string
		for _, a := range args {
			list = append(list, quote("/"+a))
		}
		out, err := uci(t, dir, fmt.Sprintf("simagent.cloud.price_note=%s\nsimagent.alarm.command=%s\n", quote(note), strings.Join(list, " ")))
		require.NoError(t, err)
		cfg, err := config.Parse([]byte(out))
		require.NoError(t, err, out)
		require.Equal(t, note, cfg.Cloud.PriceNote)
		for i, a := range args {
			require.Equal(t, "/"+a, cfg.Alarm.Command[i])
		}
	})
}
