package simcard

import "fmt"

// SPN is EF SPN: the name of the service provider, and when a screen should show it.
type SPN struct {
	Name            string
	ShowNetworkHome bool // in the home network, the network's own name is to be shown as well
	HideNameRoaming bool // in other networks, the provider's name need not be shown
}

// DecodeSPN reads EF SPN (file 6F46; 3GPP TS 31.102, 4.2.12): a byte with the display conditions, bit 1
// for the home network and bit 2 for others, then 16 bytes of name as DecodeAlpha reads them.
// A file without a name gives ErrBlank.
func DecodeSPN(ef []byte) (SPN, error) {
	if len(ef) < 2 || blank(ef[1:]) {
		return SPN{}, fmt.Errorf("cannot read SPN: %w", ErrBlank)
	}
	name, err := DecodeAlpha(ef[1:])
	if err != nil {
		return SPN{}, fmt.Errorf("cannot read SPN: %w", err)
	}
	return SPN{Name: name, ShowNetworkHome: ef[0]&1 != 0, HideNameRoaming: ef[0]&2 != 0}, nil
}
