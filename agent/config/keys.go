package config

import (
	"fmt"
	"strings"

	"simagent/agent/local"
)

// A key of the file: what it is, what it takes, and whether HUP changes it in
// a running daemon.
type key struct {
	name   string
	want   string
	help   string
	reload bool
	value  func(Config) string // as TOML
}

func text(f func(Config) string) func(Config) string {
	return func(c Config) string { return fmt.Sprintf("%q", f(c)) }
}

func span(f func(Config) Duration) func(Config) string {
	return func(c Config) string { return fmt.Sprintf("%q", f(c).String()) }
}

// keys lists every key in the order of the printed file.
var keys = []key{
	{"modem.port", "a path", "AT port of the module; empty: the only known AT interface that is plugged in", false, text(func(c Config) string { return c.Modem.Port })},
	{"modem.second_port", "a path", "another AT port of the module, for when the first hangs; empty: the one that its USB interfaces name", false, text(func(c Config) string { return c.Modem.Second })},
	{"modem.baud", "a number", "bits per second; only a UART cares", false, func(c Config) string { return fmt.Sprint(c.Modem.Baud) }},
	{"modem.baud_search", "true or false", "try a silent UART at other speeds; some modules that measure the speed lock up on that", false, func(c Config) string { return fmt.Sprint(c.Modem.Search) }},
	{"modem.flow_control", "true or false", "RTS/CTS on a UART that has the wires; without them nothing is sent", false, func(c Config) string { return fmt.Sprint(c.Modem.Flow) }},
	{"modem.poll", "a duration", "how often the module is asked when it reports nothing by itself", true, span(func(c Config) Duration { return c.Modem.Poll })},
	{"modem.clock", "local, utc or off", "what the module's clock (AT+CCLK?) keeps, asked only while neither NTP nor the cloud told the time; 27.007 says local time, some modules keep UTC; off: not used", false, text(func(c Config) string { return c.Modem.Clock })},
	{"modem.connect", "off or context", "off: no data context is raised or dropped, whoever uses data does that; context: the module's first one is kept active (AT+CGACT), and what the system then sends counts", false, text(func(c Config) string { return c.Modem.Connect })},
	{"sim.pin_file", "a path", "file with the PIN that only its owner can read; one that fails is never sent again; with two tries left at least, and never a PUK", false, text(func(c Config) string { return c.SIM.PINFile })},
	{"sim.apn", "a name", "APN that the SIM needs; empty: any", false, text(func(c Config) string { return c.SIM.APN })},
	{"sim.settings", "show, apply or off", "settings that the SIM needs and the module has otherwise (APN, roaming): show them, or write them too", false, text(func(c Config) string { return c.SIM.Settings })},
	{"sms.number", "digits", "where SMS Commands go; the vendor's Super SIM samples use 000 (not confirmed by its reference)", false, text(func(c Config) string { return c.SMS.Number })},
	{"sms.also", "a list of digits", "messages from these numbers are SMS Commands too; 2936 was the older product's", false, func(c Config) string { return list(c.SMS.Also) }},
	{"sms.delete", "never, commands or all", "which messages are deleted once they are counted; a full storage lets no SMS Command in", true, text(func(c Config) string { return c.SMS.Delete })},
	{"meter.source", "auto, interface, module or none", "who counts the bytes; auto: the interface if there is one, else the module's counter", false, text(func(c Config) string { return c.Meter.Source })},
	{"meter.interface", "a name", "the modem's network interface; empty: the one on its USB device", false, text(func(c Config) string { return c.Meter.Interface })},
	{"meter.poll", "a duration", "how often the counter is read while bytes move", true, span(func(c Config) Duration { return c.Meter.Poll })},
	{"meter.poll_idle", "a duration", "and at rest; after ten minutes four times as long, a minute at most; the traffic of one such time can be missed by a power cut", true, span(func(c Config) Duration { return c.Meter.PollIdle })},
	{"cloud.provider", "none, twilio or kore", "whose API is asked about the Sim; none: nobody's", false, text(func(c Config) string { return c.Cloud.Provider })},
	{"cloud.base_url", "a URL", "https, or http on this machine itself; empty: the provider's own", false, text(func(c Config) string { return c.Cloud.BaseURL })},
	{"cloud.token_url", "a URL", "where KORE's client credentials become a token; empty: the provider's own", false, text(func(c Config) string { return c.Cloud.TokenURL })},
	{"cloud.credentials", "a path or systemd:NAME", "file with USER:SECRET (at KORE client id and secret) that only its owner can read, or a systemd credential; never logged, never printed", false, text(func(c Config) string { return c.Cloud.Credentials })},
	{"cloud.token_command", "a list of a program and its arguments", "instead of credentials: prints a bearer token, or for twilio USER:SECRET; run without a shell, with no secret among its arguments; by which way it fetches that is its own affair", false, func(c Config) string { return list(c.Cloud.TokenCommand) }},
	{"cloud.ca_file", "a path", "PEM file of the authority to trust instead of the system's", false, text(func(c Config) string { return c.Cloud.CAFile })},
	{"cloud.poll", "a duration", "how often the Sim is fetched, with jitter; shorter near a threshold", true, span(func(c Config) Duration { return c.Cloud.Poll })},
	{"cloud.via", "a name", "interface for the requests; empty: only one that is proven not to be the modem's", false, text(func(c Config) string { return c.Cloud.Via })},
	{"cloud.price_note", "a text", "said by `simagent sims` before it does what costs money, such as your tariff", false, text(func(c Config) string { return c.Cloud.PriceNote })},
	{"cloud.callback", "IP:PORT", "listen here for the vendor's callbacks; empty: do not. Most gateways are behind a carrier's NAT and cannot be called", false, text(func(c Config) string { return c.Cloud.Callback })},
	{"cloud.callback_url", "a URL", "the address by which the vendor reaches cloud.callback, as it was given with the update: signatures cover it", false, text(func(c Config) string { return c.Cloud.CallbackURL })},
	{"cloud.callback_secret", "a path", "file with the secret of signatures that only its owner can read: Twilio's AuthToken, or KORE's webhook secret", false, text(func(c Config) string { return c.Cloud.CallbackSecret })},
	{"report.url", "a URL", "your own address for reports, https (http only on this machine): tried first, over the LAN alone; signed JSON, see agent/report/README.md", false, text(func(c Config) string { return c.Report.URL })},
	{"report.key", "a path or systemd:NAME", "file with the secret that reports to report.url are signed with, which only its owner can read", false, text(func(c Config) string { return c.Report.Key })},
	{"report.ca_file", "a path", "PEM file of the authority to trust for report.url instead of the system's", false, text(func(c Config) string { return c.Report.CAFile })},
	{"report.ip_command", "true or false", "report over the modem by IP Command: about 73 bytes each, 275 a day at most while ready", true, func(c Config) string { return fmt.Sprint(c.Report.IPCommand) }},
	{"report.address", "IP:PORT", "where IP Commands go; the port is from a vendor sample, not from its reference", false, text(func(c Config) string { return c.Report.Address })},
	{"report.sms", "a number", "SMS Commands of a billing period that alarms may take when nothing cheaper carries them; each counts, and the one that ends ready is never sent; 0: none", true, func(c Config) string { return fmt.Sprint(c.Report.SMS) }},
	{"report.heartbeat", "a duration", "a report after this time without a change", true, span(func(c Config) Duration { return c.Report.Heartbeat })},
	{"report.interval", "a duration", "at most one report of changes in this time", true, span(func(c Config) Duration { return c.Report.Interval })},
	{"desired.iccids", "a list of ICCIDs in full", "SIMs that the daemon may change once, as below, while they are new; none: it changes nothing in the cloud", false, func(c Config) string { return list(c.Want.ICCIDs) }},
	{"desired.status", "ready or nothing", "make them ready; active is never done by the daemon", false, text(func(c Config) string { return c.Want.Status })},
	{"desired.fleet", "a name or SID", "put them into this Fleet", false, text(func(c Config) string { return c.Want.Fleet })},
	{"desired.name", "a name", "give the Sim this unique name, if it has none", false, text(func(c Config) string { return c.Want.Name })},
	{"alarm.command", "a list of a program and its arguments", "run on each alarm, without a shell, with the event as JSON on its standard input; 30 seconds at most, one at a time", false, func(c Config) string { return list(c.Alarm.Command) }},
	{"board.name", "a name", "what carries the module; `simagent boards list` shows the names; empty: nobody says, and nothing is driven by guess", false, text(func(c Config) string { return c.Board.Name })},
	{"board.file", "a path", "TOML file of a board of your own, instead of board.name; `simagent boards show --toml NAME` is a start", false, text(func(c Config) string { return c.Board.File })},
	{"recovery.most", "none, register, radio, module, usb or power", "the strongest thing that is done about a module that does not work: nothing, AT+COPS=0 for one that was told to stay off the network, the radio off and on, a restart by command, of its USB device, by the board's lines", true, text(func(c Config) string { return c.Recovery.Most })},
	{"recovery.resets", "a number", "restarts of the module in 24 hours at most, also over restarts of the daemon; its radio may go off and on twice as often", true, func(c Config) string { return fmt.Sprint(c.Recovery.Resets) }},
	{"recovery.patience", "a duration", "how long a network may not take the SIM before anything is done, and doubled after each try; a Super SIM changes its identity every 3 to 20 minutes meanwhile, and a reset begins that anew", true, span(func(c Config) Duration { return c.Recovery.Patience })},
	{"metrics.listen", "127.0.0.1:PORT or a path", "serve metrics for Prometheus at /metrics, on this host alone: an address of loopback, or the path of a unix socket; empty: do not", false, text(func(c Config) string { return c.Metrics.Listen })},
	{"metrics.textfile", "a path", "write the same into this file for the textfile collector of node_exporter, NAME.prom, once a minute at most and when something changed; it goes when the daemon ends or cannot write it, and is stamped anew every ten minutes; empty: do not", false, text(func(c Config) string { return c.Metrics.Textfile })},
	{"page.listen", "IP:PORT", "serve a status page, such as at 127.0.0.1:8088; it shows and changes nothing; beyond loopback it wants page.token, nothing encrypts it, and no visitor comes by the modem's own interface; empty: do not", false, text(func(c Config) string { return c.Page.Listen })},
	{"page.token", "a path or systemd:NAME", "file with what a visitor must know, 16 characters at least, that only its owner can read", false, text(func(c Config) string { return c.Page.Token })},
	{"page.hosts", "a list of names", "further names that the page is reached by, such as that of a proxy; IP addresses, localhost and this host's own name need no mention", false, func(c Config) string { return list(c.Page.Hosts) }},
	{"log.level", "debug, info, warn or error", "how much the daemon says", true, text(func(c Config) string { return c.Log.Level })},
	{"log.show_ids", "true or false", "print ICCIDs in full in the log; they are personal data", true, func(c Config) string { return fmt.Sprint(c.Log.ShowIDs) }},
}

func list(v []string) string {
	q := make([]string, len(v))
	for i := range v {
		q[i] = fmt.Sprintf("%q", v[i])
	}
	return "[" + strings.Join(q, ", ") + "]"
}

// Print returns the configuration as a file with a comment at each key.
func (c Config) Print() string {
	var b strings.Builder
	section := ""
	for _, k := range keys {
		s, name, _ := strings.Cut(k.name, ".")
		if s != section {
			if section != "" {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "[%s]\n", s)
			section = s
		}
		reload := ""
		if k.reload {
			reload = " [HUP]"
		}
		for _, l := range local.Fold(k.help+reload, 78) { // somebody edits the file on a screen of 80 columns
			b.WriteString("# " + l + "\n")
		}
		fmt.Fprintf(&b, "%s = %s\n", name, k.value(c))
	}
	return b.String()
}

// Reload returns c with the keys of next that a running daemon takes over, and
// the names of changed keys that it does not.
func (c Config) Reload(next Config) (merged Config, ignored []string) {
	merged = c
	merged.Modem.Poll = next.Modem.Poll
	merged.SMS.Delete = next.SMS.Delete
	merged.Meter.Poll, merged.Meter.PollIdle = next.Meter.Poll, next.Meter.PollIdle
	merged.Cloud.Poll = next.Cloud.Poll
	merged.Report.SMS = next.Report.SMS
	merged.Report.IPCommand, merged.Report.Heartbeat, merged.Report.Interval = next.Report.IPCommand, next.Report.Heartbeat, next.Report.Interval
	merged.Recovery = next.Recovery
	merged.Log = next.Log
	for _, k := range keys {
		if !k.reload && k.value(c) != k.value(next) {
			ignored = append(ignored, k.name)
		}
	}
	return merged, ignored
}

// wanted says what a key takes, "" for a name that is no key.
func wanted(name string) string {
	for _, k := range keys {
		if k.name == name {
			return k.want
		}
	}
	return ""
}

// suggest names the key that was probably meant: the closest in spelling, in
// any section, if it is close at all.
func suggest(name string) string {
	best, distance := "", 4
	for _, k := range keys {
		if d := edits(name, k.name); d < distance {
			best, distance = k.name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %s?)", best)
}

// edits is the Levenshtein distance of two short texts.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
