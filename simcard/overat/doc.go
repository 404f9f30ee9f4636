// Package overat reaches the card through a modem's AT commands: +CRSM and +CSIM, and the vendors'
// own commands for the card number. It sends nothing by itself; the caller's Doer does.
package overat
