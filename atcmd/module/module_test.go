package module

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestIdentify(t *testing.T) {
	for _, c := range []struct{ maker, model, want string }{
		{"Quectel", "EG25", "Quectel EC2x/EG2x/EG9x"},
		{"QUECTEL", "eg91", "Quectel EC2x/EG2x/EG9x"},
		{"SIMCOM INCORPORATED", "SIMCOM_SIM7600G-H", "SIMCom SIM7600/A76xx"},
		{"INCORPORATED SIMCOM", "A7670E", "SIMCom SIM7600/A76xx"},
		{"Quectel", "RM500U-CNV", "generic"},
		{"Acme", "EG25", "generic"},
		{"", "", "generic"},
	} {
		require.Equal(t, c.want, Identify(c.maker, c.model).Name, "%s %s", c.maker, c.model)
	}
}

// A profile is data; what it says has to be usable as it stands.
func TestProfilesAreWhole(t *testing.T) {
	for _, p := range append(All(), Generic) {
		require.NotEmpty(t, p.Name)
		require.NotEmpty(t, p.Source, p.Name)
		require.NotEmpty(t, p.ICCID, p.Name)
		require.Contains(t, []string{"+CESQ", "+CSQ"}, p.Signal.Command, p.Name)
		for _, m := range p.Makers {
			require.Equal(t, strings.ToLower(m), m)
		}
		for _, m := range p.Models {
			require.Equal(t, strings.ToUpper(m), m)
		}
		for _, c := range append(append(append([]string{p.Signal.Command}, p.ICCID...), p.Setup...), p.Counter.Command) {
			require.False(t, strings.HasPrefix(c, "AT"), "%s: %s", p.Name, c)
			require.NotContains(t, c, "\r")
		}
	}
}
