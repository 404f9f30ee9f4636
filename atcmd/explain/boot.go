package explain

import "strings"

// boots are unsolicited lines without a name and a colon by their beginning,
// with _ for a blank; the longer one first.
const boots = `
RING somebody calls
RDY the module has started and takes commands
APP_RDY the module's application has started
READY the module is ready
+AT:_READY the module has started and takes commands (u-blox)
POWERED_DOWN the module is off now: it may lose power
NORMAL_POWER_DOWN the module switches off as it was told
PB_DONE the phone book is loaded: the start is complete
SMS_DONE the messages are loaded
SMS_READY the messages are loaded
CALL_READY the module can place calls
UNDER-VOLTAGE the supply is too low: look at the power of the board
OVER-VOLTAGE the supply is too high: look at the power of the board
+SIM_READY the SIM is ready
+SIM_DROP the SIM was taken out
+CPBREADY the phone book is loaded
^SYSSTART the module has started (Cinterion)
^SHUTDOWN the module is off now: it may lose power
+SYSSTART the module has started (Sequans)
+SHUTDOWN the module is off now (Sequans)
*ATREADY the module has started and takes commands
VOICE_CALL:_BEGIN a call is connected
VOICE_CALL:_END a call has ended
MISSED_CALL a call was not taken
HANGUP a call has ended (ZTE)
`

// bootLine explains unsolicited lines without a name and a colon, "" for others.
func bootLine(line string) string {
	line = strings.ToUpper(strings.ReplaceAll(line, " ", "_"))
	for i := len(line); i > 2; i-- {
		if i < len(line) && (line[i] >= 'A' && line[i] <= 'Z' || line[i] >= '0' && line[i] <= '9') || i > 20 {
			continue
		}
		if t := lookup(boots, line[:i]); t != "" {
			return t
		}
	}
	return ""
}
