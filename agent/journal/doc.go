// Package journal logs to systemd's journal with fields by which a person filters, by its native protocol and without a
// library: a datagram of FIELD=value lines to /run/systemd/journal/socket (systemd's "Native Journal Protocol").
//
//	MESSAGE         the text
//	PRIORITY        of syslog: 3 error, 4 warning, 6 info, 7 debug
//	SIMAGENT_EVENT  what kind of thing it is, of the names below; absent where nothing is to be filtered by
//	MESSAGE_ID      a UUID for each of them
//	ICCID           the SIM whose account is counted, always shortened
//	PORT            the AT port
//	SIMAGENT_…      attributes of the line: SIMAGENT_ERROR, SIMAGENT_VERSION
//
// The alarms that go into reports are threshold, usage, not_kept and cloud_status. The events are listed below.
//
//	journalctl -u 'simagent@*' SIMAGENT_EVENT=denied + SIMAGENT_EVENT=detached
package journal
