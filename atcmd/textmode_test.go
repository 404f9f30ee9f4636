package atcmd

import (
	"context"
	"errors"
	"fmt"
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

// A module that leaves unanswered what it does not know is sent the text as one that refuses it; one that is gone, or a caller
// that is, ends it.
func TestTextModeUnanswered(t *testing.T) {
	late := fmt.Errorf("AT+CSCS: no answer in 3s: %w", context.DeadlineExceeded)
	for want, c := range map[string]struct {
		ctx  context.Context
		err  error
		sent []string
	}{
		"":       {t.Context(), late, []string{"+CMGF=1", `+CSCS="IRA"`, `+CSCS="GSM"`}},
		"answer": {t.Context(), ErrNoAnswer, []string{"+CMGF=1", `+CSCS="IRA"`}},
		"late":   {func() context.Context { ctx, cancel := context.WithCancel(t.Context()); cancel(); return ctx }(), late, []string{"+CMGF=1", `+CSCS="IRA"`}},
	} {
		var sent []string
		err := TextMode(c.ctx, func(_ context.Context, cmd string) ([]string, error) {
			if sent = append(sent, cmd); cmd == "+CMGF=1" {
				return nil, nil
			}
			return nil, c.err
		}, "a_b")
		require.Equal(t, want != "", err != nil, err)
		require.Equal(t, c.sent, sent)
	}
}
