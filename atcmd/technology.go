package atcmd

import "strings"

// AcTs is a set of access technologies.
type AcTs uint16

// Has tells whether a is in the set.
func (s AcTs) Has(a AcT) bool { return a >= 0 && a < 16 && s&(1<<a) != 0 }

// technologyWords are the names that modules write for access technologies:
// +QNWINFO and +QCSQ (Quectel), +CPSI (SIMCom), ^SMONI (Cinterion), ^SYSINFOEX
// (Huawei), *CNTI (Sierra). A word in which another one stands comes with it.
var technologyWords = []struct {
	word string
	act  AcT
}{
	{"GSM", 0}, {"GPRS", 0}, {"2G", 0}, {"EDGE", 3}, {"EGPRS", 3},
	{"UMTS", 2}, {"WCDMA", 2}, {"TDSCDMA", 2}, {"TD-SCDMA", 2}, {"3G", 2},
	{"HSDPA", 4}, {"HSUPA", 5}, {"HSPA", 6},
	{"LTE", 7}, {"E-UTRAN", 7}, {"4G", 7}, {"EMTC", 7}, {"CAT-M", 7}, {"CATM", 7},
	{"NB-IOT", 9}, {"NBIOT", 9}, {"CAT-NB", 9}, {"CATNB", 9},
	{"NR5G", 11}, {"5G", 11},
}

// ParseTechnology reads an access technology in words, "HSDPA/HSUPA" or "FDD
// LTE" or "NR5G-SA", in either case. It returns all that are named, none for a
// word it does not know or one that 27.007 has no number for (CDMA, EVDO).
func ParseTechnology(words string) AcTs {
	words = strings.ToUpper(words)
	var s AcTs
	for _, t := range technologyWords {
		if strings.Contains(words, t.word) {
			s |= 1 << t.act
		}
	}
	return s
}
