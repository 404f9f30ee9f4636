package modemtest

import "time"

// Persona is what distinguishes one module from another, as data. Make a copy of one and change it to
// emulate a third. A Persona must not be changed once it is given to New. Each one lives in a file of
// its own, persona_<model>.go, with the commands of its maker in cmd_<maker>.go.
type Persona struct {
	Manufacturer string   // +CGMI
	Model        string   // +CGMM
	Revision     string   // +CGMR
	Identity     []string // ATI, one line each
	IMEI         string   // +CGSN; made up

	family  []commandSet // the maker's own commands; a later set overrides an earlier one and the standard's
	Without []string     // names of standard commands that this module does not know: "+CREG"

	ICCID []ICCIDReply // the commands that print the card number
	Card  []CardURC    // what is printed when the card goes, comes and becomes ready

	CMEE         int    // +CMEE after power-on: 0 ERROR, 1 numbers, 2 texts
	UnknownCME   int    // error code for an unknown command; 0 is plain ERROR
	UnknownFinal string // final line for an unknown command instead of both: "COMMAND NOT SUPPORT"
	NoChain      bool   // takes one command a line: a semicolon is an ERROR
	NoEcho       bool   // never echoes
	LateEcho     bool   // echoes a line as a whole, together with its answer
	MaxLine      int    // longest command line in bytes, prefix included; 0 means 2048

	MaxCREG    int // highest n of +CREG and +CGREG; 0 means 3, which tells causes
	MaxCEREG   int // highest n of +CEREG; 0 means 5, 2 is a module that never tells a cause
	LTEAcT     int // <AcT> by which it names E-UTRAN; 0 means 7, 8 is a Cat-M module of some makers
	CellDigits int // hexadecimal digits of a cell number at least; 0 is no padding

	FirstSMS    int    // index of the first message of a storage: 0 or 1
	EmptySMS    bool   // reading an empty place is OK and nothing else, instead of an error
	SMSStorage  string // storage after power-on, "ME" or "SM"
	SMSCapacity int    // messages that a storage holds; 0 means 23
	CNMI        string // +CNMI after power-on, five numbers

	Indicators []string // names of +CIND in their order; nil is battchg to smsfull of 27.007

	StartsOff bool  // boots with +CFUN: 0 and waits to be switched on
	ResetFun  []int // values of +CFUN that restart the module besides +CFUN=1,1
	Chatter   []Chatter

	Ready       []string // printed when the port opens after a boot
	ReadyFun    []string // printed when the protocol stack is up
	ReadySIM    []string // printed after +CPIN: READY
	ReadySMS    []string // printed when messages can be read
	ReadyBook   []string // printed when the phone book can be read
	PrintCPIN   bool     // prints +CPIN: … when the state of the card changes
	PoweredDown string   // printed last of all before power goes

	// OffTime is from the OK of a switch-off command to the last word, when Options.Paced is set.
	OffTime time.Duration

	Settings []Setting                    // commands that only remember a value
	Keyed    map[string]map[string]string // commands that remember a value per name: "+QCFG" -> "usbnet" -> "0"

	// Pace is how long a command takes when Options.Paced is set, by name with operator ("+COPS=?")
	// or without ("+COPS"); "" is for all others. Typical figures, not measured.
	Pace map[string]time.Duration
}

// Setting is a command without any effect but to remember its value: `+IPR: 115200`.
type Setting struct {
	Name  string // "+IPR"
	Value string // after power-on, as the read command prints it; "" prints nothing
	Test  string // what the test command prints behind the name; "" prints nothing
}

// ICCIDReply is a command that prints the card number. It also works when there is a PIN to be entered.
type ICCIDReply struct {
	Command string // "+QCCID"
	Read    bool   // only the form with a question mark is known
	Prefix  string // what stands before the number: "+QCCID: "; "" is the bare number
	Quoted  bool   // between quotation marks
	Form    ICCIDForm
}

// ICCIDForm is how the digits of a card number are printed.
type ICCIDForm int

// The forms of a card number, for EF ICCID 98 88 … 32 F8.
const (
	ICCIDDigits  ICCIDForm = 0 // the digits alone: 8988…1238
	ICCIDPadded  ICCIDForm = 1 // with the F that fills up 20 places
	ICCIDSwapped ICCIDForm = 2 // as the bytes of the file stand, each with its digits swapped
)

// CardURC is what a module prints about the card. Empty lists print nothing.
type CardURC struct {
	Setting string // command whose value switches it on: "+QSIMSTAT"; "" is always on
	On      string // characters of which the value's first is one: "1", "12"

	Removed  []string // the holder is empty
	Inserted []string // there is a card, not read yet
	Locked   []string // it wants its PIN or PUK
	Unlocked []string // it can be used
	Ready    []string // messages and phone book can be read, too
}

// Chatter is a line that a module prints again and again without being asked, while it is registered.
type Chatter struct {
	Every   time.Duration
	Setting string // command whose value 0 silences it; "" cannot be silenced
	text    func(*Modem) string
}

// commandSet makes the commands of a maker.
type commandSet func(*Persona) map[string]command

// maxLine is the bound for one command line.
func (p *Persona) maxLine() int {
	if p.MaxLine > 0 {
		return p.MaxLine
	}
	return 2048
}

func (p *Persona) smsCapacity() int {
	if p.SMSCapacity > 0 {
		return p.SMSCapacity
	}
	return 23
}

func (p *Persona) maxCREG() int {
	if p.MaxCREG > 0 {
		return p.MaxCREG
	}
	return 3
}

func (p *Persona) maxCEREG() int {
	if p.MaxCEREG > 0 {
		return p.MaxCEREG
	}
	return 5
}
