package report

import (
	"errors"
	"fmt"
)

// Alarm is something that happened to the account and that somebody should know. Wire values are fixed; 0 does not
// exist. 1 to 9 have the order of the bits of ledger.Warning.
type Alarm uint8

// The alarms.
const (
	AlarmData50     Alarm = 1 // 50 % of the bytes of ready
	AlarmData80     Alarm = 2
	AlarmData95     Alarm = 3
	AlarmSMS50      Alarm = 4 // 50 % of the SMS Commands of ready
	AlarmSMS80      Alarm = 5
	AlarmSMS95      Alarm = 6
	AlarmTime50     Alarm = 7 // 50 % of the time of ready
	AlarmTime80     Alarm = 8
	AlarmTime95     Alarm = 9
	AlarmDataPassed Alarm = 10 // the bytes of ready are used up
	AlarmSMSPassed  Alarm = 11
	AlarmTimePassed Alarm = 12
	AlarmReadyEnded Alarm = 13 // the cloud says that the Sim is no longer ready
	AlarmElsewhere  Alarm = 14 // the cloud counted usage that was not on this device
	AlarmNotKept    Alarm = 15 // the account cannot be stored
)

// MaxAlarms is the most alarms in one report: the eight longest fit one SMS with everything else.
const MaxAlarms = 8

var alarmNames = []string{"alarm 0", "data 50 %", "data 80 %", "data 95 %", "SMS 50 %", "SMS 80 %", "SMS 95 %",
	"time 50 %", "time 80 %", "time 95 %", "data passed", "SMS passed", "time passed", "ready ended", "usage elsewhere",
	"account not kept"}

// String is the alarm in words; "alarm 200" for a kind that this version does not know.
func (a Alarm) String() string {
	if int(a) < len(alarmNames) {
		return alarmNames[a]
	}
	return fmt.Sprintf("alarm %d", uint8(a))
}

// checkAlarms holds what is true of keys 17 to 19 together. Kinds that are not known are left open.
func (p Payload) checkAlarms() error {
	n := len(p.Alarms)
	switch {
	case n > MaxAlarms:
		return fmt.Errorf("%d alarms, the most is %d", n, MaxAlarms)
	case n > 0 && p.AlarmsFrom == 0:
		return errors.New("alarms without the number of the first")
	case n == 0 && p.AlarmsFrom != 0:
		return errors.New("the number of an alarm without the alarm")
	case uint64(p.AlarmsFrom)+uint64(n) > 1<<32:
		return errors.New("the number of the last alarm does not fit 32 bits")
	}
	for _, a := range p.Alarms {
		if a == 0 {
			return errors.New("alarm 0 does not exist")
		}
	}
	return nil
}
