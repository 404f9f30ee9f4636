package host

import (
	"strconv"
	"strings"
)

// Supply is what the host says about its own supply voltage. A modem draws 2 A for moments, and a board that falls below
// its voltage then drops its USB devices.
type Supply struct {
	Known  bool   // something here watches the voltage; without it the rest says nothing
	Low    bool   // it is too low now, or was in the last two seconds
	WasLow bool   // it was, at least once since the board started, as far as anybody remembers
	Source string // the files that say so, joined by ", "
}

// Bits of the firmware's get_throttled (include/soc/bcm2835/raspberrypi-firmware.h and its commit): the lower half is now,
// the upper half what has occurred.
const (
	lowNow  = 1 << 0
	lowOnce = 1 << 16
)

// Supply asks the Raspberry Pi's firmware, by its sysfs file (of Raspberry Pi's own kernels) and by the hwmon driver called
// rpi_volt (of all). The driver looks every two seconds and lets the firmware forget bit 16 by that
// (drivers/hwmon/raspberrypi-hwmon.c): WasLow may be false although the voltage was low an hour ago, never the reverse.
func (h Host) Supply() Supply {
	var s Supply
	// soc:firmware up to the Pi 4; later device trees put the address into the names.
	for _, file := range h.glob("/sys/devices/platform/soc*/soc*:firmware/get_throttled") {
		text := strings.TrimPrefix(strings.ToLower(h.text(file)), "0x")
		if bits, err := strconv.ParseUint(text, 16, 32); err == nil {
			s.add(file, bits&lowNow != 0, bits&lowOnce != 0)
		}
	}
	for _, file := range h.glob("/sys/class/hwmon/hwmon*/name") {
		if h.text(file) != "rpi_volt" {
			continue
		}
		file = strings.TrimSuffix(file, "name") + "in0_lcrit_alarm"
		if text := h.text(file); text == "0" || text == "1" {
			s.add(file, text == "1", false)
		}
	}
	return s
}

func (s *Supply) add(source string, low, once bool) {
	if s.Known {
		source = s.Source + ", " + source
	}
	*s = Supply{Known: true, Low: s.Low || low, WasLow: s.WasLow || once || low, Source: source}
}
