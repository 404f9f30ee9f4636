package simcard

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// vectors reads one file of conformance vectors, which live outside the repository.
func vectors[T any](t *testing.T, name string) []T {
	t.Helper()
	dir := os.Getenv("SIMAGENT_VECTORS")
	if dir == "" {
		fmt.Printf("%s: not run: SIMAGENT_VECTORS is unset\n", t.Name())
		return nil
	}
	path := filepath.Join(dir, "at", name)
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join(dir, name)
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var file struct{ Vectors []T }
	require.NoError(t, json.Unmarshal(text, &file))
	require.NotEmpty(t, file.Vectors)
	fmt.Printf("%s: %d vectors of %s\n", t.Name(), len(file.Vectors), name)
	return file.Vectors
}

func TestICCIDVectors(t *testing.T) {
	type vector struct {
		ID     string
		Lines  []string
		Expect struct {
			ICCID *string
			Error bool
		}
	}
	for _, v := range vectors[vector](t, "mm_iccid.json") {
		id, err := ParseICCID(v.Lines[0])
		if v.Expect.Error {
			require.Error(t, err, v.ID)
			continue
		}
		require.NoError(t, err, v.ID)
		require.Equal(t, *v.Expect.ICCID, id.Digits(), v.ID)
	}
}

func TestBCDVectors(t *testing.T) {
	type vector struct {
		ID     string
		Bytes  []int
		Len    int
		Expect struct {
			Low  string `json:"low_nibble_first"`
			High string `json:"high_nibble_first"`
		}
	}
	for _, v := range vectors[vector](t, "mm_bcd.json") {
		b := make([]byte, v.Len)
		for i := range b {
			b[i] = byte(v.Bytes[i])
		}
		require.Equal(t, v.Expect.Low, DecimalBCD(b, true), v.ID)
		require.Equal(t, v.Expect.High, DecimalBCD(b, false), v.ID)
	}
}
