package boards

import "periph.io/x/conn/v3/gpio"

// headerChips returns the labels of the chip behind the 40-pin header: Pi 1 to 3 and Zero, Pi 4, Pi 5. Lines on it are named
// by their BCM number, "GPIO26". Source: the kernel's device trees and drivers (pinctrl-bcm2835.c, pinctrl-rp1.c).
func headerChips() []string { return []string{"pinctrl-bcm2711", "pinctrl-rp1", "pinctrl-bcm2835"} }

// headerUART returns the names of the port on GPIO14 and GPIO15. Which of the two UARTs it is depends on the model and on
// who has Bluetooth; /dev/serial0 is the link that the firmware's choice gets. Source: raspberrypi/documentation, uart.adoc.
func headerUART() []string { return []string{"/dev/serial0", "/dev/ttyAMA0", "/dev/ttyS0"} }

// headerOut is an output on the header.
func headerOut(name, line string, active gpio.Level, held bool) Line {
	return Line{Name: name, Chips: headerChips(), Line: line, Direction: Out, Active: active, Inactive: !active, Held: held,
		Consumer: "simagent:" + name}
}

// headerIn is an input on the header.
func headerIn(name, line string, active gpio.Level, pull gpio.Pull) Line {
	return Line{Name: name, Chips: headerChips(), Line: line, Direction: In, Active: active, Inactive: !active, Pull: pull,
		Consumer: "simagent:" + name}
}
