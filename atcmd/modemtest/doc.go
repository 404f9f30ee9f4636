// Package modemtest emulates a cellular module at its AT port: command line rules of ITU-T V.250, the
// commands of 3GPP TS 27.007 and 27.005 that agents and connection managers send, and what a given
// make adds to them. What differs between makes is data, a Persona. A Modem is driven from two
// sides: programs under test talk to it through Serve, over any link or a pseudo terminal, and
// the test plays the network, the hand that changes cards, and the faults of the line through methods, or lets a
// Script do it.
//
// Everything personal (IMEI, IMSI, numbers) is made up. Nothing happens by the clock unless Options ask
// for delays. A Modem starts no goroutine of its own; Serve owns those that it needs and waits for them.
package modemtest
