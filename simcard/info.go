package simcard

import (
	"errors"
	"fmt"
)

// Structure is how the contents of a file are arranged.
type Structure uint8

// The structures (ETSI TS 102 221, 8.2).
const (
	UnknownStructure Structure = iota
	Transparent                // a row of bytes
	LinearFixed                // records of one length
	Cyclic                     // records of one length, the newest first
	Directory                  // MF, DF or ADF
)

// FileInfo is what a card says of a file when it is selected.
type FileInfo struct {
	ID           FileID // 0 when the card does not say it
	Structure    Structure
	Size         int // bytes of contents; 0 for a directory
	RecordLength int // bytes; 0 without records
	Records      int // how many
	PINTries     int // of a directory of a 2G card: tries left; TriesUnknown otherwise
	PUKTries     int // likewise
}

// TriesUnknown is the number of tries left when nothing says it.
const TriesUnknown = -1

var errInfo = errors.New("cannot read file information: neither a 3G template nor a 2G response")

// ParseFileInfo reads the answer to SELECT or STATUS, of a 3G card (a template with tag 62) or
// a 2G one (from 15 bytes on). Modules pass either through +CRSM=192.
func ParseFileInfo(b []byte) (FileInfo, error) {
	if len(b) > 0 && b[0] == tagFCP {
		return parseFCP(b)
	}
	return parseInfo2G(b)
}

// Tags of the template (ETSI TS 102 221, 11.1.1.3).
const (
	tagFCP        = 0x62
	tagSize       = 0x80
	tagDescriptor = 0x82
	tagFileID     = 0x83
)

// parseFCP reads 62 { 82 descriptor, 83 identifier, 80 size, … }: 62 0A 82 02 41 21 80 02 00 0A 83 … is
// a transparent file of ten bytes. The descriptor of a file with records also has the record's length and
// number.
func parseFCP(b []byte) (FileInfo, error) {
	outer, _, err := NextTLV(b)
	if err != nil {
		return FileInfo{}, fmt.Errorf("cannot read file information: %w", ErrLength)
	}
	info := FileInfo{PINTries: TriesUnknown, PUKTries: TriesUnknown}
	d, ok := FindTLV(outer.Value, tagDescriptor)
	if !ok || len(d) < 1 {
		return FileInfo{}, errInfo
	}
	info.Structure = structure3G(d[0])
	if id, ok := FindTLV(outer.Value, tagFileID); ok && len(id) == 2 {
		info.ID = FileID(id[0])<<8 | FileID(id[1])
	}
	if size, ok := FindTLV(outer.Value, tagSize); ok && len(size) >= 1 && len(size) <= 2 && info.Structure != Directory {
		for _, v := range size {
			info.Size = info.Size<<8 | int(v)
		}
	}
	if len(d) >= 5 && (info.Structure == LinearFixed || info.Structure == Cyclic) {
		info.RecordLength = int(d[2])<<8 | int(d[3])
		info.Records = int(d[4])
	}
	return info.checked()
}

// structure3G reads the file descriptor byte (11.1.1.4.3, table 11.5).
func structure3G(b byte) Structure {
	switch {
	case b&0xBF == 0x38:
		return Directory
	case b&0x80 != 0 || b&0x38 > 0x08: // neither a working nor an internal file
		return UnknownStructure
	}
	switch b & 7 {
	case 1:
		return Transparent
	case 2:
		return LinearFixed
	case 6:
		return Cyclic
	}
	return UnknownStructure
}

// checked fills in what follows from the rest, and refuses records that do not fit the file.
func (i FileInfo) checked() (FileInfo, error) {
	if i.Structure != LinearFixed && i.Structure != Cyclic {
		return i, nil
	}
	if i.RecordLength < 1 || i.RecordLength > 255 {
		return FileInfo{}, fmt.Errorf("cannot read file information: %w of a record", ErrLength)
	}
	if i.Records == 0 {
		i.Records = min(i.Size/i.RecordLength, 254)
	}
	if i.Size == 0 {
		i.Size = i.Records * i.RecordLength
	}
	return i, nil
}
