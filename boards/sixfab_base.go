package boards

import (
	"time"

	"periph.io/x/conn/v3/gpio"
)

// SixfabBase is the Sixfab 3G/4G & LTE Base HAT, also sold as Raspberry Pi 4G/LTE Cellular Modem Kit.
//
// Sources: github.com/tve/sensorgnome-support, sixfab/README.md (all pins and their polarity);
// github.com/sixfab/core_manager, sbc_support.py (26 on Pi 4 and Pi 5);
// github.com/sixfab/Sixfab_PPP_Installer, reconnect_basehat (26 and 19 low in operation; 2 s for the module to follow 26).
// It has no power key and no status line: 26 switches the module. GPIO6 is the ring indicator; no source gives its polarity.
func SixfabBase() Board {
	return Board{
		Name:    "sixfab-base",
		Title:   "Sixfab 3G/4G & LTE Base HAT",
		Modules: []string{"EC25", "EG25-G", "LE910C1", "LE910C4", "ME910C1", "PLS63"},
		Lines: []Line{
			headerOut(PowerDown, "GPIO26", gpio.High, true),
			headerOut(Flight, "GPIO19", gpio.High, true),
			headerOut(DTR, "GPIO13", gpio.Low, true),
			headerOut(LED, "GPIO27", gpio.High, true),
			headerIn(Button, "GPIO22", gpio.Low, gpio.PullUp),
		},
		UART: UART{Devices: headerUART(), Baud: 115200},
		USB: []USB{
			{VID: "2c7c", PID: "0125", AT: 2}, // EC25, EG25-G
			{VID: "1bc7", PID: "1201", AT: 4}, // LE910Cx
			{VID: "1bc7", PID: "1101", AT: 1}, // ME910C1
			{VID: "1e2d", PID: "0069", AT: 0}, // PLS63
		},
		Sequences: map[Action][]Step{
			On:      {Set(PowerDown, false), Hold(2 * time.Second), Wait(true, 30*time.Second, ByUSB|ByAT)},
			Off:     {Set(PowerDown, true), Hold(2 * time.Second), Wait(false, 10*time.Second, ByUSB|ByAT)},
			Restart: {Set(PowerDown, true), Hold(2 * time.Second), Set(PowerDown, false), Hold(2 * time.Second), Wait(true, 30*time.Second, ByUSB|ByAT)},
		},
		Notes: []string{
			"Below a second HAT the two identification EEPROMs disturb each other: recognise the board by its USB ids.",
			"The UART is optional on this HAT; the USB cable to the Pi is the usual way.",
		},
	}
}
