package modemtest

import "maps"

// commandTable is every command that a persona knows.
func commandTable(p *Persona) map[string]command {
	t := make(map[string]command)
	for _, s := range p.Settings {
		t[s.Name] = storedCommand(s)
	}
	for name := range p.Keyed {
		t[name] = command{set: setKeyed}
	}
	for _, group := range []map[string]command{
		basicCommands(), identityCommands(p), cardCommands(p), networkCommands(p), signalCommands(),
		dataCommands(), powerCommands(), smsCommands(),
	} {
		maps.Copy(t, group)
	}
	for _, name := range p.Without {
		delete(t, name)
	}
	for _, set := range p.family {
		maps.Copy(t, set(p))
	}
	return t
}

// storedCommand remembers what it is given, if =? lists it.
func storedCommand(s Setting) command {
	return command{
		test: s.Test,
		read: func(c *call) error {
			if v := c.m.set.stored[s.Name]; v != "" {
				c.say(s.Name + ": " + v)
			}
			return nil
		},
		set: func(c *call) error {
			if !listed(s.Test, c.args) {
				return cmeParameters
			}
			c.m.set.stored[s.Name] = c.raw
			return nil
		},
		exec: func(*call) error { return nil },
	}
}

// setKeyed serves commands of the form AT+QCFG="name"[,values]: without values it prints them.
func setKeyed(c *call) error {
	values := c.m.set.keyed[c.name]
	key := c.arg(0)
	old, ok := values[key]
	if !ok {
		return cmeParameters
	}
	if len(c.args) == 1 {
		c.say(c.name + `: "` + key + `",` + old)
		return nil
	}
	values[key] = afterComma(c.raw)
	return nil
}

// afterComma returns what stands behind the first comma outside quotation marks.
func afterComma(s string) string {
	quoted := false
	for i := range len(s) {
		switch {
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ',' && !quoted:
			return s[i+1:]
		}
	}
	return ""
}
