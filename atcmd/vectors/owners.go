package vectors

import "strings"

// Owners says for each kind of row which package's test checks it, or, behind
// "left out: ", why none does.
var Owners = map[string]string{
	"act_string": "atcmd", "apn_cmp": "atcmd", "captured_reply": "atcmd", "cclk": "atcmd", "cesq": "atcmd", "cfun": "atcmd",
	"cgact": "atcmd", "cgcontrdp": "atcmd", "cgdcont": "atcmd", "cgdcont_test": "atcmd", "cgev": "atcmd", "cind_test": "atcmd",
	"clcc": "atcmd", "cmgr_text_dump": "atcmd", "cmti": "atcmd", "cnmi_test_dump": "atcmd", "cnum": "atcmd", "cops_read": "atcmd",
	"cops_test": "atcmd", "cpin": "atcmd", "cpms": "atcmd", "cpms_test": "atcmd", "cpms_test_dump": "atcmd", "creg": "atcmd",
	"creg_dump": "atcmd", "cusd": "atcmd", "echo_removal": "atcmd", "final_result": "atcmd", "framing": "atcmd", "gsn": "atcmd",
	"identity": "atcmd", "operator_id": "atcmd", "reply_corpus": "atcmd",

	"cmgl": "atcmd atcmd/pdu", "cmgr": "atcmd atcmd/pdu", "cmgr_dump": "atcmd atcmd/pdu", "sms_deliver_pdu": "atcmd atcmd/pdu",

	"bcd": "simcard", "csim": "simcard/overat", "ef_ad": "simcard", "ef_ecc": "simcard", "ef_spn": "simcard", "iccid": "simcard",

	"vendor_cinterion": "atcmd/module", "vendor_huawei": "atcmd/module", "vendor_quectel": "atcmd/module", "vendor_sierra": "atcmd/module",
	"vendor_simtech": "atcmd/module", "vendor_telit": "atcmd/module", "vendor_ublox": "atcmd/module", "vendor_xmm": "atcmd/module",
}

// leftOut says by the beginning of their names which rows of a kind with an
// owner are not checked, and why.
var leftOut = map[string]string{
	"mm.xmm.xlcslsr":              "no location here",
	"mm.simtech.test_clcc_urc":    "no calls here",
	"mm.simtech.test_cring_urc":   "no calls here",
	"mm.simtech.test_rxdtmf_urc":  "no calls here",
	"mm.simtech.test_voice_call":  "no calls here",
	"mm.simtech.test_missed_call": "no calls here",
	"mm.cinterion.test_slcc_urc":  "no calls here",
}

// LeftOut returns why no test checks a row, "" when one should.
func LeftOut(v Vector) string {
	for name, why := range leftOut {
		if strings.HasPrefix(v.ID, name) {
			return why
		}
	}
	why, out := strings.CutPrefix(Owners[v.Kind], "left out: ")
	if !out {
		return ""
	}
	return why
}
