package main

import (
	"fmt"
	"strings"

	"simagent/simcard"
	"simagent/simcard/overat"
)

// cardJSON is what `simagent card --json` prints. Unknown is null; why stands in Errors under the same name.
type cardJSON struct {
	Schema  int               `json:"schema"`
	Where   string            `json:"where"`
	ICCID   *string           `json:"iccid"`
	Source  *string           `json:"iccid_source"`
	Checked *string           `json:"iccid_checked_by"` // null: no second source
	LuhnOK  *bool             `json:"iccid_luhn_ok"`
	Super   *bool             `json:"super_sim"`
	Lock    *string           `json:"lock"`
	PIN     *int              `json:"pin_tries"`
	PUK     *int              `json:"puk_tries"`
	EID     *string           `json:"eid"`
	IMSI    *string           `json:"imsi"`
	Home    *string           `json:"home"`
	Mode    *string           `json:"mode"`
	MNC     *int              `json:"mnc_length"`
	Name    *string           `json:"name"`
	Classes []int             `json:"access_classes"`
	Service []int             `json:"services"`
	FPLMN   []string          `json:"forbidden"`
	EHPLMN  []string          `json:"equivalent_home"`
	UPLMN   []networkJSON     `json:"preferred_by_user"`
	OPLMN   []networkJSON     `json:"preferred_by_operator"`
	HPLMN   []networkJSON     `json:"home_accesses"`
	LOCI    *locationJSON     `json:"location"`
	PSLOCI  *locationJSON     `json:"packet_location"`
	EPS     *locationJSON     `json:"eps_location"`
	ECC     []emergencyJSON   `json:"emergency"`
	Errors  map[string]string `json:"errors"`
}

type networkJSON struct {
	PLMN     string   `json:"plmn"`
	Accesses []string `json:"accesses"` // empty: any
}

type locationJSON struct {
	PLMN    *string `json:"plmn"`
	Area    *int    `json:"area"`
	Routing *int    `json:"routing_area,omitempty"`
	TMSI    *string `json:"tmsi"`
	Status  string  `json:"status"`
}

type emergencyJSON struct {
	Number   string `json:"number"`
	Name     string `json:"name"`
	Services []int  `json:"services"`
}

// cardObject fills the object; ids are redacted unless showIDs.
func cardObject(c overat.Card, where string, showIDs bool) cardJSON {
	j := cardJSON{Schema: 1, Where: where, Errors: map[string]string{}}
	id := func(short, whole string) *string {
		if showIDs {
			return &whole
		}
		return &short
	}
	if known(&j, "iccid", c.Identity) {
		v := c.Identity.Value
		luhn, super := !v.LuhnBad, v.ICCID.SuperSIM()
		j.ICCID, j.Source, j.LuhnOK, j.Super = id(v.ICCID.String(), v.ICCID.Digits()), &v.Source, &luhn, &super
		if v.Check == overat.Agreed {
			j.Checked = &v.Checked
		}
	}
	if known(&j, "lock", c.Lock) {
		j.Lock = &c.Lock.Value
	}
	if known(&j, "pin_tries", c.Tries) {
		j.PIN, j.PUK = counted(c.Tries.Value.PIN), counted(c.Tries.Value.PUK)
	}
	if known(&j, "eid", c.EID) {
		j.EID = id(c.EID.Value.String(), c.EID.Value.Digits())
	}
	if known(&j, "imsi", c.IMSI) {
		j.IMSI = id(c.IMSI.Value.String(), c.IMSI.Value.Digits())
	}
	j.files(c)
	j.lists(c)
	j.locations(c, id)
	return j
}

// known notes the reason when there is no value.
func known[T any](j *cardJSON, name string, f overat.Field[T]) bool {
	if f.Err != nil {
		j.Errors[name] = shortReason(f.Err)
	}
	return f.Known()
}

func counted(n int) *int {
	if n == simcard.TriesUnknown {
		return nil
	}
	return &n
}

func (j *cardJSON) files(c overat.Card) {
	if known(j, "mode", c.AD) {
		mode := c.AD.Value.Mode.String()
		j.Mode = &mode
		if n := c.AD.Value.MNCLength; n > 0 {
			j.MNC = &n
		}
	}
	if n := string(c.Home()); n != "" {
		j.Home = &n
	}
	if known(j, "name", c.SPN) {
		j.Name = &c.SPN.Value.Name
	}
	if known(j, "access_classes", c.ACC) {
		j.Classes = append([]int{}, c.ACC.Value.List()...)
	}
	if known(j, "services", c.UST) {
		j.Service = append([]int{}, c.UST.Value.List()...)
	}
}

func (j *cardJSON) lists(c overat.Card) {
	if known(j, "forbidden", c.FPLMN) {
		j.FPLMN = plmnList(c.FPLMN.Value)
	}
	if known(j, "equivalent_home", c.EHPLMN) {
		j.EHPLMN = plmnList(c.EHPLMN.Value)
	}
	if known(j, "preferred_by_user", c.UPLMN) {
		j.UPLMN = networkList(c.UPLMN.Value)
	}
	if known(j, "preferred_by_operator", c.OPLMN) {
		j.OPLMN = networkList(c.OPLMN.Value)
	}
	if known(j, "home_accesses", c.HPLMN) {
		j.HPLMN = networkList(c.HPLMN.Value)
	}
	if known(j, "emergency", c.ECC) {
		j.ECC = []emergencyJSON{}
		for _, e := range c.ECC.Value {
			j.ECC = append(j.ECC, emergencyJSON{e.Number, e.Name, append([]int{}, e.Services.List()...)})
		}
	}
}

func plmnList(list []simcard.PLMN) []string {
	all := []string{}
	for _, n := range list {
		all = append(all, string(n))
	}
	return all
}

func networkList(list []simcard.PLMNAcT) []networkJSON {
	all := []networkJSON{}
	for _, e := range list {
		n := networkJSON{PLMN: string(e.PLMN), Accesses: []string{}}
		if text := e.AcT.String(); text != "" {
			n.Accesses = strings.Split(text, ", ")
		}
		all = append(all, n)
	}
	return all
}

func (j *cardJSON) locations(c overat.Card, id func(short, whole string) *string) {
	place := func(a simcard.Area, s simcard.UpdateStatus, t simcard.TMSI) *locationJSON {
		l := &locationJSON{Status: s.String()}
		if a.Known() {
			network, code := string(a.PLMN), int(a.Code)
			l.PLMN, l.Area = &network, &code
		}
		if !t.IsZero() {
			l.TMSI = id(t.String(), fmt.Sprintf("%08X", uint32(t)))
		}
		return l
	}
	if v := c.LOCI.Value; known(j, "location", c.LOCI) {
		j.LOCI = place(v.Area, v.Status, v.TMSI)
	}
	if v := c.PSLOCI.Value; known(j, "packet_location", c.PSLOCI) {
		j.PSLOCI = place(v.Area, v.Status, v.PTMSI)
		if v.Area.Known() {
			routing := int(v.Routing)
			j.PSLOCI.Routing = &routing
		}
	}
	if v := c.EPS.Value; known(j, "eps_location", c.EPS) {
		t := simcard.TMSI(0xFFFFFFFF)
		if v.GUTI != nil {
			t = v.GUTI.MTMSI
		}
		j.EPS = place(v.Area, v.Status, t)
	}
}
