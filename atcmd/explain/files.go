package explain

import "simagent/simcard"

func fileFields(o *Object, id simcard.FileID) {
	o.set("file_id", id.String())
	o.text("file", fileShort(id))
}

// fileNames are the files by their identifier (TS 102 221 13, TS 31.102 4.2, TS 51.011 10).
const fileNames = `
3F00 MF
7F20 DF GSM
7FFF ADF USIM
7F10 DF TELECOM
2F00 EF DIR
2F05 EF PL
2FE2 EF ICCID
6F05 EF LI
6F07 EF IMSI
6F14 EF CPHS ONS
6F30 EF PLMNsel
6F31 EF HPPLMN
6F38 EF UST
6F3A EF ADN
6F3C EF SMS
6F40 EF MSISDN
6F42 EF SMSP
6F43 EF SMSS
6F46 EF SPN
6F60 EF PLMNwAcT
6F61 EF OPLMNwAcT
6F62 EF HPLMNwAcT
6F73 EF PSLOCI
6F78 EF ACC
6F7B EF FPLMN
6F7E EF LOCI
6FAD EF AD
6FB7 EF ECC
6FC5 EF PNN
6FC6 EF OPL
6FD9 EF EHPLMN
6FE3 EF EPSLOCI
6FE4 EF EPSNSC
`

// fileShort is the specification's name of a file, "" for an unknown one.
func fileShort(id simcard.FileID) string { return lookup(fileNames, id.String()) }

func fileName(id simcard.FileID) string {
	if s := fileShort(id); s != "" {
		return s
	}
	return "file " + id.String()
}

// fileInfo explains the answer to SELECT, STATUS or GET RESPONSE.
func fileInfo(o *Object, b []byte) string {
	i, err := simcard.ParseFileInfo(b)
	if err != nil {
		return ""
	}
	if i.ID != 0 {
		fileFields(o, i.ID)
	}
	o.unit("size_bytes", orNil(i.Size, i.Size > 0), "B")
	o.set("records", orNil(i.Records, i.Records > 0))
	o.unit("record_bytes", orNil(i.RecordLength, i.RecordLength > 0), "B")
	switch i.Structure {
	case simcard.Transparent:
		o.set("structure", "transparent")
		return "a file of " + itoa(i.Size) + " bytes"
	case simcard.LinearFixed, simcard.Cyclic:
		o.set("structure", "records")
		return "a file of " + itoa(i.Records) + " records of " + itoa(i.RecordLength) + " bytes"
	case simcard.Directory:
		o.set("structure", "directory")
		if i.PINTries != simcard.TriesUnknown {
			o.set("pin_tries", i.PINTries)
			o.set("puk_tries", i.PUKTries)
		}
		return "a directory"
	}
	return ""
}
