package packages

import "strings"

const tomlBefore = `The daemon reads one TOML file, which
.B simagent run \-\-config
names; in a package it is
.I /etc/simagent/NAME.toml
of the unit
.BR simagent@NAME .
Every key has a default, and may be left out; one that is not listed here is an error. Of a running daemon, keys marked [HUP]
are taken over by
.BR "systemctl reload" ,
the others by
.BR "systemctl restart" .
`

// Configuration makes simagent.toml(5) of a configuration as it is printed: tables, a comment before each key, its default.
func (m Maker) Configuration(printed string) (File, error) {
	var b strings.Builder
	b.WriteString(m.head("simagent.toml", 5) + ".SH NAME\nsimagent.toml \\- configuration of the simagent daemon\n.SH DESCRIPTION\n" + tomlBefore + ".SH KEYS\n")
	comment := ""
	for line := range strings.Lines(printed) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "["):
			b.WriteString(".SS " + roff(line) + "\n")
		case strings.HasPrefix(line, "# "):
			comment = strings.TrimSpace(comment + " " + strings.TrimPrefix(line, "# "))
		case line != "":
			b.WriteString(".TP\n.B " + roff(line) + "\n" + roff(comment) + "\n")
			comment = ""
		}
	}
	b.WriteString(".SH FILES\n.TP\n.I /etc/simagent/modem.toml\nof the instance that a package starts\n.TP\n.I /var/lib/simagent\naccounts and histories\n" +
		".SH SEE ALSO\n.BR simagent (1),\n.BR simagent\\-config (1),\n.BR simagent\\-run (1)\n")
	return manFile("simagent.toml", 5, b.String())
}
