// Package simcardtest emulates a card: a small file system with the files that modules and agents
// read, a PIN with its counter of tries, and the few instructions that reach them. Everything on the
// card is made up. It is safe for use by several goroutines.
package simcardtest
