package bundle

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// What was stored comes out of a gzip reader, of any length and however it was written.
func TestStored(t *testing.T) {
	for _, n := range []int{0, 1, mostStored - 1, mostStored, mostStored + 1, 3 * mostStored, 200_000} {
		want := bytes.Repeat([]byte("0123456789abcdefg"), n/17+1)[:n]
		var b bytes.Buffer
		s, err := newStored(&b)
		require.NoError(t, err)
		for part := want; len(part) > 0; {
			k := min(len(part), 70_001)
			_, err := s.Write(part[:k])
			require.NoError(t, err)
			part = part[k:]
		}
		require.NoError(t, s.Close())
		z, err := gzip.NewReader(&b)
		require.NoError(t, err)
		got, err := io.ReadAll(z)
		require.NoError(t, err, "%d bytes", n)
		require.True(t, bytes.Equal(want, got), "%d bytes", n)
	}
}
