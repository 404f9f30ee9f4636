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
// nothing. Commands call at every change after queued: sent, delivered, failed; from the SIM: received. An eSIM profile
// calls when it is available.
//
// Vendors. Twilio and KORE have the same resources and rules; [Cloud.Face] gives the wire form of either, and all faces
// show the same state. A KORE client gets its token from the same handler.
//
// What the public documentation leaves open is decided here as follows, and may differ from the real cloud.
//
// Sims: a manual change from ready to active and from ready to inactive is asynchronous; a status update while one is
// scheduled is refused with 83010; a KB has 1,000 bytes; while an update is scheduled, the SIM can do what it could
// before. The Fleet of an inactive Sim changes at once.
//
// Accounts: a request reaches the Sims of its own account; a primary account reaches one of a subaccount only by SID and
// only for an update that names AccountSid. A move is refused together with a Status, and while an update is scheduled
// (83010). The unique name moves along, and a taken one stops the move (83011). SMS Commands, IP Commands and usage stay
// with the account that had them, which can still filter them by the Sim's SID; a Sim that comes back within its billing
// period shows it again. eSIM profiles stay with the account that ordered them.
//
// Billing periods: a ready Sim that became inactive and then active begins a new period.
//
// Data limit: bytes of a SIM that has reached it are strays until the next period. 1 MB is 1,000,000 bytes.
//
// Settings Updates: the completion of a first activation, and of a Fleet change of an activated Sim, begins one; it is
// scheduled and then in progress for Options.SettingsStep each, and then successful. Put begins none.
//
// Commands: an SMS Command to a SIM that cannot attach fails and is not counted. With Options.DeliverAfter a message
// arrives by itself; an SMS Command stays sent when the SIM cannot take it then.
//
// Pages: a page token marks a place in the order of all that can have been in the list, so it outlives its item there.
// UsageRecords without StartTime or EndTime keep the window of the first page; for hours and days the default end is that
// of the one that runs.
//
// eSIM profiles: new and then reserving for half of Options.ScheduledFor each; the Sim comes with available.
//
// Usage: records tell hours apart, so a StartTime or EndTime within an hour takes it whole. The price is that of the
// vendor's example, 0.10 USD a MB.
//
// Calls: the parameters of those about Sims are documented. Those about SMS Commands have the names of a capture from
// before the resource got its present name (CommandSid, Command), and Sid beside them; those about IP Commands have the
// names of the resource's properties, of which SimUniqueName and Payload were seen in the field, and the same CommandSid
// and Sid; those about eSIM profiles have the names of the properties. How soon the one retry comes is not documented
// either: after a second here. A connection that fails for another reason than time is not tried again.
//
// Names: a UniqueName has 255 characters at most, and is one that can stand in a path in place of the SID. An SMS Command
// holds 160 bytes of UTF-8. The address of a callback is a URI without userinfo; all else is refused, since it could only
// be sent as something else than what is signed. A POST with a query is refused. OPTIONS is answered without
// authentication, as a browser needs it, and HEAD as GET without the body.
//
// Errors: 83xxx have HTTP status 400 but 83005 and 83006, which have 404, and 83006 for a Fleet that does not fit the
// new account, which has 400. Unknown parameters are refused with 20001, so that a typing error is seen; the vendor's
// page of that code says that they are ignored, with a warning. A taken name of a Fleet or a Network Access Profile is
// 83011. KORE's errors from before the API have 40,000 and the HTTP status as code; the scopes of its tokens are made
// up. Options.MaxConcurrent counts the requests of all accounts.
package supersimtest
