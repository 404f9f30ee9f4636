package boards

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// short is a time without the zeros at its end: 1m, not 1m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	return s
}

// sleep waits, or returns the error of ctx when that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// poll looks at once and then every interval, until it is true, for at most limit. The context that look gets ends with the
// limit.
func poll(ctx context.Context, limit, interval time.Duration, look func(context.Context) bool) error {
	within, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		if look(within) {
			return nil
		}
		if err := sleep(within, interval); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			return fmt.Errorf("it did not happen within %s", limit)
		}
	}
}
