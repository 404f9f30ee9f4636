// Package explain says in plain words what lines of an AT port mean: commands,
// answers, unsolicited lines, errors, and the messages and card files in them.
// It reads what a person typed or a log holds: it asks no module, and it hides
// nothing, numbers of cards and people included.
//
// The names of fields are snake case. What has a unit carries it at the end of
// its name: rsrp_dbm, rsrq_db, used_bytes, retry_s. A level that the module
// codes keeps the module's number under its own name (rsrp_level), and the
// value in dBm is nil when the code means "not known". A value that is not
// known, or empty, is nil. The text of an enumerated number stands beside it:
// act and act_name, stat and state. The area code of a registration is lac,
// in LTE and 5G tac as well. Lists are lists; a list of networks or indicators
// holds Fields.
package explain
