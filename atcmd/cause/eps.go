package cause

// emmText are the causes of EMM, TS 24.301 9.9.3.9.
var emmText = []entry{
	{2, "IMSI unknown in HSS"}, {3, "illegal UE"}, {5, "IMEI not accepted"}, {6, "illegal ME"}, {7, "EPS services not allowed"},
	{8, "EPS services and non-EPS services not allowed"}, {9, "UE identity cannot be derived by the network"},
	{10, "implicitly detached"}, {11, "PLMN not allowed"}, {12, "tracking area not allowed"},
	{13, "roaming not allowed in this tracking area"}, {14, "EPS services not allowed in this PLMN"},
	{15, "no suitable cells in tracking area"}, {16, "MSC temporarily not reachable"}, {17, "network failure"},
	{18, "CS domain not available"}, {19, "ESM failure"}, {20, "MAC failure"}, {21, "synch failure"}, {22, "congestion"},
	{23, "UE security capabilities mismatch"}, {24, "security mode rejected, unspecified"}, {25, "not authorized for this CSG"},
	{26, "non-EPS authentication unacceptable"}, {31, "redirection to 5GCN required"},
	{35, "requested service option not authorized in this PLMN"}, {39, "CS service temporarily not available"},
	{40, "no EPS bearer context activated"}, {42, "severe network failure"},
}

// esmText are the causes of ESM, TS 24.301 9.9.4.4.
var esmText = []entry{
	{8, "operator determined barring"}, {26, "insufficient resources"}, {27, "missing or unknown APN"}, {28, "unknown PDN type"},
	{29, "user authentication failed"}, {30, "request rejected by Serving GW or PDN GW"}, {31, "request rejected, unspecified"},
	{32, "service option not supported"}, {33, "requested service option not subscribed"},
	{34, "service option temporarily out of order"}, {35, "PTI already in use"}, {36, "regular deactivation"},
	{37, "EPS QoS not accepted"}, {38, "network failure"}, {39, "reactivation requested"},
	{41, "semantic error in the TFT operation"}, {42, "syntactical error in the TFT operation"},
	{43, "invalid EPS bearer identity"}, {44, "semantic errors in packet filter(s)"},
	{45, "syntactical errors in packet filter(s)"}, {47, "PTI mismatch"}, {49, "last PDN disconnection not allowed"},
	{50, "PDN type IPv4 only allowed"}, {51, "PDN type IPv6 only allowed"}, {52, "single address bearers only allowed"},
	{53, "ESM information not received"}, {54, "PDN connection does not exist"},
	{55, "multiple PDN connections for a given APN not allowed"}, {56, "collision with network initiated request"},
	{57, "PDN type IPv4v6 only allowed"}, {58, "PDN type non IP only allowed"}, {59, "unsupported QCI value"},
	{60, "bearer handling not supported"}, {61, "PDN type Ethernet only allowed"}, {65, "maximum number of EPS bearers reached"},
	{66, "requested APN not supported in current RAT and PLMN combination"}, {81, "invalid PTI value"},
	{112, "APN restriction value incompatible with active EPS bearer context"},
	{113, "multiple accesses to a PDN connection not allowed"},
}
