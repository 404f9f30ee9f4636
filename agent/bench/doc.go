// Package bench tests SIMs one after the other: what a person at a bench with a
// modem and a tray of cards would do by hand. It opens nothing and has no clock:
// a Tray takes events with their times and answers with effects, which the
// caller carries out. Step is the same for one SIM alone, and pure.
//
//	Looked, CardRead, CloudSaid, Spent, CardURC, PortLost, PortUp, Tick
//	     -> Tray.Handle(at, event) -> Look, Read, AskCloud, Spend, Result, Seen, End
//
// A SIM is put in, identified, looked up in the cloud, and watched until it is
// registered, attached and measured, or until the plan's patience ends. Then it
// has its verdict, and the tray waits for the next one. What is asked of it is a
// Plan; the default one spends nothing.
//
// # The lines of a run
//
// A run is written as JSON lines, one object each. Times are RFC 3339 in UTC;
// unknown is null and never 0; fields may be added within a schema. "kind" says
// what a line is:
//
//	run   the first: schema (1), started, tool, module {maker, model, firmware}, port,
//	      cloud (the provider, null: not asked), plan (as `bench plan` names its keys),
//	      spend {bytes, sms} allowed for each SIM
//	sim   one for each SIM: the fields of Record. A later line of the same n replaces
//	      the earlier one: that SIM was taken out, or went away with the module, before
//	      its end, and came again
//	seen  a SIM that had its verdict before: n of that, at, iccid
//	end   the last: ended, tested, passed, not_activated, failed, seen, seconds,
//	      unfinished (null, or the SIM that the end met in the middle, which has no line),
//	      commands [{command, count, failed, median_ms, p95_ms, most_ms}]
//
// A file without its end line is that of a run that did not end by itself.
package bench
