// Package simcardtest emulates a card: a file system with the files that modules and agents read, seen
// as a USIM (class 00) and as a 2G card (class A0), a PIN with its counters, logical channels, and
// an eUICC's number on request. Everything on the card is made up. It is safe for use by several
// goroutines.
//
// A module reaches it by Transmit (+CSIM, +CGLA), by Restricted (+CRSM), and by its own commands
// through the methods of Card.
package simcardtest
