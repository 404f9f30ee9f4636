package simcardtest

import "simagent/simcard"

// Tries that a fresh card grants (ETSI TS 102 221, 9.5.2 leaves them to the operator; these are usual).
const (
	pinTries = 3
	pukTries = 10
)

// PIN is the state of PIN1.
type PIN struct {
	Enabled  bool // the card asks for it after power-on
	Verified bool // given since power-on
	Tries    int  // left for the PIN; 0 means that the PUK is needed
	PUKTries int  // left for the PUK; 0 means that the card is dead
}

type pinState struct {
	PIN
	code, puk string
}

func newPIN() pinState {
	return pinState{PIN: PIN{Tries: pinTries, PUKTries: pukTries}, code: "1234", puk: "12345678"}
}

// mayAccess reports whether the PIN allows the file to be used.
func (c *Card) mayAccess(id simcard.FileID) bool { return free(id) || c.ready() }

func (c *Card) ready() bool {
	return !c.pin.Enabled && c.pin.Tries > 0 || c.pin.Verified
}

// PIN returns the present state.
func (c *Card) PIN() PIN {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pin.PIN
}

// Ready reports whether the files behind the PIN can be used.
func (c *Card) Ready() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ready()
}

// SetPIN sets the code and whether the card asks for it, with all tries left and not yet verified.
func (c *Card) SetPIN(code string, enabled bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pin.code = code
	c.pin.PIN = PIN{Enabled: enabled, Tries: pinTries, PUKTries: pukTries}
}

// SetTries sets the counters, as found on a card that somebody has guessed at before.
func (c *Card) SetTries(pin, puk int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pin.Tries, c.pin.PUKTries = pin, puk
}

// PowerCycle forgets what was verified and selected, as a card does without power.
func (c *Card) PowerCycle() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pin.Verified = false
	c.channels = [4]channel{{open: true, dir: simcard.FileMF, usim: true}}
}

// Verify gives the PIN: 9000, 63Cx with x tries left, or 6983 when it is blocked.
func (c *Card) Verify(code string) simcard.StatusWord {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.verify(code)
}

func (c *Card) verify(code string) simcard.StatusWord {
	if c.pin.Tries == 0 {
		return simcard.StatusBlocked
	}
	if code != c.pin.code {
		c.pin.Tries--
		c.pin.Verified = false
		return 0x63C0 | simcard.StatusWord(c.pin.Tries)
	}
	c.pin.Tries, c.pin.Verified = pinTries, true
	return simcard.StatusOK
}

// Unblock gives the PUK and a new PIN: 9000, 63Cx with x tries left, or 6983 when none is left.
func (c *Card) Unblock(puk, code string) simcard.StatusWord {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.unblock(puk, code)
}

func (c *Card) unblock(puk, code string) simcard.StatusWord {
	if c.pin.PUKTries == 0 {
		return simcard.StatusBlocked
	}
	if puk != c.pin.puk {
		c.pin.PUKTries--
		return 0x63C0 | simcard.StatusWord(c.pin.PUKTries)
	}
	c.pin.code = code
	c.pin.PIN = PIN{Enabled: true, Verified: true, Tries: pinTries, PUKTries: pukTries}
	return simcard.StatusOK
}

// EnablePIN switches the question for the PIN on or off; code must be the PIN.
func (c *Card) EnablePIN(code string, enabled bool) simcard.StatusWord {
	c.mu.Lock()
	defer c.mu.Unlock()
	if sw := c.verify(code); sw != simcard.StatusOK {
		return sw
	}
	c.pin.Enabled = enabled
	return simcard.StatusOK
}

// ChangePIN replaces the PIN, which must be enabled (6985 otherwise).
func (c *Card) ChangePIN(old, code string) simcard.StatusWord {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.pin.Enabled {
		return 0x6985
	}
	if sw := c.verify(old); sw != simcard.StatusOK {
		return sw
	}
	c.pin.code = code
	return simcard.StatusOK
}
