package main

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// filled is an instance as it is written for a board of this repository.
func filled(t *testing.T, i imageInstance) (dir string, config map[string]any) {
	t.Helper()
	source, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir = t.TempDir()
	i.source = source
	if i.config == "" {
		i.config = filepath.Join(source, "boards/image/simagent.toml")
	}
	require.NoError(t, i.write(dir))
	text, err := os.ReadFile(filepath.Join(dir, "config.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &config))
	return dir, config
}

// Every board of the repository makes an instance whose simagent has a configuration, its state on /perm, and pins.
func TestInstances(t *testing.T) {
	boards := imageBoards("../..")
	require.Equal(t, []string{"pc-amd64", "rpi", "virt-arm64"}, boards)
	for _, board := range boards {
		dir, config := filled(t, imageInstance{board: board, flags: []string{"-trimpath", "-tags=a,b", "-ldflags=-s -w"}})
		require.Equal(t, []any{imageAgent}, config["Packages"])
		agent := config["PackageConfig"].(map[string]any)[imageAgent].(map[string]any)
		require.Equal(t, []any{"-trimpath", "-ldflags=-s -w"}, agent["GoBuildFlags"])
		require.Equal(t, []any{"a", "b"}, agent["GoBuildTags"], "gok takes tags apart from the flags")
		require.Equal(t, []any{"run", "--config=/etc/simagent.toml", "--state=/perm/simagent"}, agent["CommandLineFlags"])
		require.Contains(t, agent["ExtraFileContents"].(map[string]any)["/etc/simagent.toml"], "simagent config")
		require.NotContains(t, agent, "ExtraFilePaths")
		require.Equal(t, map[string]any{"NoPassword": true}, config["Update"], "no password may be known that is in a public repository")
		for _, key := range []string{"KernelPackage", "FirmwarePackage", "EEPROMPackage"} {
			if module := config[key].(string); module != "" {
				require.FileExists(t, filepath.Join(dir, "builddir", module, "go.sum"), "%s is not pinned", module)
			}
		}
		require.FileExists(t, filepath.Join(dir, "builddir/simagent/go.sum"))
	}
}

// A HAT has the UART for itself.
func TestRaspberryPiFreesTheUART(t *testing.T) {
	_, config := filled(t, imageInstance{board: "rpi"})
	require.Equal(t, "disabled", config["SerialConsole"])
	// A Pi 5 has its header's UART off. A dtparam after a dtoverlay would be the overlay's.
	require.Equal(t, []any{"enable_uart=1", "dtparam=uart0=on", "dtoverlay=disable-bt"}, config["BootloaderExtraLines"])
}

func TestInstanceOfTheTest(t *testing.T) {
	_, config := filled(t, imageInstance{board: "virt-arm64", relay: true, files: "/secrets"})
	require.Equal(t, []any{imageAgent, imageRelay}, config["Packages"])
	agent := config["PackageConfig"].(map[string]any)[imageAgent].(map[string]any)
	require.Equal(t, map[string]any{"/etc/simagent": "/secrets"}, agent["ExtraFilePaths"])
}

func TestInstanceErrors(t *testing.T) {
	i := imageInstance{source: t.TempDir(), board: "rpi"}
	require.ErrorContains(t, i.write(t.TempDir()), "cannot read the instance of rpi: ")
	_, err := i.fill([]byte(`{"PackageConfig": {}}`), "")
	require.EqualError(t, err, "it has no PackageConfig for simagent/cmd/simagent")
	_, err = i.fill([]byte(`{`), "")
	require.Error(t, err)
}

func TestBoardThatThereIsNot(t *testing.T) {
	b := imageBuild{imageInstance: imageInstance{source: "../..", board: "toaster"}}
	require.EqualError(t, b.build(t.Context(), nil), `there is no image of "toaster"; there are pc-amd64, rpi, virt-arm64`)
}

// gptEntry is one entry of a table, 128 bytes; the GUIDs are counted bytes.
func gptEntry(first, last uint64) []byte {
	b := make([]byte, 128)
	for n := range 32 {
		b[n] = byte(n + 1)
	}
	binary.LittleEndian.PutUint64(b[32:], first)
	binary.LittleEndian.PutUint64(b[40:], last)
	return b
}

// An image that holds a folder of secrets is its owner's alone. gok and mkfs are programs that do what they leave behind.
func TestImageWithSecrets(t *testing.T) {
	dir := t.TempDir()
	disk := make([]byte, 4*gptSector)
	copy(disk[gptSector:], "EFI PART")
	binary.LittleEndian.PutUint64(disk[gptSector+72:], 2)
	binary.LittleEndian.PutUint32(disk[gptSector+80:], 4)
	binary.LittleEndian.PutUint32(disk[gptSector+84:], 128)
	for n := range 4 {
		copy(disk[2*gptSector+128*n:], gptEntry(8192, 8199))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "disk"), disk, 0o644))
	gok := "#!/bin/sh\nfor a; do case $a in --full=*) cp " + filepath.Join(dir, "disk") + " ${a#--full=};; esac; done\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "gok"), []byte(gok), 0o755))
	b := imageBuild{imageInstance: imageInstance{source: "../..", board: "rpi", files: dir}, gok: filepath.Join(dir, "gok"), mkfs: "true", out: filepath.Join(dir, "out")}
	require.NoError(t, b.build(t.Context(), os.Stderr))
	st, err := os.Stat(b.out)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), st.Mode())
}

func TestGPT(t *testing.T) {
	disk := make([]byte, 4*gptSector)
	copy(disk[gptSector:], "EFI PART")
	binary.LittleEndian.PutUint64(disk[gptSector+72:], 2)
	binary.LittleEndian.PutUint32(disk[gptSector+80:], 3)
	binary.LittleEndian.PutUint32(disk[gptSector+84:], 128)
	copy(disk[2*gptSector:], gptEntry(8192, 8199))
	copy(disk[2*gptSector+256:], gptEntry(9000, 9000)) // the one between is not in use
	path := filepath.Join(t.TempDir(), "disk")
	require.NoError(t, os.WriteFile(path, disk, 0o600))
	table, err := readGPT(path)
	require.NoError(t, err)
	const guid = "14131211-1615-1817-191a-1b1c1d1e1f20" // as the kernel prints it: three parts are little endian
	require.Equal(t, []gptPartition{{8192 * 512, 8 * 512, guid}, {9000 * 512, 512, guid}}, table)

	copy(disk[gptSector:], "EFI FART")
	require.NoError(t, os.WriteFile(path, disk, 0o600))
	_, err = readGPT(path)
	require.ErrorContains(t, err, "there is no GUID partition table")
}

// Whatever a disk holds, a partition has a place and a size.
func FuzzGPT(f *testing.F) {
	f.Add(gptEntry(8192, 8199))
	f.Add(gptEntry(1<<63, 1))
	f.Add(gptEntry(0, 1<<54)) // its bytes are more than an int64 counts
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range gptEntries(b, 128) {
			require.Positive(t, p.bytes)
			require.GreaterOrEqual(t, p.start, int64(0))
			require.Len(t, p.guid, 36)
		}
	})
}
