package explain

import (
	"errors"

	"simagent/simcard"
)

// contents explains what a file holds.
func contents(o *Object, id simcard.FileID, b []byte) string {
	s, err := decodeFile(o, id, b)
	switch {
	case errors.Is(err, simcard.ErrBlank):
		return "never written"
	case err != nil:
		return err.Error()
	case s == "":
		return itoa(len(b)) + " bytes"
	}
	return s
}

func decodeFile(o *Object, id simcard.FileID, b []byte) (string, error) {
	switch id {
	case simcard.FileICCID:
		i, err := simcard.DecodeICCID(b)
		o.text("iccid", i.Digits())
		if err != nil {
			return "", err
		}
		return iccid(o, i), nil
	case simcard.FileIMSI:
		i, err := simcard.DecodeIMSI(b)
		o.text("imsi", i.Digits())
		if err != nil {
			return "", err
		}
		return imsi(o, i.Digits()), nil
	case simcard.FileAD:
		return adminData(o, b)
	case simcard.FileSPN:
		s, err := simcard.DecodeSPN(b)
		o.text("name", s.Name)
		if err != nil {
			return "", err
		}
		o.set("show_network_home", s.ShowNetworkHome)
		o.set("hide_name_roaming", s.HideNameRoaming)
		return "the provider's name is " + quoted(s.Name), nil
	case simcard.FileFPLMN, simcard.FileEHPLMN:
		return plmnList(o, id, b)
	case simcard.FileUPLMN, simcard.FileOPLMN, simcard.FileHPLMN:
		return plmnActList(o, id, b)
	case simcard.FileECC:
		return emergency(o, b)
	case simcard.FileACC:
		a, err := simcard.DecodeACC(b)
		if err != nil {
			return "", err
		}
		o.set("classes", a.List())
		return "access classes " + ints(a.List()), nil
	case simcard.FileUST:
		l := simcard.Services(b).List()
		o.set("services", l)
		return itoa(len(l)) + " services available", nil
	case simcard.FileDIR:
		a, err := simcard.DecodeDIR(b)
		if err != nil {
			return "", err
		}
		o.set("aid", upperHex(a.AID))
		o.text("label", a.Label)
		o.set("usim", a.USIM())
		if a.USIM() {
			return "an application: USIM " + quoted(a.Label), nil
		}
		return "an application " + quoted(a.Label), nil
	}
	return location(o, id, b)
}
