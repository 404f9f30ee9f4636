package supersimtest

import (
	"slices"
	"strings"
)

// The kinds of faults of callbacks. Count and Skip count calls, and ICCID names the SIM. A call that is refused for its
// address uses one up too.
const (
	// FaultCallbackLost makes no call.
	FaultCallbackLost FaultKind = "callback-lost"
	// FaultCallbackTwice makes the call twice, with the same idempotency token.
	FaultCallbackTwice FaultKind = "callback-twice"
	// FaultCallbackLate makes the call after Latency. Calls about the same Sim wait behind it.
	FaultCallbackLate FaultKind = "callback-late"
)

func (f *fault) ofCallbacks() bool {
	return f.Kind == FaultCallbackLost || f.Kind == FaultCallbackTwice || f.Kind == FaultCallbackLate
}

// spendCallback uses up one fault of callbacks, and returns one that does nothing when none fits. mu is held.
func (c *Cloud) spendCallback(iccid string) Fault {
	for _, f := range c.faults {
		if f.ofCallbacks() && (f.ICCID == "" || f.ICCID == iccid) && f.take(c.last) {
			return f.Fault
		}
	}
	return Fault{}
}

// FaultKinds are all there are.
func FaultKinds() []FaultKind { return slices.Clone(kinds) }

// KindsText names them in a sentence.
func KindsText() string {
	var names []string
	for _, k := range kinds {
		names = append(names, string(k))
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
