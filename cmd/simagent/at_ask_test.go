package main

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// counting is a module that counts what reaches it.
type counting struct{ asked []string }

func (m *counting) Do(_ context.Context, cmd string) ([]string, error) {
	m.asked = append(m.asked, cmd)
	return nil, nil
}
func (m *counting) Close() error  { return nil }
func (m *counting) Where() string { return "the bench" }

// Without a daemon the rules are the same.
func TestAskWithoutADaemon(t *testing.T) {
	for _, c := range []struct {
		cmd  string
		a    atFlags
		want string
	}{
		{"+CSQ", atFlags{}, ""},
		{"+CFUN=4", atFlags{}, "--force"},
		{"+CFUN=4", atFlags{force: true}, ""},
		{`+CMGS="000"`, atFlags{force: true, text: "x"}, "could not be counted"},
		{"+CSQ", atFlags{text: "x"}, "--text"},
		{"+CMGW", atFlags{force: true}, "--text"},
	} {
		m := &counting{}
		_, err := ask(t.Context(), m, c.cmd, c.a)
		if c.want == "" {
			require.NoError(t, err, "%+v", c)
			require.Equal(t, []string{c.cmd}, m.asked)
		} else {
			require.ErrorContains(t, err, c.want, "%+v", c)
			require.Empty(t, m.asked, "%+v", c)
		}
	}
	require.Equal(t, "a?[31m?é", plainText("a\x1b[31m\u009bé"))
}
