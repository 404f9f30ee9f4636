// Package atcmd turns the bytes of a serial line into answers and unsolicited
// result codes, and nothing else: it knows no SIM, no cloud and no policy.
//
// The way of a byte:
//
//	port -> Conditioner -> Splitter -> route: the pending command's answer | URC
//	   answer -> modem/at -> Session.Do -> a typed parser (one a file)
//	   URC    -> one ordered, bounded, drop-counted channel: Session.URCs
//
// The exchange itself (write a command, wait for its final result code) is
// github.com/warthog618/modem/at; it is imported by engine.go only. The
// Conditioner beneath it gives it clean lines that belong to the pending
// command; the Session above it adds contexts, time limits and a queue.
package atcmd
