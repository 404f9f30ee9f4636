package supersimtest

import (
	"net/netip"
	"slices"
	"time"
)

// SetIPAddresses gives a SIM the addresses that it has on a VPN, in place of those before; none at all is a SIM
// without a VPN. An unknown ICCID, or an address that is not valid, is a stray.
func (c *Cloud) SetIPAddresses(iccid string, addresses ...netip.Addr) {
	c.do(func(time.Time) {
		s := c.byICCID[iccid]
		if s == nil || slices.ContainsFunc(addresses, func(a netip.Addr) bool { return !a.IsValid() }) {
			c.strays++
			return
		}
		s.addresses = slices.Clone(addresses)
	})
}

type addressJSON struct {
	Address string `json:"ip_address"`
	Version string `json:"ip_address_version"`
}

func listAddresses(_ *Cloud, q *request, s *sim) (int, any, *apiError) {
	return q.page("ip_addresses", listOf(s.addresses, netip.Addr.String, func(a netip.Addr) any {
		if a.Unmap().Is4() {
			return addressJSON{a.Unmap().String(), "IPv4"}
		}
		return addressJSON{a.String(), "IPv6"}
	}))
}
