package explain

import (
	"strings"

	"simagent/simcard"
)

// location explains the files of the last registration.
func location(o *Object, id simcard.FileID, b []byte) (string, error) {
	switch id {
	case simcard.FileLOCI:
		l, err := simcard.DecodeLOCI(b)
		if err != nil {
			return "", err
		}
		o.set("tmsi", orNil(hexNumber(uint64(l.TMSI), 8), !l.TMSI.IsZero()))
		return lastArea(o, "lac", l.Area, l.Status), nil
	case simcard.FilePSLOCI:
		l, err := simcard.DecodePSLOCI(b)
		if err != nil {
			return "", err
		}
		o.set("ptmsi", orNil(hexNumber(uint64(l.PTMSI), 8), !l.PTMSI.IsZero()))
		o.set("rac", int(l.Routing))
		return lastArea(o, "lac", l.Area, l.Status), nil
	case simcard.FileEPS:
		l, err := simcard.DecodeEPSLOCI(b)
		if err != nil {
			return "", err
		}
		if l.GUTI != nil {
			o.set("guti_plmn", string(l.GUTI.PLMN))
			o.set("mme_group", int(l.GUTI.Group))
			o.set("mme_code", int(l.GUTI.Code))
			o.set("mtmsi", orNil(hexNumber(uint64(l.GUTI.MTMSI), 8), !l.GUTI.MTMSI.IsZero()))
		} else {
			o.set("guti_plmn", nil)
		}
		return lastArea(o, "tac", l.Area, l.Status), nil
	}
	return "", nil
}

func lastArea(o *Object, code string, a simcard.Area, s simcard.UpdateStatus) string {
	o.text("plmn", string(a.PLMN))
	o.set(code, orNil(int(a.Code), a.Known()))
	o.set("update_status", int(s))
	o.set("update_status_text", s.String())
	if !a.Known() {
		return "registered nowhere yet, or the place was deleted (" + s.String() + ")"
	}
	return "last registered on " + plmnText(string(a.PLMN)) + ", " + strings.ToUpper(code) + " " + hexNumber(uint64(a.Code), 4) + " (" + s.String() + ")"
}
