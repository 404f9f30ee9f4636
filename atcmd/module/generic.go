package module

// Generic carries an unknown module through with what 27.007 and 27.005 define
// alone.
func Generic() Profile { return generic.profile() }

// The ICCID commands of generic are the ones most makers share.
var generic = family{
	Name:    "generic",
	ICCID:   []string{"+CCID", "+ICCID", "+QCCID", "+CICCID", "^ICCID?"},
	Retries: cpinrRetries,
	Signal:  cesqSignal,
	Power: Power{
		Restart: []string{"+CFUN=1,1"},
		Off:     []string{"+CFUN=0"},
	},
	Limits: []Limit{{"+COPS=", 180}, {"+CGACT=", 150}, {"+CGATT=", 140}},
	Source: "3GPP TS 27.007 7.3, 8.2, 8.65, 8.69, 10.1.9, 10.1.10, TS 27.005",
	Doubts: []Doubt{
		{"+CFUN=1,1", "27.007 defines the reset, but many modules ignore it or refuse it."},
		{"+COPS=", "The times are the longest that several makers' manuals name; 27.007 gives none."},
	},
}

// families are the known ones in the order in which they are tried: a family
// with a longer model name stands in front of the family whose name is its
// beginning.
var families = [...]*family{
	&quectelRM500U, &quectelRM5xx, &quectelBG9x, &quectelEC200, &quectelLTEA, &quectelEC2x,
	&simcomA76xx, &simcom7600, &simcom7000, &simcom8200,
	&telitQ1, &telitLE910, &telitME910,
	&fibocomL8, &fibocomNL, &fibocomL6,
	&ubloxSARAR4, &ubloxSARAR5, &ubloxLARAR6, &ubloxTOBY,
	&semtechHL78, &sierraEM, &sierraWP,
	&nordicNRF91,
	&cinterionPLS, &cinterionEXS,
	&huawei, &zte,
}
