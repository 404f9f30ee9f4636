package ledger

import "time"

// Since is where an account began to count. What the Sim used before is the past, and that is the cloud's to tell.
type Since struct {
	At        time.Time // by the cloud's clock; zero when not known
	Low, High int64     // bytes counted here before At
	SMS       uint32    // SMS Commands counted here before At
}

// BeganBy notes that the account counts since at the latest. Only the first call counts.
func (a *Account) BeganBy(at time.Time) {
	if !a.Since.At.IsZero() || at.IsZero() {
		return
	}
	a.Since = Since{At: timeOf(int64(msOf(at))), Low: a.Data.Low(), High: a.Data.High(), SMS: addSMS(addSMS(a.SMS.Sent, a.SMS.Received), a.SMS.Slack)}
	a.Touch()
}

// PastData takes the cloud's word on the bytes of the period up to Since: at least low, and at most high once sure says
// that nothing more will come. What was counted here before Since is in both. Until then only the low bound of the account grows. It does nothing when the past is known.
func (a *Account) PastData(low, high int64, sure bool) {
	if a.Known&KnownData != 0 {
		return
	}
	past := max(clamp(low)-a.Since.High, a.Data.Past)
	slack := a.Data.Slack
	if sure {
		slack = add(slack, max(clamp(high)-a.Since.Low, past)-past)
	}
	if !sure && past == a.Data.Past {
		return
	}
	before := a.Data.High()
	a.Data.Past, a.Data.Slack = past, slack
	if !a.live { // the ceiling is a promise about the sum
		a.Ceiling = add(a.Ceiling, a.Data.High()-before)
	}
	if sure {
		a.Known |= KnownData
	}
	a.counted()
	a.Touch()
}

// PastSMS takes the cloud's list of SMS Commands of the period up to Since: low are certain, high are all that may count.
// What was counted here before Since is among them.
func (a *Account) PastSMS(low, high uint32) {
	if a.Known&KnownSMS != 0 {
		return
	}
	before := a.Since.SMS
	low, high = max(low, before)-before, max(high, before)-before
	a.SMS.Past, a.SMS.Slack = low, addSMS(a.SMS.Slack, max(high, low)-low)
	a.Known |= KnownSMS
	a.counted()
	a.Touch()
}
