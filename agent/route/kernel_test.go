package route

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// answer builds one netlink message with one attribute; attrLen is what it claims.
func answer(kind uint16, rtmType byte, attrType, attrLen uint16, value ...byte) []byte {
	ne := binary.NativeEndian
	b := make([]byte, sizeHeader+sizeRtmsg, 64)
	b[sizeHeader+7] = rtmType
	b = ne.AppendUint16(b, attrLen)
	b = ne.AppendUint16(b, attrType)
	b = append(b, value...)
	ne.PutUint32(b, uint32(len(b)))
	ne.PutUint16(b[4:], kind)
	return b[:len(b):len(b)]
}

func TestParseRoute(t *testing.T) {
	oif := binary.NativeEndian.AppendUint32(nil, 7)
	index, src, err := parseRoute(answer(unix.RTM_NEWROUTE, unix.RTN_UNICAST, unix.RTA_OIF, 8, oif...))
	require.NoError(t, err)
	require.Equal(t, 7, index)
	require.False(t, src.IsValid())

	for name, b := range map[string][]byte{
		"unreachable":         answer(unix.RTM_NEWROUTE, unix.RTN_UNREACHABLE, unix.RTA_OIF, 8, oif...),
		"no interface":        answer(unix.RTM_NEWROUTE, unix.RTN_UNICAST, unix.RTA_GATEWAY, 8, oif...),
		"attribute too long":  answer(unix.RTM_NEWROUTE, unix.RTN_UNICAST, unix.RTA_OIF, 12, oif...),
		"attribute too short": answer(unix.RTM_NEWROUTE, unix.RTN_UNICAST, unix.RTA_OIF, 0, oif...),
		"number of 3 bytes":   answer(unix.RTM_NEWROUTE, unix.RTN_UNICAST, unix.RTA_OIF, 7, oif[:3]...),
		"negative number":     answer(unix.RTM_NEWROUTE, unix.RTN_UNICAST, unix.RTA_OIF, 8, 255, 255, 255, 255),
	} {
		_, _, err := parseRoute(b)
		require.ErrorIs(t, err, ErrNoRoute, name)
	}
	for name, b := range map[string][]byte{
		"empty":       nil,
		"cut":         answer(unix.RTM_NEWROUTE, unix.RTN_UNICAST, unix.RTA_OIF, 8, oif...)[:20],
		"other kind":  answer(unix.RTM_NEWLINK, unix.RTN_UNICAST, unix.RTA_OIF, 8, oif...),
		"zero length": make([]byte, 32),
	} {
		_, _, err := parseRoute(b)
		require.EqualError(t, err, "the kernel's answer names no route", name)
	}
	require.ErrorIs(t, netlinkError(binary.NativeEndian.AppendUint32(nil, 0xffffff9b)), ErrNoRoute) // -101, ENETUNREACH
	require.ErrorIs(t, netlinkError(binary.NativeEndian.AppendUint32(nil, 0xffffffff)), unix.EPERM)
}
