package recovery

// Rung is a step of the ladder, the gentlest first. The values are on the disk.
type Rung uint8

// The rungs. Those before Register cost nothing, and are not counted.
const (
	Wait     Rung = 0 // nothing is due
	Resync   Rung = 1 // the session looks for the module's answers again
	Reopen   Rung = 2 // the port is opened anew
	Second   Rung = 3 // another port of the module is opened
	Register Rung = 4 // AT+COPS=0, for a module that was told to stay off the network
	Radio    Rung = 5 // the radio off and on, AT+CFUN
	Module   Rung = 6 // the module restarts by command
	USB      Rung = 7 // the host resets the module's USB device
	On       Rung = 8 // the board switches a module on that is off
	Power    Rung = 9 // the board restarts it: reset line, power key, supply
	Rest     Rung = 10
)

var names = [...]string{"wait", "resync", "reopen", "second_port", "register", "radio", "module_reset", "usb_reset", "power_on", "power_cycle", "rest"}

var words = [...]string{"wait", "look for its answers again", "open the port anew", "use its second port", "register anew",
	"switch the radio off and on", "restart the module", "reset the module's USB device", "switch the module on", "restart the module by its power", "rest"}

// String is the name in JSON: "radio".
func (r Rung) String() string { return pick(names[:], r) }

// Words says what is done, for a sentence: "switch the radio off and on".
func (r Rung) Words() string { return pick(words[:], r) }

// power tells whether the board's lines are driven for it.
func (r Rung) power() bool { return r == On || r == Power }

func pick(list []string, r Rung) string {
	if int(r) < len(list) {
		return list[r]
	}
	return "?"
}

// Counted tells whether the rung is an act that is remembered.
func (r Rung) Counted() bool { return r >= Register && r <= Power }

// Reset tells whether the module restarts by it; these have the budget.
func (r Rung) Reset() bool { return r >= Module && r <= Power }
