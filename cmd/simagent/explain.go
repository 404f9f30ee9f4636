package main

import (
	"bufio"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"simagent/atcmd/explain"
	"simagent/atcmd/transcript"
)

func newExplain() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "explain [LINE…]", Short: "Say what lines of an AT port mean",
		Long: `Say what lines of an AT port mean: commands, answers, unsolicited lines, errors,
messages in hexadecimal and files of the SIM. The lines come as arguments or, when
there are none, from standard input; CR LF or \r\n may stand between several in one
argument. A line that starts with AT is the pending command of what follows. Times,
arrows and colours that a log writes beside the lines are passed over. A transcript
of "simagent record" is read too, on standard input.
No daemon and no module is needed. Numbers of cards and people in what you type
are shown whole.

--json prints one object a line: line, kind, command (null: unsolicited, or none
known), fields (units at the end of the names, unknown is null) and meaning. kind is
command, echo, answer, urc, final, error, prompt, pdu, text or unknown.`,
		Example: `  simagent explain '+CEREG: 2,5,"1A2B","01C3D4E5",7'
  simagent explain 'AT+CRSM=176,28539,0,0,12' \
    '+CRSM: 144,0,"62F210FFFFFFFFFFFFFFFFFF"'
  simagent explain --json < session.log
  simagent explain < eg25.at`,
		RunE: func(cmd *cobra.Command, args []string) error {
			out := bufio.NewWriter(cmd.OutOrStdout())
			var e explain.Explainer
			show := func(o explain.Object) { writeExplained(out, o) }
			if asJSON {
				show = func(o explain.Object) { writeExplainedJSON(out, o) }
			}
			explainText := func(text string) {
				for _, line := range explain.Split(text) {
					show(e.Line(line))
				}
			}
			for _, a := range args {
				explainText(a)
			}
			if len(args) == 0 {
				if f, ok := cmd.InOrStdin().(*os.File); ok && isTerminal(f) {
					_, _ = io.WriteString(cmd.ErrOrStderr(), "Type or paste lines; Ctrl-D ends.\n")
				}
				var log logLines
				if err := explainStream(cmd.InOrStdin(), func(line string) error {
					explainText(log.text(line))
					return out.Flush()
				}); err != nil {
					return err
				}
			}
			return out.Flush()
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a line")
	return cmd
}

// logLines takes what went over the port out of the lines of a transcript; any
// other line it leaves as it is. The zero value is ready.
type logLines struct {
	transcript bool // its first line was seen
	begun      bool // and an entry
}

func (l *logLines) text(line string) string {
	if transcript.IsHeader(line) {
		*l = logLines{transcript: true}
		return ""
	}
	if e, ok := transcript.ParseEntry(line); ok {
		l.begun = true
		if e.Kind == transcript.Sent || e.Kind == transcript.Got {
			return strings.TrimRight(e.Data, "\x1a\x1b")
		}
		return ""
	}
	if l.transcript && (!l.begun || line[0] == '#') {
		return "" // who made it, and comments
	}
	return line
}

// maxExplained bounds a line of standard input in bytes; a longer one is cut apart.
const maxExplained = 64 << 10

// explainStream gives each line of r, ended by CR, LF or both, to each as it comes.
func explainStream(r io.Reader, each func(string) error) error {
	in := bufio.NewReader(r)
	line := make([]byte, 0, 256)
	for {
		c, err := in.ReadByte()
		end := err != nil || c == '\r' || c == '\n'
		if !end {
			line = append(line, c)
		}
		if len(line) > 0 && (end || len(line) == maxExplained) {
			if err := each(string(line)); err != nil {
				return err
			}
			line = line[:0]
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
