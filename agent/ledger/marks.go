package ledger

import "slices"

// MaxMarks bounds the memory of received messages: more than one storage of a
// module holds (an EC25 has 255 places).
const MaxMarks = 255

// MarkSMS remembers the digest of a received SMS Command and tells whether it
// is new: a message lies in its storage until somebody deletes it, and is to be
// counted once. A mark that is seen again becomes the newest, so that what is
// still stored is never forgotten.
func (a *Account) MarkSMS(digest uint32) bool {
	i := slices.Index(a.SMSMarks, digest)
	if i >= 0 && i == len(a.SMSMarks)-1 {
		return false
	}
	marks := make([]uint32, 0, len(a.SMSMarks)+1)
	for j, m := range a.SMSMarks {
		if j != i {
			marks = append(marks, m)
		}
	}
	marks = append(marks, digest)
	a.SMSMarks = marks[max(len(marks)-MaxMarks, 0):]
	if i < 0 {
		fresh := append(slices.Clone(a.newMarks), digest)
		a.newMarks = fresh[max(len(fresh)-checkpointMarks, 0):]
	}
	return i < 0
}

// UncountSMS takes one sent SMS Command out of the low bound, since the module
// refused it; the high bound keeps it, since the platform may have seen it.
func (a *Account) UncountSMS() {
	if a.SMS.Sent == 0 {
		return
	}
	a.SMS.Sent--
	a.SMS.Slack = addSMS(a.SMS.Slack, 1)
	a.counted()
	a.Touch()
}

// Doubt raises the high bound by n bytes that may belong to this SIM.
func (a *Account) Doubt(n int64) {
	if n <= 0 {
		return
	}
	a.Data.Slack = add(a.Data.Slack, n)
	a.counted()
}

// Live tells whether the account counts: it was resumed, and is not only what
// the disk says.
func (a *Account) Live() bool { return a.live }
