package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/agenttest"
	"simagent/atcmd/modemtest"
	"simagent/simcard"
	"simagent/simcard/simcardtest"
)

// say prints one JSON line.
func say(w io.Writer, v any) error { return json.NewEncoder(w).Encode(v) }

// persona makes the persona with a name.
func persona(name string) (*modemtest.Persona, error) { return modemtest.ByName(name) }

// personaLines lists them for a screen of 80 columns.
func personaLines() string {
	var names []string
	for _, p := range modemtest.Personas() {
		names = append(names, p.Name)
	}
	return lines(names)
}

// lines puts words into indented lines for a screen of 80 columns.
func lines(words []string) string {
	var b strings.Builder
	line := " "
	for _, word := range words {
		if len(line)+1+len(word) > 80 {
			b.WriteString(line + "\n")
			line = " "
		}
		line += " " + word
	}
	return b.String() + line
}

// modemFlags are what a user may ask of an emulated modem.
type modemFlags struct {
	persona, iccid, pin  string
	noSIM, paced, second bool
	deny, baud           int
	link, listen, faults string
	play, trace          string
}

func newModem() *cobra.Command {
	var f modemFlags
	cmd := &cobra.Command{
		Use: "modem", Short: "An emulated modem with a Super SIM on a pseudo terminal", Args: cobra.NoArgs,
		Long: `An emulated modem with a Super SIM on a pseudo terminal, registered on a roaming
network or refused by it. Prints one JSON line when the port is there, and another
when it has come back after it vanished:
{"port","ports","listen","model","iccid"}.

--listen also serves it on a TCP address or a unix socket (a path, or @name for an
abstract one), each connection a port of the module.

ATD*99# ends in CONNECT, but nobody speaks PPP there. When the last program closes a
terminal, DTR drops, and a data call ends as AT&D says.

--trace writes what goes over all ports as a transcript, which --play and "simagent
explain" read, with a comment at each command that the persona does not know.
--play takes no other option but --link and --paced: a command that was recorded gets
the recorded answers one after the other, and the last one again and again; any other
gets ERROR.

--faults reads a script, one step a line; with - the lines are taken from standard
input as they come. [at TIME | on MATCH [x N | always]] ACTION:
  at 5s urc "+CREG: 2" x 1000 every 1ms
  on +CEREG? late 4s           the answer comes, but so late
  on +CSQ x 3 silent           neither carried out nor answered, three times
  on +CSQ always mute          carried out, never answered
  on +CSQ cut                  information lines without a final result
  on +CSQ final "ERROR"        another final result; answer "+CSQ: x": other lines
  on +CSQ split 2ms            byte by byte, with such pauses
  garbage 200                  so many bytes of noise
  echo flip                    the echo goes on or off by itself
  reset                        restarts; behind "on" the command is lost
  sim busy 20s                 the card cannot be reached; sim out 5s: is taken out
  write hang 10s               the first port, or that of the command, reads nothing until
                               a reset; a terminal takes some 4 KB before it blocks
  vanish 3s                    the ports go away and come back
  carrier lost                 the network ends a data call
  sms "+15550000001" "text"    a message from the network
An action without "at" or "on" happens at once. MATCH is part of a command line.

For programs of others: gammu takes the terminal (connection = at115200). ofono takes
--listen 127.0.0.1:PORT from a file that OFONO_PHONESIM_CONFIG names: [phonesim], Address=,
Port=. ModemManager --test-enable takes --listen PATH by its method
org.freedesktop.ModemManager1.Test.SetProfile, of a name, a plugin (generic) and [PATH].

Personas:
` + personaLines(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.persona == "list" {
				for _, p := range modemtest.Personas() {
					fmt.Fprintln(cmd.OutOrStdout(), p.Name)
				}
				return nil
			}
			if f.play != "" {
				return playModem(cmd.Context(), cmd.OutOrStdout(), f.play, f.link, f.paced)
			}
			return f.run(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.persona, "persona", "eg25-g", "the module to be; list prints the names")
	flags.StringVar(&f.iccid, "iccid", agenttest.ICCID, "of the SIM")
	flags.BoolVar(&f.noSIM, "no-sim", false, "an empty holder")
	flags.StringVar(&f.pin, "pin", "", "the SIM asks for this `code`, 4 to 8 digits")
	flags.StringVar(&f.link, "link", "", "make this symbolic `PATH` to the terminal, and PATH.2 to the second")
	flags.BoolVar(&f.second, "second-port", false, "a second terminal of the same module")
	flags.StringVar(&f.listen, "listen", "", "serve on this `address` too: 127.0.0.1:0, /path or @name")
	flags.IntVar(&f.deny, "deny", 0, "refuse registration with this EMM `cause`, 1 to 255")
	flags.BoolVar(&f.paced, "paced", false, "answer as slowly as the real module, over a line of --baud")
	flags.IntVar(&f.baud, "baud", 115200, "bits a second with --paced, ten a byte")
	flags.StringVar(&f.faults, "faults", "", "play the script in this `FILE`, or - for standard input")
	flags.StringVar(&f.trace, "trace", "", "write the traffic into this new `FILE`, or - for standard error")
	flags.StringVar(&f.play, "play", "", "answer from the transcript in this `FILE`, with --paced at its pace")
	return cmd
}

// modem makes what the flags ask for; iccid is "" without a SIM. unknown is told the commands that it lacks.
func (f *modemFlags) modem(unknown func(cmd string)) (m *modemtest.Modem, model, iccid string, err error) {
	p, err := persona(f.persona)
	if err != nil {
		return nil, "", "", err
	}
	if f.deny < 0 || f.deny > 255 {
		return nil, "", "", fmt.Errorf("--deny %d: a cause is 1 to 255", f.deny)
	}
	if f.baud < 300 || f.baud > 4_000_000 {
		return nil, "", "", fmt.Errorf("--baud %d: 300 to 4000000", f.baud)
	}
	o := modemtest.Options{Persona: p, RegisterDelay: time.Second, OnUnknown: unknown}
	if f.paced {
		o.Paced, o.Baud, o.Boot = true, f.baud, modemtest.TypicalBoot()
	}
	if !f.noSIM {
		if o.Card, iccid, err = f.card(); err != nil {
			return nil, "", "", err
		}
	}
	o.Registration = modemtest.Roaming(agenttest.OperatorPLMN, agenttest.OperatorName)
	if f.deny > 0 {
		o.Registration = modemtest.Denied(agenttest.OperatorPLMN, f.deny)
	}
	m = modemtest.New(o)
	return m, p.Model, iccid, nil
}

func (f *modemFlags) card() (*simcardtest.Card, string, error) {
	id, err := simcard.ParseICCID(f.iccid)
	if err != nil {
		return nil, "", fmt.Errorf("--iccid: %w", err)
	}
	card := simcardtest.New(f.iccid)
	if f.pin != "" {
		if len(f.pin) < 4 || len(f.pin) > 8 || strings.Trim(f.pin, "0123456789") != "" {
			return nil, "", errors.New("--pin: a PIN has 4 to 8 digits")
		}
		card.SetPIN(f.pin, true)
	}
	return card, id.Digits(), nil
}

// symlink gives a terminal a lasting name. Only a symbolic link is ever
// replaced, so that a slip of the hand costs no file.
func symlink(link, path string) (string, error) {
	if link == "" {
		return path, nil
	}
	if info, err := os.Lstat(link); err == nil {
		if info.Mode()&os.ModeSymlink == 0 {
			return "", fmt.Errorf("--link %s: there is a file already, and it is no symbolic link", link)
		}
		if err := os.Remove(link); err != nil {
			return "", fmt.Errorf("--link: %w", err)
		}
	}
	if err := os.Symlink(path, link); err != nil {
		return "", fmt.Errorf("--link: %w", err)
	}
	return link, nil
}

// unlink removes the link if it is still ours.
func unlink(link, path string) {
	if to, err := os.Readlink(link); link != "" && err == nil && to == path {
		_ = os.Remove(link)
	}
}
