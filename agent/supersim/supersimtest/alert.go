package supersimtest

import "time"

// Alert is what the vendor's console would list as an error that no answer of the API carries.
type Alert struct {
	At     time.Time `json:"at"` // by the cloud's clock
	Code   int       `json:"code"`
	Text   string    `json:"text"`
	SimSID string    `json:"sim_sid"`
}

// Alerts are the last 200, oldest first: 83401, an IP Command to a device that is not attached, and 83402, a callback
// about an IP Command that was not answered well.
func (c *Cloud) Alerts() []Alert {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Alert(nil), c.alerts...)
}

// alert lists one. mu is held.
func (c *Cloud) alert(code int, text, simSID string, at time.Time) {
	c.alerts = append(c.alerts, Alert{at, code, text, simSID})
	if n := len(c.alerts); n > maxShown {
		c.alerts = c.alerts[n-maxShown:]
	}
}
