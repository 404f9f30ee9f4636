// Package supersim reads the Super SIM API: which Sim belongs to an ICCID, its billing period, its IP and SMS Commands.
//
// The package only reads. No call in it changes a Sim, because a change can cost money.
//
// Every property of the API may be null. Here null is the zero value: "" for text, the zero time for a time, 0 for a
// port; a byte count, where 0 means something, is a pointer. Properties and enum values that this package does not
// know are tolerated: the former are skipped, the latter kept as they came.
//
// A call makes one attempt on one new connection. When to try again is the caller's to decide: [APIError] carries what
// the server asked for, [NetError] says how far the attempt came, and [Hint] says what a person can do.
// No error text holds an ICCID, a SID, a URL query or a credential.
package supersim
