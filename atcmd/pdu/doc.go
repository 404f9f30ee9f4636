// Package pdu reads and writes short messages as they travel: SMS-DELIVER,
// SMS-SUBMIT and SMS-STATUS-REPORT (3GPP TS 23.040 9.2.2) with their alphabets
// (3GPP TS 23.038), in the hexadecimal form of 27.005 3.1. It keeps no state;
// every function may be called from any goroutine.
package pdu
