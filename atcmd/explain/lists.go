package explain

import (
	"errors"
	"strings"

	"simagent/simcard"
)

func adminData(o *Object, b []byte) (string, error) {
	ad, err := simcard.DecodeAD(b)
	o.set("mnc_length", orNil(ad.MNCLength, err == nil && ad.MNCLength > 0))
	if err != nil {
		return "", err
	}
	o.set("mode", int(b[0]))
	o.set("mode_text", ad.Mode.String())
	if ad.MNCLength == 0 {
		return "operation " + ad.Mode.String() + "; the card does not say how long the MNC is", nil
	}
	return "operation " + ad.Mode.String() + "; the MNC within the IMSI has " + itoa(ad.MNCLength) + " digits", nil
}

func plmnList(o *Object, id simcard.FileID, b []byte) (string, error) {
	list, err := simcard.DecodeFPLMN(b)
	if err != nil {
		return "", err
	}
	names, shown := []string{}, []string{}
	for _, p := range list {
		names, shown = append(names, string(p)), append(shown, plmnText(string(p)))
	}
	o.set("networks", names)
	what := "forbidden networks, which the module passes over: "
	if id == simcard.FileEHPLMN {
		what = "networks that count as home: "
	}
	if len(names) == 0 {
		return strings.TrimSuffix(strings.SplitN(what, ",", 2)[0], ": ") + ": none", nil
	}
	return what + strings.Join(shown, ", "), nil
}

func plmnActList(o *Object, id simcard.FileID, b []byte) (string, error) {
	list, err := simcard.DecodePLMNAcT(b)
	if err != nil {
		return "", err
	}
	all, shown := []Fields{}, []string{}
	for _, n := range list {
		all = append(all, Fields{{Name: "plmn", Value: string(n.PLMN)}, {Name: "access", Value: orNil(n.AcT.String(), !n.AcT.AllAccesses())}})
		s := plmnText(string(n.PLMN))
		if !n.AcT.AllAccesses() {
			s += " (" + n.AcT.String() + ")"
		}
		if len(shown) < 8 {
			shown = append(shown, s)
		}
	}
	o.set("networks", all)
	what := "the home network's"
	switch id {
	case simcard.FileUPLMN:
		what = "the user's"
	case simcard.FileOPLMN:
		what = "the operator's"
	}
	if len(all) == 0 {
		return what + " preferred networks: none", nil
	}
	s := what + " preferred networks: " + strings.Join(shown, ", ")
	if n := len(all) - len(shown); n > 0 {
		s += " and " + itoa(n) + " more"
	}
	return s, nil
}

func emergency(o *Object, b []byte) (string, error) {
	list, err := simcard.DecodeECC(b)
	if one, recordErr := simcard.DecodeECCRecord(b); (err != nil || len(b)%3 != 0) && recordErr == nil {
		list, err = []simcard.Emergency{one}, nil
	}
	numbers := []string{}
	for _, e := range list {
		numbers = append(numbers, e.Number)
	}
	if errors.Is(err, simcard.ErrBlank) {
		o.set("numbers", numbers)
	}
	if err != nil {
		return "", err
	}
	o.set("numbers", numbers)
	return "emergency numbers " + strings.Join(numbers, ", "), nil
}
