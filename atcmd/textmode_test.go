package atcmd

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTextMode(t *testing.T) {
	refusal := &CommandError{Kind: Plain, Code: -1}
	lost := errors.New("lost")
	for name, c := range map[string]struct {
		answers map[string]error
		text    string
		err     error
		last    string
	}{
		"ASCII":                    {nil, "a@b", nil, `+CSCS="IRA"`},
		"no text mode":             {map[string]error{"+CMGF=1": refusal}, "a", refusal, "+CMGF=1"},
		"default alphabet":         {map[string]error{`+CSCS="IRA"`: refusal}, "a b-C.9!", nil, `+CSCS="GSM"`},
		"not in that":              {map[string]error{`+CSCS="IRA"`: refusal}, "a_b", errAlphabet, `+CSCS="GSM"`},
		"no character sets":        {map[string]error{`+CSCS="IRA"`: refusal, `+CSCS="GSM"`: refusal}, "a_b", nil, `+CSCS="GSM"`},
		"the module goes away":     {map[string]error{`+CSCS="IRA"`: lost}, "a", lost, `+CSCS="IRA"`},
		"it goes away a bit later": {map[string]error{`+CSCS="IRA"`: refusal, `+CSCS="GSM"`: lost}, "a_b", lost, `+CSCS="GSM"`},
	} {
		var last string
		err := TextMode(t.Context(), func(_ context.Context, cmd string) ([]string, error) { last = cmd; return nil, c.answers[cmd] }, c.text)
		require.Equal(t, c.err, err, name)
		require.Equal(t, c.last, last, name)
	}
}
