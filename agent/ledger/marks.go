package ledger

import "slices"

// MaxMarks bounds the memory of received messages: a card stores some dozens,
// and past five SMS Commands the threshold is gone anyway.
const MaxMarks = 32

// MarkSMS remembers the digest of a received SMS Command and tells whether it
// is new: a message lies on the card until somebody deletes it, and is to be
// counted once.
func (a *Account) MarkSMS(digest uint64) bool {
	if slices.Contains(a.SMSMarks, digest) {
		return false
	}
	old := a.SMSMarks
	if len(old) >= MaxMarks {
		old = old[len(old)-MaxMarks+1:]
	}
	a.SMSMarks = append(append(make([]uint64, 0, len(old)+1), old...), digest)
	return true
}

// Live tells whether the account counts: it was resumed, and is not only what
// the disk says.
func (a *Account) Live() bool { return a.live }
