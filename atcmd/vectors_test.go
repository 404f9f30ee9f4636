package atcmd

import (
	"testing"

	"simagent/atcmd/vectors"
)

// Real module output that nobody on this project wrote.
func TestVectors(t *testing.T) {
	vectors.Run(t, map[string]func(*testing.T, vectors.Vector){
		"final_result": checkFinal, "echo_removal": checkEcho, "framing": checkFraming,
		"captured_reply": checkReply, "reply_corpus": checkReply,

		"creg": checkCREG, "creg_dump": checkCREGDump, "cesq": checkCESQ, "cops_read": checkCOPS, "cops_test": checkScan,
		"act_string": checkTechnology, "operator_id": checkPLMN,

		"apn_cmp": checkSameAPN, "cgact": checkCGACT, "cgcontrdp": checkCGCONTRDP, "cgdcont": checkCGDCONT,
		"cgdcont_test": checkCGDCONTTest, "cgev": checkCGEV,

		"cpin": checkCPIN, "cfun": checkCFUN, "cclk": checkCCLK, "cind_test": checkCIND, "gsn": checkGSN,
		"identity": checkIdentity, "clcc": checkCLCC, "cnum": checkCNUM, "cusd": checkCUSD,

		"cmgl": checkMessages, "cmgr": checkMessages, "cmgr_dump": checkMessages, "sms_deliver_pdu": checkDeliver,
		"cmgr_text_dump": checkTextMessage, "cmti": checkCMTI, "cpms": checkCPMS, "cpms_test": checkCPMSTest,
		"cpms_test_dump": checkCPMSTest, "cnmi_test_dump": checkCNMI,
	}, neverCrash)
}

// neverCrash gives every line of a row to every parser.
func neverCrash(v vectors.Vector) {
	for _, l := range v.Lines {
		parseAll(l)
	}
	_ = ParseMessages(v.Lines)
	_ = ParseAPN(v.Lines)
	_ = ParseScan(v.Lines)
	_, _ = ParseGSN(v.Lines)
}

// parseAll gives a line to every parser of a line.
func parseAll(l string) {
	_, _ = ParseRegistration(l)
	_, _ = ParseCPIN(l)
	_, _ = ParseCSQ(l)
	_, _ = ParseCESQ(l)
	_, _ = ParseCOPS(l)
	_, _ = ParseQGDCNT(l)
	_, _, _ = ParseCMTI(l)
	_, _ = ParseDeliver(l)
	_, _ = ParseCCLK(l)
	_, _ = ParseZone(l)
	_, _ = ParseCGDCONT(l)
	_, _ = ParseCGDCONTTest(l)
	_, _, _ = ParseCGACT(l)
	_, _ = ParseCGCONTRDP(l)
	_, _ = ParseCGEV(l)
	_, _ = ParseCINDTest(l)
	_, _ = ParseCLCC(l)
	_, _, _ = ParseCNUM(l)
	_, _ = ParseCPMS(l)
	_, _ = ParseCPMSTest(l)
	_, _ = ParseCNMITest(l)
	_, _, _, _ = ParseCUSD(l)
	_, _ = ParseTextHeader(l)
	_, _, _ = ParsePLMN(l)
	_ = ParseTechnology(l)
}

// line returns the first line of a row that bears a name; a dump has the
// command in front.
func line(v vectors.Vector, name string) string {
	for _, l := range v.Lines {
		if n, _, ok := nameAndRest(l); ok && n == name {
			return l
		}
	}
	return ""
}
