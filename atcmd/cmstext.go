package atcmd

// cmsTexts are the codes of +CMS ERROR, 27.005 3.2.5: up to 127 those of the
// network (24.011 8.2.5.4), 128 to 255 those of the service centre (TP-FCS, 23.040
// 9.2.3.22), from 300 on those of the module.
var cmsTexts = []errorText{
	{1, "unassigned number"}, {8, "operator determined barring"}, {10, "call barred"}, {21, "short message transfer rejected"},
	{22, "memory capacity exceeded"}, {27, "destination out of service"}, {28, "unidentified subscriber"},
	{29, "facility rejected"}, {30, "unknown subscriber"}, {38, "network out of order"}, {41, "temporary failure"},
	{42, "congestion"}, {47, "resources unavailable"}, {50, "requested facility not subscribed"},
	{69, "requested facility not implemented"}, {81, "invalid reference value"}, {95, "invalid message"},
	{96, "invalid mandatory information"}, {97, "message type unknown"}, {98, "message not compatible with the protocol state"},
	{99, "information element unknown"}, {111, "protocol error, unspecified"}, {127, "interworking, unspecified"},
	{128, "telematic interworking not supported"}, {129, "short message type 0 not supported"},
	{130, "cannot replace short message"}, {143, "unspecified TP-PID error"}, {144, "alphabet not supported"},
	{145, "message class not supported"}, {159, "unspecified TP-DCS error"}, {160, "command cannot be carried out"},
	{161, "command not supported"}, {175, "unspecified TP-Command error"}, {176, "TPDU not supported"},
	{192, "service centre busy"}, {193, "no service centre subscription"}, {194, "service centre failure"},
	{195, "invalid address of the recipient"}, {196, "recipient barred"}, {197, "rejected as a duplicate"},
	{198, "TP-VPF not supported"}, {199, "TP-VP not supported"}, {208, "SIM SMS storage full"}, {209, "no SMS storage in the SIM"},
	{210, "error in the module"}, {211, "memory capacity exceeded"}, {212, "SIM application toolkit busy"},
	{213, "SIM data download error"}, {255, "unspecified error"}, {300, "ME failure"}, {301, "SMS service reserved"},
	{302, "operation not allowed"}, {303, "operation not supported"}, {304, "invalid PDU mode parameter"},
	{305, "invalid text mode parameter"}, {310, "SIM not inserted"}, {311, "SIM PIN required"}, {312, "PH-SIM PIN required"},
	{313, "SIM failure"}, {314, "SIM busy"}, {315, "SIM wrong"}, {316, "SIM PUK required"}, {317, "SIM PIN2 required"},
	{318, "SIM PUK2 required"}, {320, "memory failure"}, {321, "invalid index"}, {322, "memory full"},
	{330, "SMSC address unknown"}, {331, "no network"}, {332, "network timeout"}, {340, "no CNMA Acknowledgement expected"},
	{500, "unknown error"},
}

// CMSText returns the meaning of a +CMS ERROR code, "" for one that 27.005 does not know.
func CMSText(code int) string { return textOf(cmsTexts, code) }

// cmsCode returns the code whose text a module wrote out; of the module's own alone,
// since the network's come as numbers.
func cmsCode(text string) (code int, standard string, ok bool) {
	i := 0
	for i < len(cmsTexts) && cmsTexts[i].code < 300 {
		i++
	}
	return codeOf(cmsTexts[i:], text)
}
