package agent_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The failures of the field, and where each is tested as close to its cause as
// possible. What recovery does about each, and when, is in TestLadder.
var fieldFailures = []struct{ what, folder, test string }{
	{"ports get other numbers after a reset", "../atcmd/ports", "TestAgainAfterRenumbering"},
	{"the AT port moves in RNDIS mode", "../atcmd/ports", "TestRNDISMovesTheATPort"},
	{"ModemManager holds the port", "../atcmd/ports", "TestHoldersModemManager"},
	{"another program holds the port", "../cmd/simagent", "TestPortHeldByAnotherProgram"},
	{"a manager gives the module up for good", ".", "TestSilentModuleIsOpenedAnew"},
	{"the port disappears", "../cmd/simagent", "TestPortThatVanishesAndComesBack"},
	{"a read brings nothing for ever", "../atcmd", "TestEmptyReadsEndTheSession"},
	{"close hangs", "../cmd/simagent", "TestStuckPortLeaksNothing"},
	{"a late answer answers the next command", "../atcmd", "TestNoAnswerReachesAnotherCommand"},
	{"a report stands between command and answer", "../atcmd", "TestURCsKeepOrderDuringCommands"},
	{"a report looks like the answer", "../atcmd", "TestHostileAnswers"},
	{"the echo goes on or off by itself", "../atcmd/modemtest", "TestSessionUnderScript"},
	{"an echo comes late", "../atcmd", "TestLateEchoOfTheCommandBefore"},
	{"the SIM is busy at boot, on commands that do not concern it", ".", "TestBusyCardDoesNotBlindThePoll"},
	{"a PIN locks the card", ".", "TestWrongPINIsTriedOnce"},
	{"a PIN is sent where the PUK is asked for, or blindly", "../simcard/overat", "TestPINIsNotSent"},
	{"a command is lost while the module boots", "../simcard/overat", "TestLostPIN"},
	{"the module keeps another speed", "../cmd/simagent", "TestSpeedSearch"},
	{"registration is denied, and the network forbidden from then on", "../simcard/overat", "TestClearFPLMN"},
	{"the message storage is full", ".", "TestFullMessageStorage"},
	{"a message lies in another storage, is announced badly, or is seen again and again", ".", "TestManyStoredMessagesAreCountedOnce"},
	{"the list fails just when a message was announced", ".", "TestFirstSMSIsNotSwallowed"},
	{"a prompt has no line end", "../atcmd", "TestPromptCarriesText"},
	{"a prompt was left open by another program", "../atcmd", "TestOpenPromptIsLeft"},
	{"one AT port hangs, the others live", ".", "TestSecondPortServesWhenTheFirstHangs"},
	{"the text of a message looks like a result", "../atcmd", "TestTextOfAMessage"},
	{"the port takes no bytes", "../atcmd", "TestStuckPortIsAbandoned"},
	{"the module goes into data mode", "../atcmd", "TestConnectEndsTheSession"},
	{"the card changes its IMSI", ".", "TestIMSISwitchKeepsTheAccount"},
	{"the power key is a toggle", "../boards", "TestToggleProperties"},
	{"the reset line stands active at the start", "../boards", "TestRunToTheMillisecond"},
	{"the supply breaks in", ".", "TestLowSupplyIsSaidAndNotReset"},
	{"the module was told to stay off the network, or registers over and over", ".", "TestLadder"},
	{"a reset storm", ".", "TestMonthOfFaults"},
	{"hardware flow control on three wires", "../cmd/simagent", "TestStuckPortLeaksNothing"},
	{"the module forgets its settings unheard", ".", "TestUnseenModuleRestartIsKeptAsAnInterval"},
}

// A scenario that was renamed or lost must not stay in the list.
func TestFieldFailuresHaveScenarios(t *testing.T) {
	texts := map[string]string{}
	for _, f := range fieldFailures {
		if texts[f.folder] == "" {
			files, err := filepath.Glob(filepath.Join(f.folder, "*_test.go"))
			require.NoError(t, err)
			for _, name := range files {
				b, err := os.ReadFile(name)
				require.NoError(t, err)
				texts[f.folder] += string(b)
			}
		}
		require.True(t, strings.Contains(texts[f.folder], "\nfunc "+f.test+"(t *testing.T)"), "%s: %s in %s", f.what, f.test, f.folder)
	}
}
