// Package supersim is a client of the Super SIM API, as Twilio and KORE serve it.
//
// Every property of the API may be null. Here null is the zero value: "" for text, the zero time for a time, 0 for a
// port; a number, where 0 means something, and a flag are pointers. Properties and enum values that this package does
// not know survive: the former in Raw, the latter as they came.
//
// A call makes one attempt, or as many as Config.Attempts allows; what would be done twice by a second one, such as an
// SMS Command, is tried again only when the first was surely not processed. [APIError] carries what the server said,
// [NetError] says how far the attempt came, and [Hint] says what a person can do. No error text holds an ICCID, a SID, a
// URL query or a credential.
package supersim
