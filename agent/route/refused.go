package route

import (
	"fmt"
	"net/netip"
)

// RefusedError says why no request was made. It is final for this moment only:
// a cable may come back, so the next dial checks again.
type RefusedError struct {
	Interface string // by which the packet would have left; "" when there is no route
	Reason    string // the rest of the sentence, for people
}

// Error is a sentence for `cloud.error`.
func (e *RefusedError) Error() string {
	return "no route to the cloud that is proven not to be the modem's: " + e.Reason
}

const viaHint = `; set cloud.via = "%s" if you know that it is not the modem`

func refused(dst netip.Addr, ifname, why string) *RefusedError {
	return &RefusedError{Interface: ifname, Reason: fmt.Sprintf("%s leaves by %s, which %s", dst, ifname, why)}
}
