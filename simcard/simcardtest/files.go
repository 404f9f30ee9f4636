package simcardtest

import (
	"bytes"
	"slices"

	"simagent/simcard"
)

// Further files that modules read; nobody in an agent asks for them.
const (
	fileLI     simcard.FileID = 0x6F05 // TS 31.102, 4.2.1: languages
	fileHPPLMN simcard.FileID = 0x6F31 // 4.2.6: minutes between searches for a preferred network, in steps of 6
	fileMSISDN simcard.FileID = 0x6F40 // 4.2.26: own numbers, records
	fileSMSP   simcard.FileID = 0x6F42 // 4.2.27: SMS parameters, records
	filePhase  simcard.FileID = 0x6FAE // TS 51.011, 10.3.19
)

// file is an elementary file. record is the length of its records, 0 for a transparent one.
type file struct {
	data   []byte
	record int
}

func transparent(data []byte) *file { return &file{data: data} }

// records pads each record with FF to length, and adds blank ones up to n.
func records(length, n int, list ...[]byte) *file {
	f := &file{record: length}
	for _, r := range list {
		f.data = append(f.data, append(slices.Clone(r), bytes.Repeat([]byte{0xFF}, length)...)[:length]...)
	}
	f.data = append(f.data, bytes.Repeat([]byte{0xFF}, max(n-len(list), 0)*length)...)
	return f
}

func (f *file) count() int {
	if f.record == 0 {
		return 0
	}
	return len(f.data) / f.record
}

// defaultFiles is the made-up contents of a Super SIM: test network 001-01 as home, nothing
// registered yet, no network forbidden.
func defaultFiles() map[simcard.FileID]*file {
	return map[simcard.FileID]*file{
		simcard.FileDIR:    records(38, 2, applicationTemplate()),
		simcard.FilePL:     transparent([]byte("en")),
		fileLI:             transparent([]byte("en")),
		simcard.FileIMSI:   transparent(encodeIMSI("001010000000001")),
		simcard.FileAD:     transparent([]byte{0x00, 0x00, 0x00, 0x02}), // normal operation, MNC of two digits
		simcard.FileUST:    transparent(services(12, 12, 19, 20, 21, 42, 43, 71, 85)),
		simcard.FileACC:    transparent([]byte{0x00, 0x01}),
		simcard.FileSPN:    transparent(serviceProvider("Super SIM")),
		simcard.FileFPLMN:  transparent(bytes.Repeat([]byte{0xFF}, 12)), // room for four networks
		simcard.FileLOCI:   transparent(location(0x01)),
		simcard.FilePSLOCI: transparent(packetLocation()),
		simcard.FileEPS:    transparent(epsLocation()),
		simcard.FileUPLMN:  transparent(preferred(8)),
		simcard.FileOPLMN:  transparent(preferred(60, operatorList()...)), // 300 bytes: more than one answer holds
		simcard.FileHPLMN:  transparent(preferred(1, simcard.PLMNAcT{PLMN: "00101", AcT: simcard.ActEUTRAN | simcard.ActUTRAN | simcard.ActGSM})),
		simcard.FileEHPLMN: transparent([]byte{0x00, 0xF1, 0x10, 0xFF, 0xFF, 0xFF}),
		simcard.FileECC:    records(20, 2, emergencyRecord("112", "Emergency", 0x1F)),
		fileHPPLMN:         transparent([]byte{0x0A}),
		fileMSISDN:         records(28, 1),
		fileSMSP:           records(40, 1),
	}
}

// files2G are the files that look otherwise below DF GSM.
func files2G() map[simcard.FileID]*file {
	return map[simcard.FileID]*file{
		simcard.FileECC: transparent([]byte{0x11, 0xF2, 0xFF, 0x19, 0xF1, 0xFF, 0xFF, 0xFF, 0xFF}),
		simcard.FileUST: transparent([]byte{0xFF, 0x33, 0xFF, 0xFF, 0x03}), // EF SST: two bits a service
		filePhase:       transparent([]byte{0x03}),
	}
}

// mayUpdate reports whether a holder of the PIN may write the file; the rest belongs to the operator.
func mayUpdate(id simcard.FileID) bool {
	switch id {
	case simcard.FileFPLMN, simcard.FileLOCI, simcard.FilePSLOCI, simcard.FileEPS, simcard.FilePL, simcard.FileUPLMN,
		fileLI, fileMSISDN, fileSMSP:
		return true
	}
	return false
}

// free reports whether the file can be read without the PIN.
func free(id simcard.FileID) bool {
	switch id {
	case simcard.FileICCID, simcard.FileDIR, simcard.FilePL, simcard.FileECC, simcard.FileAD, fileLI, filePhase:
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

// usimAID names the USIM (ETSI TS 101 220, annex E: A0000000871002, then the issuer's choice).
func usimAID() []byte {
	return []byte{0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x00, 0x00}
}

// isdrAID names the ISD-R of an eUICC (GSMA SGP.02, annex H).
func isdrAID() []byte {
	return []byte{0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00}
}

// applicationTemplate is one record of EF DIR that names the USIM.
func applicationTemplate() []byte {
	value := simcard.AppendTLV(nil, 0x4F, usimAID())
	return simcard.AppendTLV(nil, 0x61, simcard.AppendTLV(value, 0x50, []byte("USIM")))
}

// serviceProvider packs a name (3GPP TS 31.102, 4.2.12): display condition, 16 characters, padded FF.
func serviceProvider(name string) []byte {
	ef := append([]byte{0x01}, name...)
	return append(ef, bytes.Repeat([]byte{0xFF}, 17)...)[:17]
}

// services packs EF UST (4.2.8) of size bytes.
func services(size int, list ...int) []byte {
	ef := make([]byte, size)
	for _, n := range list {
		ef[(n-1)/8] |= 1 << ((n - 1) % 8)
	}
	return ef
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

// preferred packs a list of networks with their accesses (4.2.5) with room for n.
func preferred(n int, list ...simcard.PLMNAcT) []byte {
	ef, _ := simcard.EncodePLMNAcT(list, 5*n) // the lists here fit
	return ef
}

func operatorList() []simcard.PLMNAcT {
	all := simcard.ActEUTRAN | simcard.ActUTRAN | simcard.ActGSM
	return []simcard.PLMNAcT{
		{PLMN: "310410", AcT: simcard.ActEUTRAN | simcard.ActUTRAN}, {PLMN: "26201", AcT: all}, {PLMN: "23430", AcT: all},
		{PLMN: "20801", AcT: simcard.ActEUTRAN}, {PLMN: "00101", AcT: all},
	}
}

// emergencyRecord is one record of EF ECC (4.2.21): number, name, services.
func emergencyRecord(number, name string, services byte) []byte {
	r := encodeNumber(number, 3)
	r = append(r, append([]byte(name), bytes.Repeat([]byte{0xFF}, 20)...)[:16]...)
	return append(r, services)
}
