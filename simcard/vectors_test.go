package simcard

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

// bytesOf gives the bytes of the rows of one kind, by their identifier; the loader knows texts only.
func bytesOf(t *testing.T, kind string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(os.Getenv("SIMAGENT_VECTORS"), "at", "*.json"))
	require.NoError(t, err)
	all := map[string][]byte{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		require.NoError(t, err)
		var file struct {
			Kind    string
			Vectors []struct {
				ID    string
				Bytes []int
				Len   *int
			}
		}
		require.NoError(t, json.Unmarshal(text, &file), f)
		for _, v := range file.Vectors {
			if file.Kind != kind {
				continue
			}
			b := make([]byte, 0, len(v.Bytes))
			for _, n := range v.Bytes {
				b = append(b, byte(n))
			}
			if v.Len != nil && *v.Len < len(b) {
				b = b[:*v.Len]
			}
			all[v.ID] = b
		}
	}
	return all
}

// TestVectors reads what other programs expect of the same bytes. Everything else is only fed in.
func TestVectors(t *testing.T) {
	vectors.Load(t) // says and skips when there are none
	bcd, ad, spn := bytesOf(t, "bcd"), bytesOf(t, "ef_ad"), bytesOf(t, "ef_spn")
	vectors.Run(t, map[string]func(*testing.T, vectors.Vector){
		"bcd": func(t *testing.T, v vectors.Vector) {
			require.Equal(t, v.Word("low_nibble_first"), DecimalBCD(bcd[v.ID], true))
			require.Equal(t, v.Word("high_nibble_first"), DecimalBCD(bcd[v.ID], false))
		},
		"iccid": func(t *testing.T, v vectors.Vector) {
			id, err := ParseICCID(v.Lines[0])
			require.Equal(t, v.Flag("error"), err != nil)
			require.Equal(t, v.Word("iccid"), id.Digits())
		},
		"ef_ad": func(t *testing.T, v vectors.Vector) {
			got, err := DecodeAD(ad[v.ID])
			want, _ := v.Number("mnc_length")
			require.EqualValues(t, want, got.MNCLength)
			require.Equal(t, v.Flag("error"), err != nil || got.MNCLength == 0)
		},
		"ef_spn": func(t *testing.T, v vectors.Vector) {
			got, err := DecodeSPN(spn[v.ID])
			require.Equal(t, v.Flag("error"), err != nil)
			require.Equal(t, v.Word("name"), got.Name)
		},
		"ef_ecc": checkECC,
	}, func(v vectors.Vector) {
		for _, line := range v.Lines {
			if id, err := ParseICCID(line); err == nil {
				require.Empty(t, id.Digits(), "%s is no card number", v.ID)
			}
			_, err := ParseEID(line)
			require.Error(t, err, v.ID)
		}
	})
}

func checkECC(t *testing.T, v vectors.Vector) {
	var list []Emergency
	ef, err := hex.DecodeString(fmt.Sprint(append(v.Lines, "")[0]))
	if err == nil {
		list, err = DecodeECC(ef)
	}
	require.Equal(t, v.Flag("error"), err != nil)
	want, _ := v.Expect["numbers"].([]any)
	require.Len(t, list, len(want))
	for i, n := range want {
		require.Equal(t, n, list[i].Number)
	}
}
