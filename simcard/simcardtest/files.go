package simcardtest

import (
	"bytes"

	"simagent/simcard"
)

// defaultFiles is the made-up contents of a Super SIM: test network 001-01 as home, nothing
// registered yet, no network forbidden.
func defaultFiles() map[simcard.FileID][]byte {
	return map[simcard.FileID][]byte{
		simcard.FileDIR:    applicationTemplate(),
		simcard.FilePL:     []byte("en"),
		simcard.FileIMSI:   encodeIMSI("001010000000001"),
		simcard.FileAD:     {0x00, 0x00, 0x00, 0x02}, // normal operation, MNC of two digits
		simcard.FileACC:    {0x00, 0x01},
		simcard.FileSPN:    serviceProvider("Super SIM"),
		simcard.FileFPLMN:  bytes.Repeat([]byte{0xFF}, 12), // room for four networks
		simcard.FileLOCI:   location(0x01),
		simcard.FilePSLOCI: packetLocation(),
		simcard.FileEPS:    epsLocation(),
		simcard.FileECC:    {0x11, 0xF2, 0xFF, 0x00}, // 112, no name, no category
	}
}

// mayUpdate reports whether a holder of the PIN may write the file; the rest belongs to the operator.
func mayUpdate(id simcard.FileID) bool {
	switch id {
	case simcard.FileFPLMN, simcard.FileLOCI, simcard.FilePSLOCI, simcard.FileEPS, simcard.FilePL:
		return true
	}
	return false
}

// free reports whether the file can be read without the PIN.
func free(id simcard.FileID) bool {
	switch id {
	case simcard.FileICCID, simcard.FileDIR, simcard.FilePL, simcard.FileECC, simcard.FileAD:
		return true
	}
	return false
}

// encodeIMSI packs a subscriber number (3GPP TS 31.102, 4.2.2): length, then nibbles that start with
// the type 1 and the parity, 9 for an odd number of digits.
func encodeIMSI(imsi string) []byte {
	if len(imsi) > 15 {
		imsi = imsi[:15]
	}
	first := "1"
	if len(imsi)%2 == 1 {
		first = "9"
	}
	b := encodeNumber(first+imsi, 8)
	return append([]byte{byte(len(imsi)/2 + 1)}, b...)
}

// applicationTemplate is one record of EF DIR that names a USIM (3GPP AID A0000000871002…).
func applicationTemplate() []byte {
	return []byte{0x61, 0x12, 0x4F, 0x10, 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02,
		0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x00, 0x00}
}

// serviceProvider packs a name (3GPP TS 31.102, 4.2.12): display condition, 16 characters, padded FF.
func serviceProvider(name string) []byte {
	ef := append([]byte{0x01}, name...)
	return append(ef, bytes.Repeat([]byte{0xFF}, 17)...)[:17]
}

// location is EF LOCI (3GPP TS 31.102, 4.2.17) with no area; status 1 means "not updated".
func location(status byte) []byte {
	return []byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0x00, status}
}

// packetLocation is EF PSLOCI (4.2.23) with no area.
func packetLocation() []byte {
	return append(bytes.Repeat([]byte{0xFF}, 10), 0xFF, 0xFE, 0xFF, 0x01)
}

// epsLocation is EF EPSLOCI (4.2.91) with no area.
func epsLocation() []byte {
	return append(bytes.Repeat([]byte{0xFF}, 15), 0xFF, 0xFE, 0x01)
}
