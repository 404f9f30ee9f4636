// Package report holds what a device tells its cloud about itself, cheaply: the
// payload (a CBOR map of at most 60 bytes as a rule), the budget that says when it may
// be sent, and the route that carries it as an IP Command. README.md documents
// the payload field by field. Nothing here starts a goroutine.
package report
