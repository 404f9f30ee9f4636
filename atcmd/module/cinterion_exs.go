package module

// cinterionEXS: EXS62 and EXS82, for LTE-M, NB-IoT and GSM. Its ^SMONI was not
// seen on LTE-M, so +CESQ is asked.
var cinterionEXS = family{
	Name:    "Cinterion EXS62/EXS82",
	Makers:  cinterionMakers,
	Models:  []string{"EXS62", "EXS82"},
	ICCID:   []string{"^SCID", "+CCID"},
	Retries: cinterionRetries,
	Setup:   []string{"^SCKS=1"},
	Card:    cinterionCard,
	Signal:  cesqSignal,
	formats: []string{cinterionSMONI, cinterionFormats},
	power:   &cinterionPower,
	Source:  "Cinterion EHS6 AT command set 03.001, ModemManager plugins/cinterion, Azure embedded wireless framework (EXS82-W)",
	Doubts: []Doubt{
		{"+CESQ", "Not read in the manual of EXS82; it is what 27.007 defines."},
		{"USB", "ModemManager has no rule for EXS82: which port is AT is found by asking."},
	},
	doubts: cinterionDoubts,
}
