package boards

import (
	"time"

	"periph.io/x/conn/v3/gpio"
)

// WaveshareSIM7600X is the Waveshare SIM7600X 4G HAT (SIM7600E-H, SIM7600A-H, SIM7600CE, SIM7600G-H). The HAT (B) is another
// board: its users report three different pins for the power key.
//
// Sources: Waveshare, SIM7600E-H 4G HAT User Manual rev. 1.0, section 3, as quoted at raspberrypi.stackexchange.com/q/103785
// (GPIO6 power key, GPIO4 flight mode, high active, through a transistor), and Waveshare's demo programs (2 s on, 3 s off, 20 s
// and 18 s to follow). There is no status line on the header.
func WaveshareSIM7600X() Board {
	return Board{
		Name:    "waveshare-sim7600x",
		Title:   "Waveshare SIM7600X 4G HAT",
		Modules: []string{"SIM7600E-H", "SIM7600A-H", "SIM7600CE", "SIM7600G-H"},
		Lines: []Line{
			headerOut(PowerKey, "GPIO6", gpio.High, false),
			headerOut(Flight, "GPIO4", gpio.High, true),
		},
		UART: UART{Devices: headerUART(), Baud: 115200},
		USB:  []USB{{VID: "1e0e", PID: "9001", AT: 2}},
		Sequences: map[Action][]Step{
			On:  {Toggle(PowerKey, true, 2*time.Second, ByUSB|ByAT), Wait(true, 40*time.Second, ByUSB|ByAT)},
			Off: {Toggle(PowerKey, false, 3*time.Second, ByUSB|ByAT), Wait(false, 36*time.Second, ByUSB|ByAT)},
			Restart: {
				Toggle(PowerKey, false, 3*time.Second, ByUSB|ByAT), Hold(18 * time.Second), Wait(false, 18*time.Second, ByUSB|ByAT),
				Toggle(PowerKey, true, 2*time.Second, ByUSB|ByAT), Wait(true, 40*time.Second, ByUSB|ByAT),
			},
		},
		Notes: []string{
			"GPIO6 reaches the module only with the jumper on PWR-D6; as delivered it is on PWR-3V3, and the module starts with the board.",
			"GPIO4 reaches it only with the jumper on Flight-D4.",
			"The UART needs the jumpers on B.",
		},
	}
}
