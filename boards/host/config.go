package host

import (
	"slices"
	"strings"
)

// bootConfig is what config.txt of a Raspberry Pi says, as far as it applies to this one.
type bootConfig struct {
	file     string            // where it was read, "" when there is none
	settings map[string]string // last value of each key but dtoverlay and dtparam, keys in lower case
	overlays []string          // names of dtoverlay=, without their parameters, in order
	params   map[string]string // of dtparam= and of overlays; one without a value is "on"
	newline  bool              // the file is empty or ends in a newline
	filtered bool              // it ends in a section that is not [all]
}

// modelSections are the filters of which only one can be true, config_txt/conditional.adoc: they replace each other.
var modelSections = []string{"pi0", "pi0w", "pi02", "pi1", "pi2", "pi3", "pi3+", "pi4", "pi400", "cm4", "cm4s", "pi5", "pi500", "cm5"}

// filters are the sections in force.
type filters struct {
	model bool // no model is asked for, or ours is
	other bool // no [none], and no filter that cannot be told from here ([EDID=…], [gpio4=1], [0x…], [tryboot])
	any   bool // something other than [all] is in force
}

// parseBootConfig reads config.txt. sections are the model filters that this board passes. What stands below a filter that
// cannot be told from here does not count, nor does what is included from other files.
func parseBootConfig(text string, sections []string) bootConfig {
	c := bootConfig{settings: map[string]string{}, params: map[string]string{}, newline: text == "" || strings.HasSuffix(text, "\n")}
	f := filters{model: true, other: true}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			f.enter(strings.ToLower(strings.TrimSpace(strings.TrimSuffix(name, "]"))), sections)
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if ok && !strings.HasPrefix(line, "#") && f.model && f.other {
			c.set(strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value))
		}
	}
	c.filtered = f.any
	return c
}

func (f *filters) enter(name string, sections []string) {
	switch {
	case name == "all":
		*f = filters{model: true, other: true}
		return
	case slices.Contains(modelSections, name):
		f.model = slices.Contains(sections, name)
	default:
		f.other = false
	}
	f.any = true
}

func (c *bootConfig) set(key, value string) {
	switch key {
	case "dtoverlay", "device_tree_overlay":
		name, params, _ := strings.Cut(value, ",")
		if name != "" { // an empty one ends the parameters of the one before
			c.overlays = append(c.overlays, name)
		}
		c.setParams(params)
	case "dtparam", "device_tree_param":
		c.setParams(value)
	default:
		c.settings[key] = value
	}
}

func (c *bootConfig) setParams(list string) {
	for param := range strings.SplitSeq(list, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(param), "=")
		if !ok {
			value = "on"
		}
		if key != "" {
			c.params[key] = value
		}
	}
}

// overlay tells whether one of these is loaded; the older names begin with "pi3-".
func (c bootConfig) overlay(names ...string) bool {
	return slices.ContainsFunc(c.overlays, func(o string) bool { return slices.Contains(names, strings.TrimPrefix(o, "pi3-")) })
}

// on tells whether a parameter is switched on.
func (c bootConfig) on(param string) bool {
	return slices.Contains([]string{"on", "true", "yes", "1", "y"}, c.params[param])
}

// fixedClock tells whether the core clock, which the mini UART's baud rate follows, stands still: uart.adoc, "Mini-UART
// and CPU Core Frequency".
func (c bootConfig) fixedClock() bool {
	return c.settings["enable_uart"] == "1" || c.settings["core_freq"] != "" || c.settings["force_turbo"] == "1"
}

// appendix is what has to be appended to the file so that a line applies to every board.
func (c bootConfig) appendix(line string) string {
	if c.filtered {
		line = "[all]\n" + line
	}
	if !c.newline {
		line = "\n" + line
	}
	return line + "\n"
}

// fix is the command that appends a line.
func (c bootConfig) fix(line string) string {
	text := c.appendix(line)
	command := "echo " + line
	if text != line+"\n" {
		command = "printf '" + strings.ReplaceAll(text, "\n", `\n`) + "'"
	}
	return command + " | sudo tee -a " + c.file + "   # then reboot"
}
