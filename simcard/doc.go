// Package simcard describes the card: its number (ICCID), the elementary files that matter to an
// agent, and the status words with which a card answers. It knows no AT commands and performs no
// input or output; package overat reaches a card through a modem.
//
// A card number is personal data. Values of type ICCID print themselves redacted; only Digits and
// Raw give the number in full.
package simcard
