package simcard

import "fmt"

// FileID is the two byte identifier of a file on the card. Over AT it is written in decimal.
type FileID uint16

// Files of ETSI TS 102 221 (MF level) and 3GPP TS 31.102 (ADF USIM); the clause is behind each.
const (
	FileMF     FileID = 0x3F00 // TS 102 221, 8.3: master file
	FileDFGSM  FileID = 0x7F20 // TS 51.011, 10.1.2: DF GSM, the 2G view of the same files
	FileADF    FileID = 0x7FFF // TS 102 221, 8.4.1: the current application
	FileDIR    FileID = 0x2F00 // TS 102 221, 13.1: applications on the card
	FilePL     FileID = 0x2F05 // TS 102 221, 13.3: preferred languages
	FileICCID  FileID = 0x2FE2 // TS 102 221, 13.2: card number, 10 bytes
	FileIMSI   FileID = 0x6F07 // TS 31.102, 4.2.2: 9 bytes
	FileUST    FileID = 0x6F38 // TS 31.102, 4.2.8: services of the USIM; in DF GSM the same identifier is EF SST
	FileSPN    FileID = 0x6F46 // TS 31.102, 4.2.12: service provider name, 17 bytes
	FileUPLMN  FileID = 0x6F60 // TS 31.102, 4.2.5: networks that the user prefers, 5 bytes each
	FileOPLMN  FileID = 0x6F61 // TS 31.102, 4.2.53: networks that the operator prefers, 5 bytes each
	FileHPLMN  FileID = 0x6F62 // TS 31.102, 4.2.54: radio access of the home network, 5 bytes each
	FilePSLOCI FileID = 0x6F73 // TS 31.102, 4.2.23: packet location, 14 bytes
	FileACC    FileID = 0x6F78 // TS 31.102, 4.2.15: access control class, 2 bytes
	FileFPLMN  FileID = 0x6F7B // TS 31.102, 4.2.16: forbidden networks, 3 bytes each
	FileLOCI   FileID = 0x6F7E // TS 31.102, 4.2.17: location, 11 bytes
	FileAD     FileID = 0x6FAD // TS 31.102, 4.2.18: administrative data, byte 4 = length of MNC
	FileECC    FileID = 0x6FB7 // TS 31.102, 4.2.21: emergency numbers, records; transparent on a 2G card
	FileEHPLMN FileID = 0x6FD9 // TS 31.102, 4.2.84: networks that count as home, 3 bytes each
	FileEPS    FileID = 0x6FE3 // TS 31.102, 4.2.91: EPS location, 18 bytes
)

// UnderMF reports whether the file lies directly under the master file; the others here belong to the
// USIM (on a 2G card to DF GSM).
func (f FileID) UnderMF() bool { return f>>8 == 0x2F }

// String writes the identifier as the specifications do, in four hexadecimal digits.
func (f FileID) String() string { return fmt.Sprintf("%04X", uint16(f)) }
