package simcard

import "fmt"

// Layout of the 2G response (3GPP TS 51.011, 9.2.1), counted from 0.
const (
	info2GBytes   = 14
	at2GSize      = 2
	at2GID        = 4
	at2GType      = 6
	at2GStructure = 13
	at2GRecord    = 14
	at2GPIN       = 18
	at2GPUK       = 19
)

// parseInfo2G reads 00 00, size (2 bytes), identifier (2), type (04 for a file), 6 bytes of conditions, the
// length of the rest, structure and record length. The last byte may be missing for a transparent file.
// Of a directory, bytes 19 and 20 tell the tries of PIN and PUK.
func parseInfo2G(b []byte) (FileInfo, error) {
	if len(b) < info2GBytes {
		return FileInfo{}, fmt.Errorf("cannot read file information: %w", ErrLength)
	}
	info := FileInfo{ID: FileID(b[at2GID])<<8 | FileID(b[at2GID+1]), PINTries: TriesUnknown, PUKTries: TriesUnknown}
	switch b[at2GType] {
	case 1, 2:
		info.Structure = Directory
		if len(b) > at2GPUK && b[at2GPIN]&0x80 != 0 {
			info.PINTries, info.PUKTries = int(b[at2GPIN]&0x0F), int(b[at2GPUK]&0x0F)
		}
		return info, nil
	case 4:
	default:
		return FileInfo{}, errInfo
	}
	info.Size = int(b[at2GSize])<<8 | int(b[at2GSize+1])
	switch b[at2GStructure] {
	case 0:
		info.Structure = Transparent
		return info, nil
	case 1:
		info.Structure = LinearFixed
	case 3:
		info.Structure = Cyclic
	default:
		return info, nil
	}
	if len(b) > at2GRecord {
		info.RecordLength = int(b[at2GRecord])
	}
	return info.checked()
}
