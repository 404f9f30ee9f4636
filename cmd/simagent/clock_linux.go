package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// clockSynced tells whether the kernel vouches for the clock: adjtimex(2) says TIME_ERROR until a daemon has set it by NTP
// or the like (systemd-timesyncd, chrony, ntpd and BusyBox's ntpd all clear STA_UNSYNC).
func clockSynced() bool {
	state, err := unix.Adjtimex(new(unix.Timex))
	return err == nil && state != unix.TIME_ERROR
}

// clockSlept is how long the board was suspended since it started: CLOCK_BOOTTIME goes on then, and CLOCK_MONOTONIC does
// not (clock_getres(2)).
func clockSlept() time.Duration {
	var all, awake unix.Timespec
	if unix.ClockGettime(unix.CLOCK_MONOTONIC, &awake) != nil || unix.ClockGettime(unix.CLOCK_BOOTTIME, &all) != nil {
		return 0
	}
	return time.Duration(all.Nano() - awake.Nano())
}
