package boards

// Fingerprint is what a host says of itself and of what is plugged in: boards are recognised by it.
type Fingerprint struct {
	Model string  // /proc/device-tree/model without the NUL at its end: "Raspberry Pi 4 Model B Rev 1.4"; "" where there is none
	HAT   *HAT    // what the firmware read from the EEPROM of a HAT; nil without one
	USB   []USBID // devices on the bus
}

// HAT is the identification of a HAT, as the Raspberry Pi HAT specification has it in /proc/device-tree/hat.
type HAT struct {
	Vendor, Product, UUID string
	ProductID, ProductVer string // hexadecimal with 0x, as the firmware writes them
}

// USBID is vendor and product of a device, four lower-case hex digits each.
type USBID struct{ VID, PID string }
