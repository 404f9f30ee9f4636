package modemtest

import "time"

// Persona is what distinguishes one module from another, as data. Make a copy of one and change it to
// emulate a third. A Persona must not be changed once it is given to New.
type Persona struct {
	Manufacturer string   // +CGMI
	Model        string   // +CGMM
	Revision     string   // +CGMR
	Identity     []string // ATI, one line each
	IMEI         string   // +CGSN; made up

	Quectel      bool   // knows the AT+Q… commands and their URCs
	ICCIDCommand string // name of the command that prints the card number, "+QCCID"; "" when there is none
	CMEE         int    // +CMEE after power-on: 0 ERROR, 1 numbers, 2 texts
	UnknownCME   int    // error code for an unknown command; 0 is plain ERROR
	MaxLine      int    // longest command line in bytes, prefix included; 0 means 2048
	MaxCREG      int    // highest n of +CREG; 0 means 3
	FirstSMS     int    // index of the first message of a storage: 0 or 1
	SMSStorage   string // storage after power-on, "ME" or "SM"
	SMSCapacity  int    // messages that a storage holds; 0 means 23
	CNMI         string // +CNMI after power-on, five numbers

	Ready       []string // printed when the port opens after a boot
	ReadyFun    []string // printed when the protocol stack is up
	ReadySIM    []string // printed after +CPIN: READY
	ReadySMS    []string // printed when messages can be read
	ReadyBook   []string // printed when the phone book can be read
	PrintCPIN   bool     // prints +CPIN: … when the state of the card changes
	PoweredDown string   // printed last of all before power goes

	Settings []Setting                    // commands that only remember a value
	Keyed    map[string]map[string]string // commands that remember a value per name: "+QCFG" -> "usbnet" -> "0"

	// Pace is how long a command takes when Options.Paced is set, by name with operator ("+COPS=?")
	// or without ("+COPS"); "" is for all others.
	Pace map[string]time.Duration
}

// Setting is a command without any effect but to remember its value: `+IPR: 115200`.
type Setting struct {
	Name  string // "+IPR"
	Value string // after power-on, as the read command prints it; "" prints nothing
	Test  string // what the test command prints behind the name; "" prints nothing
}

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
