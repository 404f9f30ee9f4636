package meter

import (
	"fmt"
	"math"
	"strconv"
)

// leastCompared is the traffic on the interface below which two sources are not compared, in bytes: below it a few frames
// that one of them does not see (ARP, DHCP, IPv6 neighbour discovery) are some per cent.
const leastCompared = 10_000

// Calibration compares two sources that counted the same traffic: the kernel's interface and the module's own counter. It
// holds the bytes of both, by direction, over the spans that both have seen; the two are never added to each other. The
// zero value has seen nothing. A value: copies are independent, and it may be used from any goroutine.
type Calibration struct {
	TX, RX             int64 // bytes to and from the network by the interface
	ModuleTX, ModuleRX int64 // the same by the module, as the profile orders its directions
}

// Add takes what both counted, in bytes, over one span. A span with a negative figure (a counter that restarted) changes
// nothing, nor does one that would carry a sum past what an int64 holds: a ratio of sums that stand still stays true.
func (c Calibration) Add(tx, rx, moduleTX, moduleRX int64) Calibration {
	sums, spans := [...]*int64{&c.TX, &c.RX, &c.ModuleTX, &c.ModuleRX}, [...]int64{tx, rx, moduleTX, moduleRX}
	was := c
	for n, sum := range sums {
		if spans[n] < 0 || *sum > math.MaxInt64-spans[n] {
			return was
		}
		*sum += spans[n]
	}
	return c
}

// Valid tells whether the sums, read from a disk, can be some.
func (c Calibration) Valid() bool { return min(c.TX, c.RX, c.ModuleTX, c.ModuleRX) >= 0 }

// Ratio is the module's bytes to the interface's, both directions together; 1 is agreement. ok is false while the
// interface has counted less than 10 kB.
func (c Calibration) Ratio() (ratio float64, ok bool) { return c.ratio(c.module(), c.netdev()) }

// RatioTX is Ratio for what was sent; the 10 kB are of that direction.
func (c Calibration) RatioTX() (ratio float64, ok bool) {
	return c.ratio(float64(c.ModuleTX), float64(c.TX))
}

// RatioRX is Ratio for what was received.
func (c Calibration) RatioRX() (ratio float64, ok bool) {
	return c.ratio(float64(c.ModuleRX), float64(c.RX))
}

func (c Calibration) ratio(module, netdev float64) (float64, bool) {
	if !c.Valid() || netdev < leastCompared {
		return 0, false
	}
	return module / netdev, true
}

// The sums of both directions, which may exceed an int64.
func (c Calibration) netdev() float64 { return float64(c.TX) + float64(c.RX) }
func (c Calibration) module() float64 { return float64(c.ModuleTX) + float64(c.ModuleRX) }

// Swapped tells that the module gives its two directions in the other order than its profile says. It is said only where it
// shows: both sources have 10 kB, one direction has twice the bytes of the other, and the exchanged shares fit four times
// better. Shares, not bytes, so that a module that counts more in all is judged by its directions alone.
func (c Calibration) Swapped() bool {
	netdev, module := c.netdev(), c.module()
	if !c.Valid() || min(netdev, module) < leastCompared || max(c.TX, c.RX)/2 < min(c.TX, c.RX) {
		return false
	}
	sent, moduleSent := float64(c.TX)/netdev, float64(c.ModuleTX)/module
	return 4*math.Abs(moduleSent-(1-sent)) <= math.Abs(moduleSent-sent)
}

// Text says the comparison in one line, such as "AT+QGDCNT counts 1.8 % more than wwan0 (of 12,345 B)".
func (c Calibration) Text(module, netdev string) string {
	ratio, ok := c.Ratio()
	seen := grouped(max(c.TX, 0) + min(max(c.RX, 0), math.MaxInt64-max(c.TX, 0)))
	if !ok {
		return fmt.Sprintf("%s and %s are not compared yet (%s of %s B)", module, netdev, seen, grouped(leastCompared))
	}
	text := fmt.Sprintf("%s counts %s %s (of %s B)", module, difference(ratio), netdev, seen)
	if c.Swapped() {
		text += ", and gives sent and received in the other order"
	}
	return text
}

// difference says a ratio: to a tenth of a per cent, and as a multiple where per cent are hard to imagine.
func difference(ratio float64) string {
	percent := 100 * (ratio - 1)
	switch {
	case ratio == 0:
		return "nothing of"
	case ratio >= 3:
		return fmt.Sprintf("%.1f times as much as", ratio)
	case percent >= 0.05:
		return fmt.Sprintf("%.1f %% more than", percent)
	case percent <= -0.05:
		return fmt.Sprintf("%.1f %% less than", -percent)
	}
	return "as much as"
}

// grouped writes a count with a comma at every third digit: 12,345.
func grouped(n int64) string {
	s := strconv.FormatInt(max(n, 0), 10)
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}
