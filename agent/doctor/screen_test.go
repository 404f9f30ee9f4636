package doctor

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"simagent/atcmd"
	"simagent/atcmd/cause"
	"simagent/atcmd/ports"
)

// checkScreen wants every line within the width, but for those that are there to be copied.
func checkScreen(t require.TestingT, r Report) {
	screen := Screen(r, ScreenOptions{})
	copied := map[string]bool{}
	for _, f := range r.Findings {
		for l := range strings.Lines(string(f.Fix)) {
			l, _, _ = strings.Cut(strings.TrimSuffix(l, "\n"), intoFile)
			copied[strings.TrimSpace(printable(l))] = true
		}
	}
	for l := range strings.Lines(screen) {
		l = strings.TrimSuffix(l, "\n")
		if utf8.RuneCountInString(l) > 80 {
			require.True(t, copied[strings.TrimSpace(l)], "%s", l)
		}
	}
	for _, f := range r.Findings {
		mark := string(f.State)
		switch f.State {
		case Fail:
			mark = "FAIL"
		case NotChecked:
			mark = "-"
		}
		require.Contains(t, screen, "\n"+mark+strings.Repeat(" ", markColumns-len(mark))+f.Check+" ")
	}
}

func TestScreenWell(t *testing.T) {
	t.Parallel()
	require.Equal(t, `gateway-7                                                Tue 24 Nov 12:00:00 UTC
The module was asked by the running daemon.

ok    port          /dev/ttyUSB2: Quectel EG25 answers. (Quectel EC25/EG25,
                    2c7c:0125 at USB 1-1.2, interface 02, driver option)
ok    holder        The running daemon has it, and nobody else.
ok    power         The supply holds. (get_throttled=0x0)
ok    uart          None is needed: the port is on USB.
ok    sim           A Super SIM is in: 8988307…2342. (read by +CRSM)
ok    pin           The SIM is open. (3 tries left)
ok    registration  Registered (roaming) on 310-410 LTE. (RSRP -97 dBm)
ok    fplmn         The card forbids no network. (EF FPLMN is empty)
ok    roaming       The module is set as a Super SIM needs it. (roaming 255)
ok    apn           The APN is "super". (AT+CGDCONT?; the network gave "super")
ok    pdp           A PDP context is active and has an address. (context 1 has
                    100.64.0.2)
ok    route         The cloud is asked by eth0, which is not the modem's. (the
                    modem's: wwan0)
ok    cloud         The Sim is "ready", in the Fleet hq-sensors. (the daemon
                    asked 1 min ago)
ok    limit         73 % of the free use is used up. (data 184224 of 250000 B,
                    SMS Commands 2 of 5)
ok    credentials   The file is its owner's alone, and the cloud takes it.
                    (/etc/simagent/credential)
ok    clock         The kernel says that NTP has set the clock. (2026-11-24
                    12:00:00 UTC)
ok    disk          The daemon keeps the account. (/var/lib/simagent, 1073 MB
                    free)

Nothing is wrong.
`, Screen(NewReport(gateway()), ScreenOptions{}))
}

// A gateway of which ModemManager has the port, and that has two more troubles of its own.
func TestScreenHeld(t *testing.T) {
	t.Parallel()
	f := gateway()
	f.blank()
	f.Asked, f.Port.Asked = "", false
	f.Holders.List = []ports.Holder{{PID: 512, Command: "ModemManager", Unit: "ModemManager.service", Port: f.Port.Found}}
	f.Cloud, f.Limit = Cloud{Provider: "twilio"}, Limit{}
	f.Credentials = Credentials{Needed: true, Place: "/etc/simagent/credential", Error: "cannot use credential file /etc/simagent/credential: others than its owner have access (mode 0644); type: chmod 600 /etc/simagent/credential"}
	f.Clock.Now = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	require.Equal(t, `gateway-7                                                Tue 24 Nov 12:00:00 UTC
The module was not asked.

ok    port          /dev/ttyUSB2 is there. (Quectel EC25/EG25, 2c7c:0125 at USB
                    1-1.2, interface 02, driver option)
FAIL  holder        ModemManager (512) holds /dev/ttyUSB2.
                    seen  process 512 has it open, unit ModemManager.service
                    type  sudo systemctl stop ModemManager
echo 'ACTION!="remove", SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="2c7c", ENV{ID_MODEL_ID}=="0125", ENV{ID_USB_INTERFACE_NUM}=="02", ENV{ID_MM_PORT_IGNORE}="1"' | sudo tee -a /etc/udev/rules.d/79-simagent-mm.rules
      sudo udevadm control --reload && sudo udevadm trigger -c add -s tty
                    do    The first line frees the port now. The others keep
                          ModemManager off this one port for good: then start it
                          again, if something else needs it. Or have 'sudo
                          simagent setup --apply' do all that, and run the
                          daemon as a service.
ok    power         The supply holds. (get_throttled=0x0)
ok    uart          None is needed: the port is on USB.
-     sim           not checked, because ModemManager holds the port
-     pin           not checked, because ModemManager holds the port
-     registration  not checked, because ModemManager holds the port
-     fplmn         not checked, because ModemManager holds the port
-     roaming       not checked, because ModemManager holds the port
-     apn           not checked, because ModemManager holds the port
-     pdp           not checked, because ModemManager holds the port
ok    route         The cloud is asked by eth0, which is not the modem's. (the
                    modem's: wwan0)
-     cloud         not checked, because the credentials do not serve: see that
                    line
-     limit         not checked, because ModemManager holds the port
FAIL  credentials   Cannot use credential file /etc/simagent/credential: others
                    than its owner have access (mode 0644).
                    seen  /etc/simagent/credential
                    type  chmod 600 /etc/simagent/credential
FAIL  clock         The clock says 2000: it is not set. Certificates are judged
                    by it.
                    type  sudo timedatectl set-ntp true
                    do    Or fit a clock with a battery.
ok    disk          The daemon keeps the account. (/var/lib/simagent, 1073 MB
                    free)

First: holder. ModemManager (512) holds /dev/ttyUSB2.
  type  sudo systemctl stop ModemManager
echo 'ACTION!="remove", SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="2c7c", ENV{ID_MODEL_ID}=="0125", ENV{ID_USB_INTERFACE_NUM}=="02", ENV{ID_MM_PORT_IGNORE}="1"' | sudo tee -a /etc/udev/rules.d/79-simagent-mm.rules
        sudo udevadm control --reload && sudo udevadm trigger -c add -s tty
  do    The first line frees the port now. The others keep ModemManager off this
        one port for good: then start it again, if something else needs it. Or
        have 'sudo simagent setup --apply' do all that, and run the daemon as a
        service.
Then type the same command again: 2 more lines fail after it.
`, Screen(NewReport(f), ScreenOptions{}))
}

func TestScreenOfANewSim(t *testing.T) {
	t.Parallel()
	f := gateway()
	f.Network = Network{Known: true, Stat: atcmd.Denied, Domain: cause.EMM, Cause: 8, Said: "AT+CEREG? says cause 8"}
	f.Cloud.Status, f.Cloud.Fleet = "new", ""
	_, rest, _ := strings.Cut(Screen(NewReport(f), ScreenOptions{}), "\nok    credentials ")
	require.Contains(t, rest, `
First: cloud. The Sim is still "new": no network takes it before it is
activated.
  type
      simagent sims ready 8988307…2342 --fleet FLEET --config /etc/simagent.toml
  do    The line says what it costs, and asks. FLEET is the name of one:
        simagent fleets --config /etc/simagent.toml lists them.
`)
}

// What belongs into the configuration is told from what is typed.
func TestScreenOfAKey(t *testing.T) {
	t.Parallel()
	f := gateway()
	f.Card.State, f.Network.Stat = "pin", atcmd.NotRegistered
	require.Contains(t, Screen(NewReport(f), ScreenOptions{}), `
First: pin. The SIM asks for its PIN. A Super SIM comes without one.
  type  sudo install -m 600 /dev/stdin /etc/simagent/pin
  put   pin_file = "/etc/simagent/pin"
        in [sim] of /etc/simagent.toml
  do    Switch the PIN off in a phone; or type it after the first line, then
        Enter and Ctrl-D, and restart simagent: it is tried once.
`)
}

// Colour is for terminals; what stands there without it is the same.
func TestColor(t *testing.T) {
	t.Parallel()
	f := gateway()
	f.Card = Card{State: "absent", Error: "a \x1b[31mbad\x07 line"}
	r := NewReport(f)
	plain, painted := Screen(r, ScreenOptions{}), Screen(r, ScreenOptions{Color: true})
	require.NotContains(t, plain, "\x1b")
	require.NotContains(t, painted, "\x07")
	for _, code := range []string{"\x1b[32m", "\x1b[33m", "\x1b[1;31m", "\x1b[2m", "\x1b[1m", "\x1b[0m"} {
		painted = strings.ReplaceAll(painted, code, "")
	}
	require.Equal(t, plain, painted)
	require.Contains(t, Screen(r, ScreenOptions{Color: true}), "\x1b[1;31mFAIL\x1b[0m  sim ")
}

func TestJSONHasNullForUnknown(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	require.NoError(t, WriteJSON(&b, NewReport(Facts{Time: noon, Version: "dev"})))
	require.True(t, strings.HasPrefix(b.String(), `{
  "schema": 1,
  "time": "2026-11-24T12:00:00Z",
  "host": null,
  "version": "dev",
  "asked": null,
  "port": null,
  "failed": 0,
  "warned": 0,
  "first": null,
  "recovery": null,
  "findings": [
    {
      "check": "port",
      "state": "not checked",
      "text": "because nobody looked for one",
      "evidence": null,
      "fix": null,
      "hands": null
    },
`), b.String())
}
