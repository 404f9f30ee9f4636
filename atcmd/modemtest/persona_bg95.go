package modemtest

import "time"

// BG95 is a Quectel BG95-M3: as BG96, but Cat-M is eMTC. Formats: BG95&BG77 AT Commands Manual V1.0, public
// logs. Not confirmed: +QGDCNT there, the order of the lines at power-on.
func BG95() *Persona {
	p := BG96()
	p.Model, p.Revision, p.IMEI = "BG95-M3", "BG95M3LAR02A03", "860000000000022"
	p.Identity = []string{"Quectel", "BG95-M3", "Revision: BG95M3LAR02A03"}
	p.family = []commandSet{quectelCommands, quectelLPWA("eMTC")}
	p.Ready = []string{"APP RDY"}
	p.ReadyFun = []string{"+CFUN: 1"}
	p.Pace = pace(20*time.Millisecond, 80*time.Millisecond, map[string]time.Duration{"+COPS=?": time.Minute})
	return p
}
