// Package overat reaches the card through a modem's AT commands: +CRSM and +CSIM (3GPP TS 27.007, 8.17 and
// 8.18), +CCHO and +CGLA for the application of an eUICC, and the vendors' own commands for the card
// number. It sends nothing by itself; the caller's Doer does. Reading changes nothing on the card. What writes
// says so in its name: ClearFPLMN, WriteFile, EnterPIN.
package overat
