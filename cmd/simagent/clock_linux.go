package main

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// clockSynced tells whether NTP or the like has set the clock. The kernel is asked first: adjtimex(2) says TIME_ERROR until
// a daemon has set it (systemd-timesyncd, chrony, ntpd and BusyBox's ntpd all clear STA_UNSYNC). The unit forbids the
// question, since one who may ask might also set it; there systemd-timesyncd's own word counts.
func clockSynced() bool {
	state, err := unix.Adjtimex(new(unix.Timex))
	if err == nil {
		return state != unix.TIME_ERROR
	}
	return touchedLately(timesyncd, time.Now())
}

const (
	// timesyncd is touched at each answer that systemd-timesyncd had from a server: systemd-timesyncd.service(8).
	timesyncd = "/run/systemd/timesync/synchronized"
	// touchedMost is twice the longest pause between two of its questions by default, PollIntervalMaxSec= in
	// timesyncd.conf(5). A clock that somebody has put forward, or back, leaves that time, too.
	touchedMost = 2 * 2048 * time.Second
	// touchedAhead is what the clock may be taken back by an answer after the file was touched.
	touchedAhead = 5 * time.Second
)

// touchedLately tells whether the file's time stamp is from the time before now in which an answer is due.
func touchedLately(path string, now time.Time) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	age := now.Sub(info.ModTime())
	return -touchedAhead <= age && age <= touchedMost
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
