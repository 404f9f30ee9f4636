package report

// Schema is the version that Encode writes. Within one version fields are only
// added; a key keeps its meaning for ever.
const Schema = 1

// CardState is what the card answers, as seen from the device. Wire values are fixed.
type CardState uint8

// The states of the card.
const (
	CardUnknown CardState = 0 // not asked yet, or no answer
	CardReady   CardState = 1
	CardAbsent  CardState = 2
	CardPIN     CardState = 3 // wants a PIN
	CardPUK     CardState = 4 // wants a PUK: a person is needed
	CardBusy    CardState = 5 // still initialising
	CardFailed  CardState = 6 // answers with errors
)

// Flags are facts that need one bit. Wire values are fixed.
type Flags uint16

// The flags.
const (
	FlagPastUnknown Flags = 1 << 0 // the account began without proof of a new Sim
	FlagLedgerLost  Flags = 1 << 1 // the account could not be read at start
	FlagActive      Flags = 1 << 2 // the Sim is known to be past ready
	FlagAlarm       Flags = 1 << 3 // sent because of an alarm, not by schedule
	FlagClockUnset  Flags = 1 << 4 // the device has no idea of the time of day
	FlagUnclean     Flags = 1 << 5 // the last stop was a power cut or a crash
	FlagGuarding    Flags = 1 << 6 // other programs' traffic is being held back
	FlagResetSpent  Flags = 1 << 7 // the budget of modem resets is used up
)

// Payload is one report. It names nobody: the platform adds the Sim's ids to what it
// receives. A nil pointer means unknown and is left out on the wire, never sent as 0.
type Payload struct {
	Version      uint8     `cbor:"0,keyasint"`            // schema; Encode writes Schema for 0
	Sequence     uint32    `cbor:"1,keyasint"`            // reports of this device, counted from 1; survives restarts
	Boots        uint32    `cbor:"2,keyasint"`            // starts of the device that the ledger saw
	Card         CardState `cbor:"3,keyasint"`            //
	Registration *uint8    `cbor:"4,keyasint,omitempty"`  // <stat> of +CEREG/+CGREG, 0..10 (3GPP TS 27.007, 10.1.22)
	Attached     *bool     `cbor:"5,keyasint,omitempty"`  // +CGATT
	RAT          *uint8    `cbor:"6,keyasint,omitempty"`  // <AcT>, 0..13 (3GPP TS 27.007, 7.3)
	RSSI         *int16    `cbor:"7,keyasint,omitempty"`  // dBm, -150..0
	RSRP         *int16    `cbor:"8,keyasint,omitempty"`  // dBm, -156..-31 (3GPP TS 36.133, 38.133)
	Cause        *uint16   `cbor:"9,keyasint,omitempty"`  // last reject cause of the network (3GPP TS 24.008, 24.301)
	DataLow      uint64    `cbor:"10,keyasint"`           // bytes, both directions, this period: at least
	DataHigh     *uint64   `cbor:"11,keyasint,omitempty"` // bytes: at most; unknown when the Sim has an unseen past
	SMSSent      uint32    `cbor:"12,keyasint"`           // SMS Commands sent by the device, this period
	SMSReceived  uint32    `cbor:"13,keyasint"`           // SMS Commands received
	Verdict      uint16    `cbor:"14,keyasint"`           // code of the sentence on top of `simagent status`; 0 is none
	Flags        Flags     `cbor:"15,keyasint"`           //
	Uptime       uint32    `cbor:"16,keyasint"`           // minutes since the device started
	AlarmsFrom   uint32    `cbor:"17,keyasint,omitempty"` // number of the first of Alarms; alarms of this device are counted from 1
	Alarms       []Alarm   `cbor:"18,keyasint,omitempty"` // oldest first, numbered without gaps, at most MaxAlarms; on the wire a byte string
	AlarmsLost   uint32    `cbor:"19,keyasint,omitempty"` // alarms that were dropped before they could leave
}
