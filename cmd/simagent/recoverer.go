package main

import (
	"simagent/agent"
)

// recoverer gives recovery its hands.
func (d *daemon) recoverer() agent.Recoverer {
	b := budget{state: d.state, run: d.run, log: d.log}
	return agent.Recoverer{Load: b.Load, Save: b.Save}
}
