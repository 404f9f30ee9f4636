package boards

// GenericUSB is any module behind a USB cable or in a mini-PCIe slot with no line to the host: a stick, an mPCIe adapter, an
// evaluation board with a button, balenaFin. Nothing but AT commands and the USB port's own power can restart it.
//
// Source: none needed, it claims nothing.
func GenericUSB() Board {
	return Board{
		Name:  "generic-usb",
		Title: "USB modem without lines to the host",
		Notes: []string{"The module cannot be switched on or off from here."},
	}
}

// GenericUART is any module wired to the header's UART and to nothing else.
//
// Source: 115200 bit/s is what most modules come with or find out by themselves; for the names of the port see
// headerUART.
func GenericUART() Board {
	return Board{
		Name:  "generic-uart",
		Title: "modem on the UART without lines to the host",
		UART:  UART{Devices: headerUART(), Baud: 115200},
		Notes: []string{
			"The login prompt and Bluetooth must be off the port.",
			"The module cannot be switched on or off from here.",
		},
	}
}
