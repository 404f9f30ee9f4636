package peertest

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// test is one test. Each has a cloud of its own.
type test struct {
	name string
	test func(*testing.T, *rig)
}

// resources are the tests of what both faces have, in the order of the API's pages.
var resources = []test{
	{"Errors", testErrors},
	{"Forbidden", testForbidden},
	{"Addresses", testAddresses},
	{"SimRegistration", testSimRegistration},
	{"SimNames", testSimNames},
	{"SimUpdates", testSimUpdates},
	{"SimLists", testSimLists},
	{"SimMoves", testSimMoves},
	{"SimPages", testSimPages},
	{"BillingPeriods", testBillingPeriods},
	{"IPAddresses", testIPAddresses},
	{"Fleets", testFleets},
	{"FleetLists", testFleetLists},
	{"Networks", testNetworks},
	{"Profiles", testProfiles},
	{"ProfilePages", testProfilePages},
	{"ProfileNetworks", testProfileNetworks},
	{"SMS", testSMS},
	{"SMSLists", testSMSLists},
	{"IP", testIP},
	{"IPLists", testIPLists},
	{"Usage", testUsage},
	{"UsageGroups", testUsageGroups},
	{"UsageBilled", testUsageBilled},
	{"SettingsUpdates", testSettingsUpdates},
	{"ESims", testESims},
	{"ESimLists", testESimLists},
}

func TestTwilio(t *testing.T) {
	drive(t, twilio, test{"BasicAuthentication", testBasicAuthentication}, test{"Callbacks", testCallbacks})
}

func TestKore(t *testing.T) {
	drive(t, kore, test{"Tokens", testTokens}, test{"TokenLife", testTokenLife}, test{"ReadOnlyClient", testReadOnlyClient},
		test{"SmallPages", testSmallPages})
}

// drive runs all resources and what is the face's own, and then asks what of the files was never exercised.
func drive(t *testing.T, f face, own ...test) {
	specs, seen, ran := loadSpecs(t), &coverage{}, 0
	all := append(own, resources...)
	for _, r := range all {
		t.Run(r.name, func(t *testing.T) {
			ran++
			r.test(t, newRig(t, f, specs, seen))
		})
	}
	t.Run("Coverage", func(t *testing.T) {
		needFiles(t)
		if ran < len(all) {
			t.Skipf("not run: only %d of %d tests were", ran, len(all))
		}
		for _, s := range specs {
			if s.file != tokenFile {
				require.ElementsMatch(t, slices.Collect(maps.Keys(unreached)), seen.missing(s), "of %s, never exercised", s.file)
			}
		}
	})
}
