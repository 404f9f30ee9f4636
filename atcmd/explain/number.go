package explain

import (
	"encoding/hex"
	"strconv"
	"strings"

	"simagent/simcard"
)

//go:noinline
func itoa(n int) string { return strconv.Itoa(n) }

// hexNumber writes 0x with at least width digits.
func hexNumber(n uint64, width int) string {
	s := strings.ToUpper(strconv.FormatUint(n, 16))
	for len(s) < width {
		s = "0" + s
	}
	return "0x" + s
}

func ints(list []int) string {
	s := make([]string, len(list))
	for i, n := range list {
		s[i] = itoa(n)
	}
	return strings.Join(s, ", ")
}

// decimals writes a number with at most places behind the point.
func decimals(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// plmnText writes "310410" as 310-410.
//
//go:noinline
func plmnText(plmn string) string {
	if (len(plmn) == 5 || len(plmn) == 6) && digits(plmn) {
		return plmn[:3] + "-" + plmn[3:]
	}
	return plmn
}

// iccid explains the number of a card.
func iccid(o *Object, i simcard.ICCID) string {
	o.set("iccid", i.Digits())
	o.set("digits", len(i.Digits()))
	o.set("luhn_ok", i.LuhnOK())
	o.set("super_sim", i.SuperSIM())
	s := "card number " + i.Digits()
	switch {
	case i.SuperSIM():
		s += ", a Super SIM by its prefix"
	default:
		if name := country(i.Digits()); name != "" {
			s += ", issued in " + name
			o.set("issuer_country", name)
		} else {
			s += ", not a Super SIM's prefix"
		}
	}
	switch {
	case i.LuhnOK():
		s += "; its check digit is right"
	case !digits(i.Digits()):
		s += "; it holds letters, as some operators' do"
	case len(i.Digits()) == 19:
		s += "; its check digit is wrong: read it again"
	default:
		s += "; its last digit is no check digit, as with some operators"
	}
	return s
}

// countries are those where many cards come from, by their E.164 code (ITU-T E.118).
const countries = `
1 North America
20 Egypt
27 South Africa
30 Greece
31 the Netherlands
32 Belgium
33 France
34 Spain
351 Portugal
352 Luxembourg
353 Ireland
354 Iceland
358 Finland
36 Hungary
370 Lithuania
371 Latvia
372 Estonia
380 Ukraine
385 Croatia
386 Slovenia
39 Italy
40 Romania
41 Switzerland
420 Czechia
421 Slovakia
423 Liechtenstein
43 Austria
44 the United Kingdom
45 Denmark
46 Sweden
47 Norway
48 Poland
49 Germany
52 Mexico
55 Brazil
60 Malaysia
61 Australia
62 Indonesia
64 New Zealand
65 Singapore
66 Thailand
7 Russia or Kazakhstan
81 Japan
82 South Korea
84 Vietnam
852 Hong Kong
86 China
882 an international network
883 an international network
886 Taiwan
90 Turkey
91 India
971 the United Arab Emirates
972 Israel
`

// country names the country behind the 89 of a card number, "" for others.
func country(d string) string {
	for n := 1; n <= 3; n++ {
		if name := lookup(countries, d[2:2+n]); name != "" {
			return name
		}
	}
	return ""
}

// upperHex writes octets as two capitals each.
//
//go:noinline
func upperHex(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }

// imsi explains the number of a subscription.
func imsi(o *Object, d string) string {
	o.set("imsi", d)
	if len(d) < 6 {
		return "subscription number " + d
	}
	o.set("mcc", d[:3])
	return "subscription number (IMSI) " + d + ", home country MCC " + d[:3] + "; a Super SIM changes it by itself"
}

// imei explains the number of a module: 14 digits, a check digit (TS 23.003
// 6.2.1) or two digits of software version.
func imei(o *Object, d string) string {
	o.set("imei", d)
	o.set("tac_code", d[:8])
	switch len(d) {
	case 15:
		o.set("luhn_ok", luhn(d))
		if !luhn(d) {
			return "module number (IMEI) " + d + "; its check digit is wrong"
		}
		return "module number (IMEI) " + d + "; its check digit is right"
	case 16:
		o.set("software_version", d[14:])
		return "module number with software version (IMEISV) " + d
	}
	return "module number (IMEI) " + d + ", without a check digit"
}

// luhn checks the sum over decimal digits.
func luhn(d string) bool {
	sum := 0
	for n := range len(d) {
		v := int(d[len(d)-1-n] - '0')
		if n%2 == 1 {
			if v *= 2; v > 9 {
				v -= 9
			}
		}
		sum += v
	}
	return sum%10 == 0
}
