package bundle

import (
	"regexp"
	"strings"
	"sync"
)

// about are words of kernel lines that matter to a modem and its supply.
var about = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(usb|usbcore|ttyUSB\d*|ttyACM\d*|ttyAMA\d*|ttyS\d+|wwan\d*|wwp\w+|cdc[-_]\w+|qmi_wwan|option\d?|sierra\w*|GSM modem|xhci\w*|dwc2|dwc_otg|over-?current|under-?voltage|voltage|hwmon\d*|mhi\w*|serial)\b`)
})

// Kernel picks the lines about USB, serial ports and supply out of the kernel's, the last ones if there are many.
func Kernel(lines []string, most int) []string {
	var out []string
	for _, l := range lines {
		if about().MatchString(l) {
			out = append(out, boot(l))
		}
	}
	return out[max(len(out)-most, 0):]
}

// boot keeps of the kernel's command line, which matches by its console, only that: a board's maker puts anything else there.
func boot(line string) string {
	const mark = "ommand line:" // "Kernel command line: …", "Command line: …"
	head, args, ok := strings.Cut(line, mark)
	if !ok {
		return line
	}
	kept := head + mark
	for arg := range strings.FieldsSeq(args) {
		if strings.HasPrefix(arg, "console=") {
			kept += " " + arg
		}
	}
	return kept + " …"
}

// KernelLine reads a record of /dev/kmsg: "6,339,5140900,-;text", with continuation lines behind it; the time is of the
// boot, in microseconds (Linux, Documentation/ABI/testing/dev-kmsg). ok is false for what is none.
func KernelLine(record string) (line string, ok bool) {
	head, text, ok := strings.Cut(record, ";")
	fields := strings.Split(head, ",")
	if !ok || len(fields) < 3 || fields[2] == "" || strings.Trim(fields[2], "0123456789") != "" {
		return "", false
	}
	text, _, _ = strings.Cut(text, "\n")
	us := fields[2]
	for len(us) < 7 {
		us = "0" + us
	}
	return "[" + us[:len(us)-6] + "." + us[len(us)-6:] + "] " + text, true
}
