package setup

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/agent/config"
	"simagent/atcmd/ports"
)

func TestPackagedRule(t *testing.T) {
	w := ec25()
	rule := w.packagedRule([]ports.Known{
		{VID: "2c7c", PIDs: []string{"0121"}, Interface: 2, Second: 3}, {VID: "2c7c", PIDs: []string{"0128"}, Interface: 5, Second: -1},
		{VID: "2c7c", PIDs: []string{"0125"}, Interface: 2, Second: 3}, {VID: "12d1", Interface: -1, SubClass: 1, Protocol: 2, Second: -1},
	})
	_, rest, _ := strings.Cut(rule, "\nACTION")
	require.Equal(t, `=="remove", GOTO="simagent_end"
SUBSYSTEM!="tty", GOTO="simagent_gpio"

ENV{ID_VENDOR_ID}=="2c7c", ENV{ID_MODEL_ID}=="0121|0125", \
  ENV{ID_USB_INTERFACE_NUM}=="02", \
  ENV{ID_MM_PORT_IGNORE}="1", \
  RUN+="/usr/bin/simagent prepare-port $devnode"
ENV{ID_VENDOR_ID}=="2c7c", ENV{ID_MODEL_ID}=="0128", \
  ENV{ID_USB_INTERFACE_NUM}=="05", \
  ENV{ID_MM_PORT_IGNORE}="1", \
  RUN+="/usr/bin/simagent prepare-port $devnode"
ENV{ID_VENDOR_ID}=="12d1", \
  ATTRS{bInterfaceSubClass}=="01", ATTRS{bInterfaceProtocol}=="02", \
  ENV{ID_MM_PORT_IGNORE}="1", \
  RUN+="/usr/bin/simagent prepare-port $devnode"

# The second ones, for when the first hangs.
ENV{ID_VENDOR_ID}=="2c7c", ENV{ID_MODEL_ID}=="0121|0125", \
  ENV{ID_USB_INTERFACE_NUM}=="03", \
  RUN+="/usr/bin/simagent prepare-port $devnode"
GOTO="simagent_end"

LABEL="simagent_gpio"
# The lines of boards: all GPIO chips, since a rule cannot see their labels.
SUBSYSTEM=="gpio", KERNEL=="gpiochip*", \
  GROUP="gpio", MODE="0660"

LABEL="simagent_end"
`, rest)
}

func TestPackaged(t *testing.T) {
	files := Packaged(ports.AllKnown())
	require.Len(t, files, 4)
	for _, f := range files {
		require.False(t, untouched(f.Text), "%s is the package's, and setup replaces nothing of it", f.Path)
		for line := range strings.Lines(f.Text) {
			if !f.Keep {
				require.LessOrEqual(t, len(line), 300, line)
			}
		}
	}
	require.Contains(t, files[0].Text, "\nm simagent dialout\n")
	require.Contains(t, files[0].Text, "\nm simagent gpio\n")
	require.NotContains(t, files[1].Text, "SYSTEMD_WANTS", "who has stopped it is not overruled by a plug")
	require.NotContains(t, files[1].Text, "SUBSYSTEMS!=", "true of every device: some parent is always of another kind")
	require.NotContains(t, files[1].Text, "ID_MM_DEVICE_IGNORE")
	require.Contains(t, files[2].Text, "\nExecStart=/usr/bin/simagent run")
	require.Contains(t, files[2].Text, "\nDocumentation=man:simagent(1) ")
	cfg, err := config.Parse([]byte(files[3].Text))
	require.NoError(t, err)
	require.Equal(t, config.Default().Print(), cfg.Print())
}
