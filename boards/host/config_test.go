package host

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestBootConfig(t *testing.T) {
	c := parseBootConfig("# a comment=1\r\n"+
		"Enable_UART = 0\r\nenable_uart=1\r\ndtparam=i2c_arm=on,spi\r\ndtoverlay=uart3,ctsrts\ndtoverlay=\n"+
		"[pi4]\ndtoverlay=disable-bt\n[pi3]\nforce_turbo=1\n[none]\ncore_freq=250\n[all]\n"+
		"[gpio4=1]\ncore_freq=251\n[pi3]\ncore_freq=252\n[all]\n[pi3+]\nover_voltage=2\n[cm4]", []string{"pi3", "pi3+"})
	require.Equal(t, map[string]string{"enable_uart": "1", "force_turbo": "1", "over_voltage": "2"}, c.settings)
	require.Equal(t, []string{"uart3"}, c.overlays)
	require.Equal(t, map[string]string{"i2c_arm": "on", "spi": "on", "ctsrts": "on"}, c.params)
	require.Equal(t, "\n[all]\nx=1\n", c.appendix("x=1"))
	require.True(t, parseBootConfig("enable_uart=1", nil).fixedClock())
	require.False(t, parseBootConfig("[pi4]\nenable_uart=1", nil).fixedClock())
}

// Whatever the file is like, what fix would append to it applies; and below [none] nothing does.
func FuzzBootConfig(f *testing.F) {
	for _, seed := range []string{"", "enable_uart=1", "[all]\nenable_uart=0", "[pi4]\r\ndtoverlay=disable-bt,x=1\r\n", "[none]", "dtparam=uart0", "[", "=", "[EDID=x]\n[all"} {
		f.Add(seed, "pi4")
	}
	f.Fuzz(func(t *testing.T, text, section string) {
		c := parseBootConfig(text, []string{section})
		again := parseBootConfig(text+c.appendix("enable_uart=1"), []string{section})
		require.True(t, again.fixedClock(), "%q", text+c.appendix("enable_uart=1"))
		require.Equal(t, "1", again.settings["enable_uart"])
		require.True(t, parseBootConfig(text+c.appendix("dtoverlay=disable-bt"), []string{section}).overlay("disable-bt"))
		require.True(t, parseBootConfig(text+c.appendix("dtparam=uart0=on"), []string{section}).on("uart0"))
		for _, o := range c.overlays {
			require.Contains(t, text, o)
		}
		if !strings.Contains(strings.ToLower(text), "all") {
			none := parseBootConfig("[none]\n"+text, []string{section})
			require.Empty(t, none.settings)
			require.Empty(t, none.overlays)
			require.Empty(t, none.params)
		}
	})
}

func TestPiModels(t *testing.T) {
	for model, want := range map[string]string{
		"Raspberry Pi Model B Rev 2": "pi1", "Raspberry Pi 2 Model B Rev 1.1": "pi2", "Raspberry Pi 3 Model B Rev 1.2": "pi3 bt",
		"Raspberry Pi 3 Model A Plus Rev 1.0": "pi3 pi3+ bt", "Raspberry Pi 4 Model B Rev 1.5": "pi4 bt", "Raspberry Pi 400 Rev 1.0": "pi4 pi400 bt",
		"Raspberry Pi Compute Module 4 Rev 1.0": "pi4 cm4", "Raspberry Pi Compute Module 4S Rev 1.0": "pi4 cm4s", "Raspberry Pi Compute Module 3 Plus Rev 1.0": "pi3",
		"Raspberry Pi Zero Rev 1.3": "pi0", "Raspberry Pi Zero W Rev 1.1": "pi0 pi0w bt", "Raspberry Pi Zero 2 W Rev 1.0": "pi0 pi0w pi02 bt",
		"Raspberry Pi 5 Model B Rev 1.0": "pi5 rp1", "Raspberry Pi 500 Rev 1.0": "pi5 pi500 rp1", "Raspberry Pi Compute Module 5 Rev 1.0": "pi5 cm5 rp1",
		"Raspberry Pi 50 Rev 1.0": "none", "Pine64 PinePhone (1.2)": "none", "": "none",
	} {
		p, ok := piOf(model)
		got := strings.Join(p.sections, " ")
		if p.bluetooth {
			got += " bt"
		}
		if p.rp1 {
			got += " rp1"
		}
		if !ok {
			got = "none"
		}
		require.Equal(t, want, got, model)
		for _, s := range p.sections {
			require.Contains(t, modelSections, s)
		}
	}
}
