package cause

// Class says what a cause means for what to do next.
type Class uint8

// The classes.
const (
	Other          Class = 0 // none of the others, or no such cause
	Permanent      Class = 1 // this SIM or device is refused for good: a person has to act
	Place          Class = 2 // refused here: another cell, area or network may take it
	Congestion     Class = 3 // the network is busy or failing: later
	APN            Class = 4 // the data session as asked for: APN, its type, its subscription
	Authentication Class = 5 // SIM and network do not prove themselves to each other
	Again          Class = 6 // the network lost the registration or ended it: register anew
	Protocol       Class = 7 // a fault of the signalling itself
)

// String returns one word for the class, as JSON shows it.
func (c Class) String() string {
	switch c {
	case Permanent:
		return "permanent"
	case Place:
		return "place"
	case Congestion:
		return "congestion"
	case APN:
		return "apn"
	case Authentication:
		return "authentication"
	case Again:
		return "register_again"
	case Protocol:
		return "protocol"
	}
	return "other"
}

// ClassOf returns the class of a cause.
func ClassOf(d Domain, code int) Class {
	switch {
	case Text(d, code) == "":
		return Other
	case code >= 95 && code <= 111:
		return Protocol
	case d == ESM || d == GSM5:
		return sessionClass(code)
	}
	return mobilityClass(d, code)
}

func mobilityClass(d Domain, code int) Class {
	switch code {
	case 2, 3, 5, 6, 7, 8, 75: // 75: 5GMM only
		return Permanent
	case 11, 12, 13, 14, 15, 25, 27, 28, 35, 62, 72, 73, 74, 76, 77:
		return Place
	case 16, 17, 22, 34, 39, 42, 67, 69, 92:
		return Congestion
	case 20, 21, 23, 24, 26, 71:
		return Authentication
	case 4, 9, 10, 40:
		return Again
	case 19, 90, 91:
		return APN
	case 31:
		if d == EMM || d == GMM5 {
			return Place
		}
	}
	return Other
}

func sessionClass(code int) Class {
	switch code {
	case 26, 34, 38, 65, 67, 69:
		return Congestion
	case 36, 39:
		return Again
	case 8, 27, 28, 29, 30, 31, 32, 33, 37, 50, 51, 52, 53, 55, 57, 58, 59, 61, 66, 68, 70, 112, 113:
		return APN
	case 46:
		return Place
	case 35, 41, 42, 43, 44, 45, 47, 54, 56, 81, 83, 84, 85:
		return Protocol
	}
	return Other
}

// Advice returns what a cause means for the user in one clause, without a
// full stop; "" when there is nothing to add to its name.
func Advice(d Domain, code int) string {
	if d != ESM && d != GSM5 {
		switch code {
		case 2:
			if d == MM || d == EMM {
				return "the home operator does not know this SIM: is it activated?"
			}
		case 5, 6:
			return "this network refuses the device itself, not the SIM"
		case 7:
			return "this SIM may not use data on this network or technology"
		case 8:
			return "this SIM may use no service on this network"
		case 11:
			return "this network does not take this SIM here; another network may"
		case 12, 13, 15:
			return "not in this area; another cell or network may take it"
		case 14:
			return "no data on this network for this SIM; another network may carry it"
		case 19:
			return "the data session was refused: look at the APN"
		}
	} else {
		switch code {
		case 8:
			return "the operator bars this SIM from data: is it active, and may it roam here?"
		case 27:
			return "the APN is wrong or missing: a Super SIM needs \"super\""
		case 29:
			return "user name, password or authentication type of the APN is wrong"
		case 32, 33:
			return "the subscription does not hold what was asked for: look at APN and PDP type"
		case 28, 50, 51, 52, 57, 58, 61:
			return "ask for another PDP type"
		}
	}
	return ClassOf(d, code).advice()
}

func (c Class) advice() string {
	switch c {
	case Permanent:
		return "the network refuses this SIM or device for good; trying again does not help"
	case Place:
		return "not here; another cell or network may take it"
	case Congestion:
		return "the network is busy or failing; try again later"
	case APN:
		return "look at the APN, the PDP type and the subscription"
	case Authentication:
		return "SIM and network could not authenticate each other; try again, then suspect the SIM"
	case Again:
		return "the module registers or connects anew by itself"
	case Protocol:
		return "a fault in the signalling; a restart of the module may help"
	}
	return ""
}
