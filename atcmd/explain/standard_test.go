package explain

import (
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/format"
)

// Every form of standard is read without a loss, and none bears the name of
// another.
func TestStandardIsRead(t *testing.T) {
	forms := format.Parse(standard)
	require.Equal(t, standard, format.Print(forms))
	names := map[string]bool{}
	for _, l := range forms {
		require.False(t, names[l.Name], l.Name)
		names[l.Name] = true
		require.NotEmpty(t, l.Title, l.Name)
	}
}
