package boards_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/boards"
)

const pi4, pi5 = "Raspberry Pi 4 Model B Rev 1.4", "Raspberry Pi 5 Model B Rev 1.0"

// own is a board of one's own that its EEPROM names.
func own(name, product string) boards.Board {
	return boards.Board{Name: name, Title: name, Hosts: []string{"Raspberry Pi"}, HAT: boards.EEPROM{Vendor: "Acme", Product: product},
		USB: []boards.USB{{VID: "2c7c", PID: "0125", AT: 2}}}
}

func TestRecognise(t *testing.T) {
	ec25 := []boards.USBID{{VID: "1d6b", PID: "0002"}, {VID: "2c7c", PID: "0125"}}
	hat := &boards.HAT{Vendor: "Acme", Product: "Modem HAT", UUID: "x", ProductID: "0x0001"}
	gateway := boards.Board{Name: "gateway", Title: "Gateway", Model: "Acme Gateway 3", USB: own("", "").USB}
	all := append(boards.All(), own("acme-modem", "Modem HAT"), gateway)
	for _, c := range []struct {
		name string
		f    boards.Fingerprint
		all  []boards.Board
		want []string
	}{
		{"nothing", boards.Fingerprint{}, all, nil},
		{"a computer alone", boards.Fingerprint{Model: pi4}, all, nil},
		{"its EEPROM", boards.Fingerprint{Model: pi4, HAT: hat}, all, []string{`acme-modem hat sure: the HAT's EEPROM says "Modem HAT" by "Acme"`}},
		{"its EEPROM and a module", boards.Fingerprint{Model: pi4, HAT: hat, USB: ec25}, all, []string{
			`acme-modem hat sure: the HAT's EEPROM says "Modem HAT" by "Acme"`,
			"sixfab-base usb: USB device 2c7c:0125 is plugged in, which other boards carry, too"}},
		{"two boards of one EEPROM", boards.Fingerprint{Model: pi4, HAT: hat}, append(all, own("acme-two", "Modem HAT")), []string{
			`acme-modem hat: the HAT's EEPROM says "Modem HAT" by "Acme"`, `acme-two hat: the HAT's EEPROM says "Modem HAT" by "Acme"`}},
		{"an EEPROM where it cannot be", boards.Fingerprint{Model: "Acme Toaster", HAT: hat}, all, []string{
			`acme-modem hat: the HAT's EEPROM says "Modem HAT" by "Acme"`}},
		{"garbled by a second HAT", boards.Fingerprint{Model: pi4, HAT: &boards.HAT{Vendor: "Acme", Product: "Mod\x80m\x00AT"}, USB: ec25}, all, []string{
			"acme-modem usb: USB device 2c7c:0125 is plugged in, which other boards carry, too",
			"sixfab-base usb: USB device 2c7c:0125 is plugged in, which other boards carry, too"}},
		{"an empty EEPROM", boards.Fingerprint{Model: pi4, HAT: &boards.HAT{}}, all, nil},
		{"a module in a PC", boards.Fingerprint{Model: "", USB: ec25}, boards.All(), []string{
			"sixfab-base usb: USB device 2c7c:0125 is plugged in, which other boards carry, too"}},
		{"on another computer", boards.Fingerprint{Model: "PINE64", USB: ec25}, all, nil},
		{"the computer itself", boards.Fingerprint{Model: "Acme Gateway 3", USB: ec25}, all, []string{
			`gateway model: the computer says it is a "Acme Gateway 3"`}},
		{"one for a Pi 5, on a Pi 4", boards.Fingerprint{Model: pi4, USB: []boards.USBID{{VID: "2c7c", PID: "0801"}}}, all, nil},
		{"one for a Pi 5", boards.Fingerprint{Model: pi5, USB: []boards.USBID{{VID: "2c7c", PID: "0801"}}}, all, []string{
			"waveshare-5g-hat-plus usb: USB device 2c7c:0801 is plugged in, which other boards carry, too"}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, lines(boards.Recognise(c.f, c.all))) })
	}
}

func lines(matches []boards.Match) []string {
	var list []string
	for _, m := range matches {
		sure := ""
		if m.Sure {
			sure = " sure"
		}
		list = append(list, m.Board.Name+" "+string(m.How)+sure+": "+m.Evidence)
	}
	return list
}

// The order of devices on the bus, and of the boards, does not matter; and nothing is sure but what one EEPROM names alone.
func TestRecogniseProperties(t *testing.T) {
	all := append(boards.All(), own("acme-a", "A"), own("acme-a2", "A"), own("acme-b", "B"), boards.Board{Name: "gateway", Model: "Acme Gateway 3"})
	rapid.Check(t, func(t *rapid.T) {
		f := boards.Fingerprint{Model: rapid.SampledFrom([]string{"", pi4, pi5, "PINE64", "Acme Gateway 3"}).Draw(t, "model")}
		if rapid.Bool().Draw(t, "has a HAT") {
			f.HAT = &boards.HAT{Vendor: rapid.SampledFrom([]string{"", "Acme", "Sixfab"}).Draw(t, "vendor"), Product: rapid.SampledFrom([]string{"", "A", "B", "C"}).Draw(t, "product")}
		}
		for range rapid.IntRange(0, 5).Draw(t, "devices") {
			f.USB = append(f.USB, boards.USBID{
				VID: rapid.SampledFrom([]string{"2c7c", "1e0e", "1bc7", "1d6b"}).Draw(t, "vid"),
				PID: rapid.SampledFrom([]string{"0125", "0296", "0801", "9001", "1201", "0002"}).Draw(t, "pid")})
		}
		found := boards.Recognise(f, all)
		mixed := f
		mixed.USB = rapid.Permutation(f.USB).Draw(t, "mixed")
		require.Equal(t, found, boards.Recognise(mixed, rapid.Permutation(all).Draw(t, "boards")))
		for _, m := range found {
			named := func(b boards.Board) bool {
				return f.HAT != nil && b.HAT != (boards.EEPROM{}) && b.HAT.Vendor == f.HAT.Vendor && b.HAT.Product == f.HAT.Product
			}
			alone := 0
			for _, b := range all {
				if named(b) {
					alone++
				}
			}
			if m.Sure {
				require.True(t, named(m.Board))
				require.Equal(t, 1, alone)
			}
			require.Contains(t, []boards.How{boards.FromHAT, boards.FromModel, boards.FromUSB}, m.How)
			require.NotEmpty(t, m.Evidence)
		}
		require.LessOrEqual(t, len(slices.DeleteFunc(found, func(m boards.Match) bool { return !m.Sure })), 1)
	})
}
