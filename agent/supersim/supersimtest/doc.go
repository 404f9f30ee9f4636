// Package supersimtest is a Super SIM cloud in memory: the API as an http.Handler, true to the wire form so that any
// client can be tried on it, and a driving side for an emulated network, which attaches SIMs, uses data and sends SMS.
//
// Time. The Cloud has no goroutine and no timer. It asks Options.Now at every request and at every driving call, and
// first does whatever has fallen due since, in the order of the due times and each at its own due time: a scheduled
// update completes, a ready Sim becomes active, a month begins. Whoever needs a change without a request calls
// [Cloud.Tick], and learns from [Cloud.NextDue] when.
//
// Callbacks. OnSMS, OnIP and OnChange are called without locks held, in the order of the events, by the goroutine
// whose call caused them; a callback may call the Cloud. When calls overlap, one goroutine delivers for all. An HTTP
// request is answered before its events are delivered.
//
// Calls to others. What a CallbackUrl or a Fleet's address is to be told is queued in the order of the events, and sent
// by [Cloud.RunCallbacks], which somebody must run; [Cloud.Callbacks] shows what became of it. Only loopback is called
// unless Options say otherwise. Of Sim updates only asynchronous ones call, when they end, also when they come to
// nothing. Commands call at every change after queued: sent, delivered, failed; from the SIM: received.
//
// What the public documentation leaves open is decided here as follows, and may differ from the real cloud:
// a manual change from ready to active and from ready to inactive is asynchronous; a status update while one is
// scheduled is refused with 83010; a KB has 1,000 bytes; API errors 83xxx have HTTP status 400 but 83005 and 83006,
// which have 404; unknown parameters are refused with 20001; while an update is scheduled, the SIM can do what it
// could before; an SMS Command to a SIM that cannot attach fails and is not counted.
//
// The parameters of the calls about Sims are documented. Those about SMS Commands have the names of a capture from
// before the resource got its present name (CommandSid, Command), and Sid beside them; those about IP Commands have the
// names of the resource's properties, of which SimUniqueName and Payload were seen in the field, and the same CommandSid
// and Sid. How soon the one retry comes is not documented either: after a second here. A connection that fails for
// another reason than time is not tried again.
package supersimtest
