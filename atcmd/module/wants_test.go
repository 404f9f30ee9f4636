package module

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What a Super SIM needs, by the answers of modules: the value that fits is
// left alone, the one that does not is written. The lines are built after the
// manuals' syntax.
func TestFamilyWants(t *testing.T) {
	for _, c := range []struct {
		p     Profile
		line  string
		write string // "" where it fits
	}{
		{quectelEC2x.profile(), `+QCFG: "roamservice",1`, `+QCFG="roamservice",2,1`},
		{quectelEC2x.profile(), `+QCFG: "roamservice",2`, ""},
		{quectelEC2x.profile(), `+QCFG: "roamservice",255`, ""},
		{quectelEC2x.profile(), `+QCFG: "nwscanmode",0`, ""},
		{quectelEC2x.profile(), `+QCFG: "nwscanmode",1`, `+QCFG="nwscanmode",0,1`},
		{quectelBG9x.profile(), `+QCFG: "iotopmode",0`, ""},
		{quectelBG9x.profile(), `+QCFG: "iotopmode",2`, `+QCFG="iotopmode",0,1`},
		{quectelBG9x.profile(), `+QCFG: "nwscanseq",020301`, ""},
		{quectelBG9x.profile(), `+QCFG: "nwscanseq",010203`, `+QCFG="nwscanseq",020103,1`},
		{quectelRM5xx.profile(), `+QNWPREFCFG: "roam_pref",255`, ""},
		{quectelRM5xx.profile(), `+QNWPREFCFG: "roam_pref",1`, `+QNWPREFCFG="roam_pref",255`},
		{quectelRM5xx.profile(), `+QNWPREFCFG: "mode_pref",LTE:NR5G`, `+QNWPREFCFG="mode_pref",AUTO`},
		{quectelRM5xx.profile(), "+QSIMSTAT: 0,1", "+QSIMSTAT=1"},
		{quectelRM5xx.profile(), "+QSIMSTAT: 1,1", ""},
		{quectelRM500U.profile(), `+QNWPREFCFG: "mode_pref",AUTO`, ""},
		{simcom7600.profile(), "+CNMP: 2", ""},
		{simcom7600.profile(), "+CNMP: 13", "+CNMP=2"},
		{simcom7000.profile(), "+CMNB: 3", "+CMNB=1"},
		{simcom7000.profile(), "+CMNB: 1", ""},
		{telitQ1.profile(), `+CGDCONT: 3,"IPV4V6","ims","",0,0`, "+CGDCONT=3;&W"},
		{telitME910.profile(), "#WS46: 3", "#WS46=0"},
		{telitME910.profile(), "+WS46: 30", ""},
		{telitME910.profile(), "+WS46: 12", "+WS46=30"},
	} {
		found := 0
		for _, w := range c.p.Wants {
			value, fits, known := w.Check([]string{c.line})
			if !known {
				continue
			}
			found++
			require.Equal(t, c.write == "", fits, "%s %s: %s", c.p.Name, c.line, value)
			if !fits {
				require.Equal(t, c.write, w.Write, c.line)
			}
		}
		require.Equal(t, 1, found, "%s %s", c.p.Name, c.line)
	}
}

// What is stored in flash at each write is no part of Setup.
func TestSetupIsLostAtARestart(t *testing.T) {
	stored := []string{"+QSIMDET", "+UIMHOTSWAPON", "+QAUGDCNT", "+QGDCNT=", "+QGDNRCNT=", "+QCFG", "+QNWPREFCFG", "+CNMP", "+CMNB", "#WS46", "+CGDCONT", "&W"}
	for _, p := range []Profile{quectelEC2x.profile(), quectelLTEA.profile(), quectelBG9x.profile(), quectelRM5xx.profile(), quectelRM500U.profile(), quectelEC200.profile(),
		simcom7000.profile(), simcom7600.profile(), simcom8200.profile(), simcomA76xx.profile(), telitLE910.profile(), telitME910.profile(), telitQ1.profile(), fibocomL8.profile(), fibocomNL.profile(), fibocomL6.profile()} {
		for _, cmd := range append(p.Setup, p.Counter.Start...) {
			for _, s := range stored {
				require.NotContains(t, cmd, s, p.Name)
			}
		}
	}
	require.NotContains(t, quectelRM5xx.profile().Setup, "+QSIMSTAT=1")
}
