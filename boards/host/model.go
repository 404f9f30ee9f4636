package host

import "strings"

// pi is what the model of a Raspberry Pi says about its UARTs and about the sections of config.txt that apply to it.
// Sources: raspberrypi/documentation, configuration/uart.adoc (which UART is primary) and config_txt/conditional.adoc.
type pi struct {
	sections  []string // "pi3", "pi3+"
	bluetooth bool     // the PL011 belongs to Bluetooth as delivered, and the mini UART is on the header
	rp1       bool     // Pi 5 and its like: the header's UARTs are in the RP1, and the primary one is on the debug connector
}

// piModels are the models by what their name goes on with after "Raspberry Pi "; the longer name comes first. The Compute
// Module 4 is sold with and without Bluetooth, so nothing is said of its PL011.
var piModels = []struct {
	name string
	pi   pi
}{
	{"Compute Module 5", pi{sections: []string{"pi5", "cm5"}, rp1: true}},
	{"Compute Module 4S", pi{sections: []string{"pi4", "cm4s"}}},
	{"Compute Module 4", pi{sections: []string{"pi4", "cm4"}}},
	{"Compute Module 3", pi{sections: []string{"pi3"}}},
	{"Compute Module", pi{sections: []string{"pi1"}}},
	{"Zero 2", pi{sections: []string{"pi0", "pi0w", "pi02"}, bluetooth: true}},
	{"Zero W", pi{sections: []string{"pi0", "pi0w"}, bluetooth: true}},
	{"Zero", pi{sections: []string{"pi0"}}},
	{"500", pi{sections: []string{"pi5", "pi500"}, rp1: true}},
	{"400", pi{sections: []string{"pi4", "pi400"}, bluetooth: true}},
	{"5 ", pi{sections: []string{"pi5"}, rp1: true}},
	{"4 ", pi{sections: []string{"pi4"}, bluetooth: true}},
	{"3 Model A Plus", pi{sections: []string{"pi3", "pi3+"}, bluetooth: true}},
	{"3 Model B Plus", pi{sections: []string{"pi3", "pi3+"}, bluetooth: true}},
	{"3 ", pi{sections: []string{"pi3"}, bluetooth: true}},
	{"2 ", pi{sections: []string{"pi2"}}},
	{"Model ", pi{sections: []string{"pi1"}}},
}

// piOf looks a model up; false for what is no Raspberry Pi that is known here.
func piOf(model string) (pi, bool) {
	rest, ok := strings.CutPrefix(model, "Raspberry Pi ")
	if !ok {
		return pi{}, false
	}
	for _, m := range piModels {
		if strings.HasPrefix(rest, m.name) {
			return m.pi, true
		}
	}
	return pi{}, false
}
