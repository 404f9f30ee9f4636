package modemtest

// quectelLPWA are what BG95 and BG96 print in another way than EC2x; name is how they call Cat-M.
func quectelLPWA(name string) commandSet {
	return func(*Persona) map[string]command {
		return map[string]command{
			"+QCSQ":    {exec: func(c *call) error { return qcsq(c, name) }},
			"+QNWINFO": {exec: func(c *call) error { return qnwinfo(c, name) }},
			"+QENG":    {test: `("servingcell","neighbourcell")`, set: func(c *call) error { return qeng(c, name, "30") }},
		}
	}
}
