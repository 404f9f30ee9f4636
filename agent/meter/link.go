package meter

import (
	"bytes"
	"encoding/binary"
	"errors"

	"golang.org/x/sys/unix"
)

// link is what one answer of the kernel says of an interface.
type link struct {
	name                 string
	index                int
	typ                  int    // ARPHRD_*
	oper                 string // as sysfs spells it
	tx, rx               uint64 // bytes
	txPackets, rxPackets uint64
}

// Sizes of struct nlmsghdr, struct ifinfomsg and struct rtattr (linux/netlink.h, linux/rtnetlink.h).
const (
	sizeHeader = unix.SizeofNlMsghdr
	sizeInfo   = unix.SizeofIfInfomsg
	sizeAttr   = unix.SizeofRtAttr
)

// sizeStats is the part of struct rtnl_link_stats64 that is read, its first four fields: packets received and sent,
// bytes received and sent (linux/if_link.h). Newer kernels append to the structure, none changes its beginning.
const sizeStats = 4 * 8

// operStates are RFC 2863's states in the kernel's order (IF_OPER_*, linux/if.h) as its operstate file spells them.
var operStates = [...]string{"unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up"}

// linkRequest is RTM_GETLINK for one interface (rtnetlink(7)): by index, or by name when index is 0.
func linkRequest(seq uint32, name string, index int) []byte {
	size := sizeHeader + sizeInfo
	if index == 0 {
		size += align4(sizeAttr + len(name) + 1)
	}
	b := make([]byte, size)
	ne := binary.NativeEndian
	ne.PutUint32(b[0:], uint32(size))
	ne.PutUint16(b[4:], unix.RTM_GETLINK)
	ne.PutUint16(b[6:], unix.NLM_F_REQUEST)
	ne.PutUint32(b[8:], seq)
	ne.PutUint32(b[sizeHeader+4:], uint32(index)) // ifi_index
	if index == 0 {
		at := b[sizeHeader+sizeInfo:]
		ne.PutUint16(at[0:], uint16(sizeAttr+len(name)+1))
		ne.PutUint16(at[2:], unix.IFLA_IFNAME)
		copy(at[sizeAttr:], name) // and the NUL that is there already
	}
	return b
}

var (
	errCut     = errors.New("the kernel's answer is cut short")
	errNoStats = errors.New("the kernel's answer has no counters")
)

// parseLink looks in a datagram for the answer to request seq. found is false when there is none: the datagram then
// belongs to an earlier request. A refusal by the kernel is a unix.Errno.
func parseLink(b []byte, seq uint32) (l link, found bool, err error) {
	for len(b) >= sizeHeader {
		size := int64(binary.NativeEndian.Uint32(b)) // may exceed an int of 32 bits
		if size < sizeHeader || size > int64(len(b)) {
			return link{}, false, errCut
		}
		body := b[sizeHeader:size]
		if binary.NativeEndian.Uint32(b[8:]) == seq {
			switch binary.NativeEndian.Uint16(b[4:]) {
			case unix.NLMSG_ERROR:
				return link{}, true, refusal(body)
			case unix.RTM_NEWLINK:
				l, err := linkOf(body)
				return l, true, err
			}
		}
		b = b[min(align4(int(size)), len(b)):]
	}
	return link{}, false, nil
}

// refusal is the errno in the body of NLMSG_ERROR.
func refusal(body []byte) error {
	if len(body) < 4 {
		return errCut
	}
	code := int32(binary.NativeEndian.Uint32(body))
	if code >= 0 {
		return errors.New("the kernel acknowledged and did not answer")
	}
	return unix.Errno(-int64(code))
}

// linkOf reads struct ifinfomsg and its attributes.
func linkOf(b []byte) (link, error) {
	if len(b) < sizeInfo {
		return link{}, errCut
	}
	l := link{
		typ:   int(binary.NativeEndian.Uint16(b[2:])),
		index: int(int32(binary.NativeEndian.Uint32(b[4:]))),
	}
	counted := false
	for b = b[sizeInfo:]; len(b) >= sizeAttr; {
		size := int(binary.NativeEndian.Uint16(b))
		if size < sizeAttr || size > len(b) {
			return link{}, errCut
		}
		value := b[sizeAttr:size]
		switch binary.NativeEndian.Uint16(b[2:]) {
		case unix.IFLA_IFNAME:
			name, _, _ := bytes.Cut(value, []byte{0})
			l.name = string(name)
		case unix.IFLA_OPERSTATE:
			if len(value) == 1 && int(value[0]) < len(operStates) {
				l.oper = operStates[value[0]]
			}
		case unix.IFLA_STATS64:
			if len(value) < sizeStats {
				return link{}, errCut
			}
			l.rxPackets, l.txPackets = binary.NativeEndian.Uint64(value), binary.NativeEndian.Uint64(value[8:])
			l.rx, l.tx = binary.NativeEndian.Uint64(value[16:]), binary.NativeEndian.Uint64(value[24:])
			counted = true
		}
		b = b[min(align4(size), len(b)):]
	}
	switch {
	case l.index <= 0 || !ValidName(l.name):
		return link{}, errors.New("the kernel's answer names no interface")
	case !counted:
		return link{}, errNoStats
	}
	return l, nil
}

// align4 rounds up as netlink pads messages and attributes.
func align4(n int) int { return (n + 3) &^ 3 }
