package ports

// Trouble says in one sentence why a device cannot serve in the mode it is in, and
// what helps; "" for an ordinary one. The sentence goes on from the name of the device: "is a module in …".
func (p Port) Trouble() string {
	switch p.Mode {
	case ModeEDL:
		return "is a module in emergency download mode: its firmware does not run; power it off for 30 s, and if it comes back so, flash it"
	case ModeDump:
		return "is a module that crashed and waits for a memory dump: power it off for 30 s; if it comes back so, flash it"
	case ModeLoader:
		return "waits for firmware in its loader: power it off for 30 s; if it comes back so, flash it with its maker's tool"
	case ModeHiLink:
		return "is in HiLink mode: it plays a router and has no AT port; switch it to stick (modem) mode"
	case ModeStorage:
		return "still shows its driver CD: install usb_modeswitch and plug it in again"
	case ModeNetwork:
		return "shows network interfaces but no serial port: choose a USB composition with AT ports (the maker's AT command for it), or use its UART"
	case ModeStarting:
		return "has no serial port yet: it has just been plugged in or reset; if it stays so for a minute, look at `dmesg`"
	}
	if p.Device == "" {
		return "has no serial port: no driver is bound to it (`sudo modprobe option`, or `cdc_acm`)"
	}
	return ""
}
