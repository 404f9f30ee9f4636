// Package ledger keeps the account of every SIM: the bytes and SMS Commands
// counted against the thresholds of the `ready` state, and what must survive
// a power cut beside them.
//
// It has two halves. Account is pure: it takes counter samples and answers
// with intervals that hold the truth. Store is the disk: a folder of files
// sim-N.ledger, each a zero-written ring of 4 KiB slots.
//
// # The way of a count
//
//	store.Account(iccid) -> File
//	acct := NewAccount(file.Record(), limits)
//	acct.Started(boot); acct.Resume(checkpoint, sample)
//	each poll: acct.Count(sample); WriteCheckpoint(path, acct.Checkpoint())
//	           if acct.Due() { r := acct.Snapshot(now, trusted) }   // the loop
//	                           err := file.Commit(r)                // the writer
//	                           if err == nil { acct.Committed(r) }  // the loop
//	clean stop: file.Commit(acct.Settle(now, trusted))
//
// # A slot, 4096 bytes, little endian
//
//	 0  4  magic "SIML"
//	 4  2  format version, 1
//	 6  2  payload length, at most 4072
//	 8  8  sequence, one more at every commit, from 1
//	16  4  CRC-32C of the whole slot without these four bytes
//	20  4  zero
//	24     payload, then zeros
//
// Magic, version and CRC keep their place and meaning in every version.
//
// # The payload: fields of tag uint16, length uint16, value
//
//	tag value
//	 1  ICCID, canonical: digits (and hex nibbles), no padding F
//	 2  created, ms since 1970 int64 (0 is unknown, in every time here)
//	 3  boot id of the last commit, 16 bytes
//	 4  boots uint32, restarts of the agent uint32
//	 5  BillingPeriod sid, text
//	 6  period: type byte, estimated byte, start ms, until ms
//	 7  cloud sid, text
//	 8  last seen cloud status, text
//	 9  when it was seen, ms
//	10  what is known of the past: bit 0 data, bit 1 SMS
//	11  data, bytes: tx, rx, past (direction unknown), slack; int64 each
//	12  lease ceiling on the sum of both directions, bytes int64
//	13  source at commit: boot id 16, survives byte, bits byte, ifindex uint32,
//	    epoch uint64, raw tx uint64, raw rx uint64, at ms, then the name
//	14  SMS: sent, received, past, slack; uint32 each
//	15  warnings given, bits uint16
//	16  reports: cursor uint64, own bytes total int64, own bytes today int64,
//	    that day (days since 1970) int32, latest day int32,
//	    own bytes this month int64, borrowed byte
//	17  PIN flags byte
//	18  wall clock at commit ms, trusted byte
//	19  a transition (repeated, oldest first): at ms, trusted byte, what byte,
//	    from (length byte, text), to (length byte, text), cause (the rest)
//	20  revision uint64, which grows with every change; the revision uint64 of
//	    the last change of counts
//	21  digests of the SMS Commands received that were counted, uint32 each;
//	    present (even if empty) once a first list was taken
//	22  where the account began to count: ms, bytes counted before (low, high)
//	    int64 each, SMS Commands counted before uint32; absent until the cloud's
//	    clock was heard
//	23  beginnings of UTC days: day (days since 1970) uint32, bytes before and
//	    after midnight int64 each, slack int64; repeated, oldest first
//	24  when the cloud was about to be asked to change this Sim, ms; absent if never
//	25  hours of UTC, oldest first, each as ten numbers of variable length (LEB128): hour (hours since 1970, as the
//	    difference to the one before; 0 is a time that was not known), bytes sent, received, slack, of reports;
//	    packets, sessions, SMS Commands sent, received, seconds watched; absent if none
//	26  the history has all hours before this one, uint32; absent if it has none
//	27  alarms that wait: number of the next, alarms lost, uint32 each; then for each its kind byte and ms; absent
//	    before the first
//	28  sums of the fit of the operator's metering: days uint32, then five float64; absent before the first day
//	29  two sources compared: module uint32, then bytes sent and received by the source that counts and by the module,
//	    int64 each; absent before the first
//	30  closed days: day uint32, packets int64, sessions uint32; repeated, oldest first; absent if none
//	31  SMS Commands that reports took in this period, uint32; absent if none
//	32  1: what passed since the source at commit may be in the counts already; absent otherwise
//	33  billing periods that ended and are not in the history yet: type byte, high known byte, SMS known byte, start ms,
//	    end ms, bytes low, high, SMS Commands low, high, int64 each; repeated, oldest first; absent if none
//
// A known tag with another length than this makes the slot malformed: a field
// that changes gets a new tag. Unknown tags are written back byte for byte.
package ledger
