package atcmd

import (
	"fmt"
	"net/netip"
	"strings"
)

// Bearer is what the network gave an active context. An address that is not
// there, or not one, is the zero Addr.
type Bearer struct {
	CID, ID     int // context and EPS bearer; ID -1 when not told
	APN         string
	Local, Mask netip.Addr
	Gateway     netip.Addr
	DNS1, DNS2  netip.Addr
}

// ParseCGCONTRDP reads one line of the answer of AT+CGCONTRDP (27.007 10.1.23):
//
//	+CGCONTRDP: <cid>,<bearer_id>,<apn>[,<local_addr and subnet_mask>[,<gw_addr>[,<DNS_prim_addr>[,<DNS_sec_addr>…
//
// as `+CGCONTRDP: 1,5,"super","10.1.2.3.255.255.255.0","10.1.2.1","10.9.9.9"`.
// Releases before 9.4 give the mask in a field of its own behind the address.
// IPv6 comes with dots (16 numbers) or with colons, by AT+CGPIAF.
func ParseCGCONTRDP(line string) (Bearer, error) {
	name, f, ok := cut(line)
	if !ok || name != "+CGCONTRDP" {
		return Bearer{}, fmt.Errorf("not a +CGCONTRDP line")
	}
	b := Bearer{CID: f.must("context"), ID: f.int(-1)}
	apn, _ := f.next()
	if f.err != nil {
		return Bearer{}, fmt.Errorf("cannot read +CGCONTRDP: %v", f.err)
	}
	b.APN = clipTo(apn, maxAPN)
	t, _ := f.next()
	b.Local, b.Mask = addressAndMask(t)
	next := func() netip.Addr {
		t, _ := f.next()
		a, _ := addressAndMask(t)
		return a
	}
	b.Gateway = next()
	if !b.Mask.IsValid() && isMask(b.Gateway, b.Local) {
		b.Mask, b.Gateway = b.Gateway, next()
	}
	b.DNS1, b.DNS2 = next(), next()
	return b, nil
}

// addressAndMask reads an address, or one with its mask behind a dot or, with
// colons, behind a blank.
func addressAndMask(t string) (addr, mask netip.Addr) {
	if strings.IndexByte(t, ':') >= 0 {
		first, second, _ := strings.Cut(t, " ")
		addr, _ = netip.ParseAddr(first)
		mask, _ = netip.ParseAddr(second)
		return addr, mask
	}
	var v [32]byte
	n := 0
	for rest, more := t, t != ""; more; n++ {
		var part string
		part, rest, more = strings.Cut(rest, ".")
		octet, ok := decimal(part)
		if !ok || octet < 0 || octet > 255 || n == len(v) {
			return netip.Addr{}, netip.Addr{}
		}
		v[n] = byte(octet)
	}
	switch n {
	case 8:
		mask = netip.AddrFrom4([4]byte(v[4:]))
		fallthrough
	case 4:
		addr = netip.AddrFrom4([4]byte(v[:]))
	case 32:
		mask = netip.AddrFrom16([16]byte(v[16:]))
		fallthrough
	case 16:
		addr = netip.AddrFrom16([16]byte(v[:]))
	}
	return addr, mask
}

// isMask tells whether what stands behind an address is its mask: ones first,
// then zeros. No gateway begins with 255 or ff.
func isMask(mask, addr netip.Addr) bool {
	if !mask.IsValid() || mask.BitLen() != addr.BitLen() {
		return false
	}
	b := mask.AsSlice()
	if b[0] != 255 {
		return false
	}
	ended := false
	for _, o := range b {
		if ended && o != 0 || ^o&(^o+1) != 0 {
			return false
		}
		ended = ended || o != 255
	}
	return true
}
