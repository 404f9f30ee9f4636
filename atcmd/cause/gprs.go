package cause

// mmText are the causes of MM and GMM, TS 24.008 10.5.3.6 and 10.5.5.14.
var mmText = []entry{
	{2, "IMSI unknown in HLR"}, {3, "illegal MS"}, {4, "IMSI unknown in VLR"}, {5, "IMEI not accepted"}, {6, "illegal ME"},
	{7, "GPRS services not allowed"}, {8, "GPRS services and non-GPRS services not allowed"},
	{9, "MS identity cannot be derived by the network"}, {10, "implicitly detached"}, {11, "PLMN not allowed"},
	{12, "location area not allowed"}, {13, "roaming not allowed in this location area"},
	{14, "GPRS services not allowed in this PLMN"}, {15, "no suitable cells in location area"},
	{16, "MSC temporarily not reachable"}, {17, "network failure"}, {20, "MAC failure"}, {21, "synch failure"}, {22, "congestion"},
	{23, "GSM authentication unacceptable"}, {25, "not authorized for this CSG"},
	{28, "SMS provided via GPRS in this routing area"}, {32, "service option not supported"},
	{33, "requested service option not subscribed"}, {34, "service option temporarily out of order"},
	{38, "call cannot be identified"}, {40, "no PDP context activated"},
}
