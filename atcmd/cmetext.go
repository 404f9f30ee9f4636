package atcmd

import "strings"

// errorText is one error code; the tables are sorted by code.
type errorText struct {
	code uint16
	text string
}

// cmeTexts are the codes of +CME ERROR, 27.007 9.2, those that GPRS, EPS and 5GS share under one wording.
var cmeTexts = []errorText{
	{0, "phone failure"}, {1, "no connection to phone"}, {2, "phone-adaptor link reserved"}, {3, "operation not allowed"},
	{4, "operation not supported"}, {5, "PH-SIM PIN required"}, {6, "PH-FSIM PIN required"}, {7, "PH-FSIM PUK required"},
	{10, "SIM not inserted"}, {11, "SIM PIN required"}, {12, "SIM PUK required"}, {13, "SIM failure"}, {14, "SIM busy"},
	{15, "SIM wrong"}, {16, "incorrect password"}, {17, "SIM PIN2 required"}, {18, "SIM PUK2 required"}, {20, "memory full"},
	{21, "invalid index"}, {22, "not found"}, {23, "memory failure"}, {24, "text string too long"},
	{25, "invalid characters in text string"}, {26, "dial string too long"}, {27, "invalid characters in dial string"},
	{30, "no network service"}, {31, "network timeout"}, {32, "network not allowed - emergency calls only"},
	{40, "network personalisation PIN required"}, {41, "network personalisation PUK required"},
	{42, "network subset personalisation PIN required"}, {43, "network subset personalisation PUK required"},
	{44, "service provider personalisation PIN required"}, {45, "service provider personalisation PUK required"},
	{46, "corporate personalisation PIN required"}, {47, "corporate personalisation PUK required"}, {48, "hidden key required"},
	{49, "EAP method not supported"}, {50, "incorrect parameters"}, {51, "command implemented but currently disabled"},
	{52, "command aborted by user"}, {53, "not attached to network due to MT functionality restrictions"},
	{54, "modem not allowed, MT restricted to emergency calls only"},
	{55, "operation not allowed because of MT functionality restrictions"}, {56, "fixed dial number only allowed"},
	{57, "temporarily out of service due to other MT usage"}, {58, "language or alphabet not supported"},
	{59, "unexpected data value"}, {60, "system failure"}, {61, "data missing"}, {62, "call barred"},
	{63, "message waiting indication subscription failure"}, {100, "unknown"}, {102, "IMSI unknown in HLR or HSS"},
	{103, "illegal MS"}, {104, "IMSI unknown in VLR"}, {105, "IMEI not accepted"}, {106, "illegal ME"},
	{107, "GPRS services not allowed"}, {108, "GPRS and non-GPRS services not allowed"},
	{109, "MS identity cannot be derived from the network"}, {110, "implicitly detached"}, {111, "PLMN not allowed"},
	{112, "location area not allowed"}, {113, "roaming not allowed in this location area"},
	{114, "GPRS services not allowed in this PLMN"}, {115, "no suitable cells in this location area"},
	{116, "MSC temporarily not reachable"}, {117, "network failure during attach"}, {118, "CS domain not available"},
	{119, "ESM failure"}, {122, "congestion"}, {124, "MBMS bearer capabilities insufficient for service"},
	{125, "not authorized for this CSG"}, {126, "insufficient resources"}, {127, "missing or unknown APN"},
	{128, "unknown PDP address or PDP type"}, {129, "user authentication or authorization failed"},
	{130, "activation rejected by GGSN, Serving GW or PDN GW"}, {131, "activation rejected, unspecified"},
	{132, "service option not supported"}, {133, "requested service option not subscribed"},
	{134, "service option temporarily out of order"}, {135, "NSAPI or PTI already in use"}, {136, "regular deactivation"},
	{137, "QoS not accepted"}, {138, "call cannot be identified"}, {139, "CS service temporarily unavailable"},
	{140, "feature not supported"}, {141, "semantic error in TFT operation"}, {142, "syntactical error in TFT operation"},
	{143, "unknown PDP context"}, {144, "semantic errors in packet filter"}, {145, "syntactical error in packet filter"},
	{146, "PDP context without TFT already activated"}, {147, "multicast group membership timeout"},
	{148, "unspecified GPRS error"}, {149, "PDP authentication failure"}, {150, "invalid mobile class"},
	{151, "last PDN disconnection not allowed (old number)"}, {171, "last PDN disconnection not allowed"},
	{172, "semantically incorrect message"}, {173, "invalid mandatory information"},
	{174, "message type non-existent or not implemented"}, {175, "conditional IE error"}, {176, "unspecified protocol error"},
	{177, "operator determined barring"}, {178, "maximum number of bearers reached"},
	{179, "requested APN not supported in current RAT and PLMN combination"},
	{180, "request rejected, bearer control mode violation"}, {181, "unsupported QCI or 5QI value"},
	{182, "user data transmission via control plane is congested"}, {183, "SMS provided via GPRS in routing area"},
	{184, "invalid PTI value"}, {185, "no context or bearer activated"}, {186, "message not compatible with protocol state"},
	{187, "recovery on timer expiry"}, {188, "invalid transaction identifier value"},
	{189, "requested service option is not authorized in this PLMN"}, {190, "network failure during context activation"},
	{191, "reactivation requested"}, {192, "PDP type IPv4 only allowed"}, {193, "PDP type IPv6 only allowed"},
	{194, "single address bearers only allowed"}, {195, "collision with network initiated request"},
	{196, "PDP type IPv4v6 only allowed"}, {197, "PDP type non-IP only allowed"}, {198, "bearer handling not supported"},
	{199, "APN restriction value incompatible with active PDP context"}, {200, "multiple accesses to PDN connection not allowed"},
	{201, "ESM information not received"}, {202, "PDN connection does not exist"},
	{203, "multiple PDN connections for a given APN not allowed"}, {204, "severe network failure"},
	{205, "insufficient resources for specific slice and DNN"}, {206, "not supported SSC mode"},
	{207, "insufficient resources for specific slice"}, {208, "message type not compatible with protocol state"},
	{209, "information element non-existent or not implemented"}, {210, "N1 mode not allowed"}, {211, "restricted service area"},
	{212, "LADN not available"}, {213, "missing or unknown DNN in a slice"}, {214, "ngKSI already in use"},
	{215, "payload was not forwarded"}, {216, "non-3GPP access to 5GCN not allowed"}, {217, "serving network not authorized"},
	{218, "DNN not supported or not subscribed in the slice"}, {219, "insufficient user plane resources for PDU session"},
	{220, "out of LADN service area"}, {221, "PTI mismatch"},
	{222, "maximum data rate per UE for user-plane integrity protection is too low"}, {223, "semantic error in QoS operation"},
	{224, "syntactical error in the QoS operation"}, {225, "invalid mapped EPS bearer identity"},
	{226, "redirection to 5GCN required"}, {227, "redirection to EPC required"}, {228, "temporarily not authorized for this SNPN"},
	{229, "permanently not authorized for this SNPN"}, {230, "PDN type Ethernet only allowed"},
	{231, "not authorized for this CAG or authorized for CAG cells only"}, {232, "no network slices available"},
	{233, "wireline access area not allowed"},
}

// CMEText returns the meaning of a +CME ERROR code, "" for one that 27.007 does not know.
func CMEText(code int) string { return textOf(cmeTexts, code) }

// cmeCode returns the code whose text a module wrote out.
func cmeCode(text string) (code int, standard string, ok bool) { return codeOf(cmeTexts, text) }

func textOf(table []errorText, code int) string {
	for _, e := range table {
		if int(e.code) == code {
			return e.text
		}
	}
	return ""
}

func codeOf(table []errorText, text string) (code int, standard string, ok bool) {
	for _, e := range table {
		if strings.EqualFold(e.text, text) {
			return int(e.code), e.text, true
		}
	}
	return 0, "", false
}
