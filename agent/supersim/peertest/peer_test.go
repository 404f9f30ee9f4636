package peertest

import (
	"testing"
)

// resources are the tests, one for each resource of the API. Each has a cloud of its own.
var resources = []struct {
	name string
	test func(*testing.T, *rig)
}{
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
	{"SMS", testSMS},
	{"SMSLists", testSMSLists},
	{"IP", testIP},
	{"IPLists", testIPLists},
	{"Usage", testUsage},
	{"UsageGroups", testUsageGroups},
}

func TestTwilio(t *testing.T) { drive(t, twilio) }

// drive runs all resources at one face.
func drive(t *testing.T, f face) {
	specs, seen := loadSpecs(t), &coverage{}
	for _, r := range resources {
		t.Run(r.name, func(t *testing.T) {
			r.test(t, newRig(t, f, specs, seen))
		})
	}
}
