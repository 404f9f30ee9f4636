// Package doctor judges what is known of a gateway: every known cause for a modem
// that does not work, in a fixed order, each with what was seen and the line to
// type. It is pure: it opens nothing and asks nobody; cmd gathers the Facts.
//
// A cause that is found is one failing line. What it explains, or what cannot be
// looked at because of it, is said to be so, and does not fail as well.
//
// # JSON
//
// `simagent doctor --json` prints one object, a Report. Within a schema fields are
// only added and keep their meaning; unknown is null, never "" and never 0.
//
//	schema    1
//	time      when it was looked at, RFC 3339, UTC
//	host      host name; null: not known
//	version   of simagent
//	asked     who asked the module: daemon, port; null: nobody did
//	port      the AT port; null: none is known
//	failed    how many findings fail; the exit code is 1 unless it is 0
//	warned    how many warn
//	first     the check of the first finding that fails; null: none does
//	recovery  what the daemon does about it by itself, one sentence; null: nothing
//	          is wrong, or no daemon runs
//	findings  one for each check, always all of them, in this order:
//	          port, holder, power, uart, sim, pin, registration, fplmn, roaming,
//	          apn, pdp, route, cloud, limit, credentials, clock, disk
//
// A finding:
//
//	check     its name, as above
//	state     ok, warn (it works, or may be about to fail, or another finding says
//	          why it does not), fail, not checked
//	text      a sentence for people
//	evidence  what was seen, and where; null: nothing
//	fix       lines to type, as they stand, a line feed between them; one that
//	          ends with "   # in [SECTION] of FILE" belongs there; null: none
//	hands     what no line can do, for a person; null: nothing
//
// A finding that fails has a fix or hands, or both.
package doctor
