package modemtest

import (
	"time"

	"simagent/simcard/simcardtest"
)

// Options say what a Modem is at the start. The zero value is a powered EG25-G without a card.
type Options struct {
	Persona *Persona          // nil means EG25G
	Card    *simcardtest.Card // nil means an empty holder
	Off     bool              // starts without power; see PowerOn

	// Registration is what the network gives the card from the start, without any URC. The zero
	// value is no network.
	Registration Registration
	Signal       Signal // zero means CSQ 20, RSRP -95 dBm, RSRQ -10 dB, SINR 12 dB

	Boot          BootDelays
	RegisterDelay time.Duration // from asking the network to being registered, without OnAttachRequest
	AnswerDelay   time.Duration // from the end of a command line to its answer
	Paced         bool          // commands take the times of Persona.Pace, on top of AnswerDelay

	// Baud is the speed of the line in both directions, 10 bits a byte (8N1); 0 is as fast as the link is.
	Baud int

	// ResetEndsLink lets Serve return with ErrReset or ErrPoweredDown when the module resets or
	// powers down, as a USB port vanishes. Otherwise the link stays and is quiet, as a UART is.
	ResetEndsLink bool

	Now       func() time.Time  // the module's clock for +CCLK and messages; nil means time.Now
	OnCommand func(line string) // called with each command line as received, without CR; it must not block
	OnUnknown func(cmd string)  // called with each command that the persona lacks, "+FOO?" or "+FOO="; it must not block
}

// BootDelays are counted from power-on or reset. Zero means at once, in the order given here.
type BootDelays struct {
	Port     time.Duration // the port answers
	Fun      time.Duration // the stack is up (+CFUN: 1)
	SIM      time.Duration // the card is read (+CPIN: …); before that it is busy
	Messages time.Duration // messages can be read
	Book     time.Duration // the phone book can be read
}

// TypicalBoot is the order of magnitude of an EG25-G on a cold start. (Not measured by us.)
func TypicalBoot() BootDelays {
	return BootDelays{Port: 8 * time.Second, Fun: 9 * time.Second, SIM: 11 * time.Second,
		Messages: 16 * time.Second, Book: 19 * time.Second}
}

// Signal is what the module measures.
type Signal struct {
	CSQ     int // 0 to 31, 99 unknown (3GPP TS 27.007, 8.5)
	RSRPdBm int // -140 to -44; 0 unknown
	RSRQdB  int // -20 to -3; 0 unknown
	SINRdB  int // -20 to 30
}
