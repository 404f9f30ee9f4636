package labhttp

import (
	"fmt"
	"slices"
	"time"
)

// newest is the last n of a list, newest first.
func newest[T any](all []T, n int) []T {
	out := slices.Clone(all[max(len(all)-n, 0):])
	slices.Reverse(out)
	return out
}

// amount is bytes for people, in decimal units as the vendor's.
func amount(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.4g kB", float64(n)/1e3)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.4g MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.4g GB", float64(n)/1e9)
}

// rough is a duration for people.
func rough(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(int(d.Seconds()), 0))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}
