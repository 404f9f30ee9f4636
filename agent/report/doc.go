// Package report holds what a device tells its cloud about itself, cheaply: the payload (a CBOR map of at most 60 bytes as
// a rule), its JSON and text forms, the budget that says when it may be sent, and the routes that carry it: as an IP
// Command, or signed to the user's own address. README.md documents all of it field by field. Nothing here starts a
// goroutine that outlives its call.
package report
