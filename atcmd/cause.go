package atcmd

import "fmt"

// rejectText are the reject causes of mobility management that GMM, EMM and
// 5GMM share by number (3GPP TS 24.008 10.5.5.14, TS 24.301 9.9.3.9,
// TS 24.501 9.11.3.2).
var rejectText = map[int]string{
	2: "IMSI unknown in HLR", 3: "illegal MS or UE", 5: "IMEI not accepted", 6: "illegal ME",
	7: "data services not allowed", 8: "neither data nor other services allowed", 9: "UE identity cannot be derived by the network",
	10: "implicitly detached", 11: "PLMN not allowed", 12: "tracking area not allowed", 13: "roaming not allowed in this tracking area",
	14: "data services not allowed in this PLMN", 15: "no suitable cells in tracking area", 16: "MSC temporarily not reachable",
	17: "network failure", 18: "CS domain not available", 19: "ESM failure", 20: "MAC failure", 21: "synch failure", 22: "congestion",
	23: "UE security capabilities mismatch", 25: "not authorized for this CSG", 27: "N1 mode not allowed",
	35: "requested service option not authorized", 40: "no bearer context activated", 42: "severe network failure",
	95: "semantically incorrect message", 96: "invalid mandatory information", 111: "protocol error, unspecified",
}

// RejectText says a 3GPP reject cause in words.
func RejectText(cause int) string {
	if t, ok := rejectText[cause]; ok {
		return t
	}
	return fmt.Sprintf("reject cause %d", cause)
}
