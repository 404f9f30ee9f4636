package pdu

import (
	"encoding/hex"
	"strings"
	"time"
)

// stampOctets is the size of a time stamp.
const stampOctets = 7

// stamp reads a time stamp (23.040 9.2.3.11): year, month, day, hour, minute,
// second and zone, each two digits with the low one first. It returns the
// digits as they came, and the time, zero when they are none: service centres
// send zeros, and the message is good for all that.
func (r *reader) stamp() (wire string, at time.Time) {
	b := r.octets(stampOctets)
	if b == nil {
		return "", time.Time{}
	}
	wire = strings.ToUpper(hex.EncodeToString(b))
	var v [6]int
	for i := range v {
		low, high := int(b[i]&15), int(b[i]>>4)
		if low > 9 || high > 9 {
			return wire, time.Time{}
		}
		v[i] = 10*low + high
	}
	// The zone counts quarters of an hour; bit 3 of its first digit is the sign.
	quarters := 10*int(b[6]&7) + int(b[6]>>4)
	if b[6]>>4 > 9 || quarters > 14*4 {
		quarters = 0
	}
	if b[6]&8 != 0 {
		quarters = -quarters
	}
	zone := time.UTC
	if quarters != 0 {
		zone = time.FixedZone("", quarters*15*60)
	}
	year := 2000 + v[0]
	if v[0] >= 90 { // no short message is older than 1992
		year -= 100
	}
	at = time.Date(year, time.Month(v[1]), v[2], v[3], v[4], v[5], 0, zone)
	if int(at.Month()) != v[1] || at.Day() != v[2] || at.Hour() != v[3] || at.Minute() != v[4] || at.Second() != v[5] {
		return wire, time.Time{}
	}
	return wire, at
}
