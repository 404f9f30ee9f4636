package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"simagent/agent/report"
)

// reportExample is what a gateway in its second month sends; a test makes it anew.
const reportExample = "rwABARi1Ag4DAQQFBfUGBwg4YAoaAALLoAsaAALPoAwBDQEOGDIPGGAQGRHc"

func newReportDecode() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "decode [TEXT|-]", Short: "Say what a report says",
		Long: `Say what a report says, in whatever form it is at hand: the payload of an IP Command
in base64 or hex, the text of an SMS Command ("SA1 …"), the JSON of a report or of
an IpCommand of the API, the body of the vendor's callback, or the bytes themselves
on standard input. Without TEXT, or with "-", each line of standard input is a report;
JSON may go over several. One that cannot be read is said so, and does not stop the
others; the exit code is 1 then. No daemon is needed.

--json prints one object a report on one line: units at the end of the names, unknown
is null. Ids are shown whole where the form carries them.`,
		Example: `  simagent report decode \
    ` + reportExample + `
  simagent report decode --json < payloads.txt
  simagent report decode \
    'SA1 ` + reportExample + `'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			out := bufio.NewWriter(cmd.OutOrStdout())
			d := &reportDecoder{out: out, errs: cmd.ErrOrStderr(), asJSON: asJSON}
			// The text form has a blank, and comes as two arguments from whoever forgets the quotes.
			if text := strings.Join(args, " "); text != "" && text != "-" {
				if err := d.show([]byte(text)); err != nil {
					return err
				}
				return out.Flush()
			}
			return d.stream(cmd.InOrStdin())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON object a report")
	return cmd
}

// reportDecoder shows reports one after the other.
type reportDecoder struct {
	out    *bufio.Writer
	errs   io.Writer
	asJSON bool
	seen   int // reports, readable or not
	failed bool
	open   []byte // the lines so far of JSON that goes over several
}

// stream reads from r one report a line, or one in binary to the end.
func (d *reportDecoder) stream(r io.Reader) error {
	if f, ok := r.(*os.File); ok && isTerminal(f) {
		fmt.Fprintln(d.errs, "Type or paste reports, one a line; Ctrl-D ends.")
	}
	in := bufio.NewReader(r)
	if first, _ := in.Peek(1); len(first) == 1 && first[0]>>5 == 5 { // a CBOR map, which holds line ends
		b, err := io.ReadAll(io.LimitReader(in, report.MaxPayload+1))
		if err != nil {
			return fmt.Errorf("cannot read report: %w", err)
		}
		d.one(b)
	} else if err := explainStream(in, d.line); err != nil {
		return fmt.Errorf("cannot read report: %w", err)
	}
	d.close()
	if err := d.out.Flush(); err != nil {
		return err
	}
	switch {
	case d.seen == 0:
		return errors.New("cannot read report: there is nothing to read")
	case d.failed:
		return &exitError{code: 1}
	}
	return nil
}

// line takes a line of text. JSON goes on until it is whole, or until a line does not go on with it.
func (d *reportDecoder) line(text string) error {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return nil
	}
	if len(d.open) > 0 {
		if strings.ContainsAny(text[:1], " \t\"}]") && len(d.open)+len(text) < report.MaxJSON {
			d.open = append(append(d.open, '\n'), text...)
			if json.Valid(d.open) {
				d.close()
			}
			return d.out.Flush()
		}
		d.close()
	}
	if trimmed[0] == '{' && !json.Valid([]byte(trimmed)) {
		d.open = []byte(text)
		return nil
	}
	d.one([]byte(text))
	return d.out.Flush()
}

// close shows the JSON that is open, whole or not.
func (d *reportDecoder) close() {
	if len(d.open) > 0 {
		d.one(d.open)
		d.open = nil
	}
}

// one shows one of several reports, and says what is wrong with it.
func (d *reportDecoder) one(b []byte) {
	if err := d.show(b); err != nil {
		d.failed = true
		_ = d.out.Flush() // what was before stands above
		fmt.Fprintf(d.errs, "simagent: report %d: %v\n", d.seen, err)
	}
}

func (d *reportDecoder) show(b []byte) error {
	d.seen++
	r, err := report.Read(b)
	if err != nil {
		return err
	}
	if d.asJSON {
		b, err := report.EncodeJSON(r.Payload, r.Device, r.SentAt)
		if err != nil {
			return err
		}
		_, err = d.out.Write(append(b, '\n'))
		return err
	}
	if d.seen > 1 {
		fmt.Fprintln(d.out)
	}
	writeReport(d.out, r)
	return nil
}
