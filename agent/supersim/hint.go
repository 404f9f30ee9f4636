package supersim

import "errors"

// Hint says in one sentence what a person can do about an error of this package, or "" when there is nothing to say.
func Hint(err error) string {
	if e, ok := errors.AsType[*APIError](err); ok {
		return e.Hint()
	}
	if e, ok := errors.AsType[*NetError](err); ok {
		return e.Hint()
	}
	switch {
	case errors.Is(err, ErrCredentials):
		return "Repair the credential, its file or the token command, or leave it out to run without the cloud."
	case errors.Is(err, ErrNotFound):
		return "Check that the credential belongs to the account that owns this SIM, and that the SIM is registered."
	}
	return ""
}

// codeHints are by the vendor's code (twilio.com/docs/api/errors).
var codeHints = map[int]string{
	20001: "This version of the agent and the cloud disagree about a parameter: update the agent.",
	20002: "This version of the agent and the cloud disagree about a parameter: update the agent.",
	20003: hintCredential,
	20004: hintBaseURL,
	20006: hintForbidden,
	20404: hintNotFound,
	20409: "Check the account SID in the credential.",
	20429: hintLater,
	20500: hintTheirs,
	20503: hintTheirs,
	83000: hintTheirs,
	83001: "Give both the ICCID and the registration code.",
	83002: "Check the ICCID and the registration code; a SIM bought through the console needs no registration.",
	83003: "Nothing to do: the SIM is already on this account.",
	83004: hintTheirs,
	83005: "Check that the SIM is on the account that the credential belongs to.",
	83006: "Check the Fleet's name or SID.",
	83007: "Assign the Sim to a Fleet first, or in the same update.",
	83008: "An activated Sim needs a Fleet: choose another one instead of none.",
	83009: "Wait until the update that is running has finished.",
	83010: "The Sim cannot go from its present status to that one: read its status again.",
	83011: "Choose another unique name: this one is taken.",
	83400: hintTheirs,
	83401: "Attach the SIM to a network first.",
	83402: "Check the server behind the Fleet's callback URL.",
	83600: "This version of the agent and the cloud disagree about a parameter: update the agent.",
	83601: "Start and end must be at midnight UTC.",
	83602: "Start and end must be at a full hour UTC.",
	83603: "Ask for 31 days or less.",
	83604: "Ask for a shorter period, or for a coarser granularity.",
	83605: "Ask for the last 18 months only.",
	83500: "No eSIM profile is left on this account: order some from the vendor.",
	83700: hintTheirs,
	83701: hintTheirs,
	83702: "The Network Access Profile of the Sim's Fleet does not allow that network: add it there, or use another one.",
	83703: "The SIM attaches too often: let the modem rest.",
	83704: "Activate the Sim: it is still new.",
	83705: "Reactivate the Sim: it is inactive.",
	40400: hintBaseURL, // from here on KORE's gateway, whose codes are 40,000 and the HTTP status
	40401: hintCredential,
	40403: hintForbidden,
	40404: hintNotFound,
	40405: hintBaseURL,
	40500: hintTheirs,
	40502: hintTheirs,
	40503: hintTheirs,
	40504: hintTheirs,
}

const (
	hintCredential = "Check the credential: the user (account or key SID) and the secret must belong together and be in force."
	hintForbidden  = "The credential is valid but has no right to this, or its token has expired: check its rights."
	hintNotFound   = "Check the base URL, and that the credential belongs to the account that owns this SIM."
	hintLater      = "Too many requests on this account: wait; the agent tries again by itself."
	hintTheirs     = "The fault is at the cloud: wait; the agent tries again by itself."
	hintBaseURL    = "Check the base URL: it must be the address of the Super SIM API, with its version."
	hintBetween    = "Something else answers in place of the cloud, such as a captive portal or a proxy: check the network and the base URL."
	hintOtherCode  = "Look the code up at the vendor's list of errors."
)

// Hint says in one sentence what a person can do. It is never empty.
func (e *APIError) Hint() string {
	if h, ok := codeHints[e.Code]; ok {
		return h
	}
	switch s := e.HTTPStatus; {
	case s == 401:
		return hintCredential
	case s == 403:
		return hintForbidden
	case s == 404:
		return hintNotFound
	case s == 405:
		return hintBaseURL
	case s == 429:
		return hintLater
	case s >= 500:
		return hintTheirs
	case s < 400 || s == 407 || s == 511:
		return hintBetween
	case e.Code != 0:
		return hintOtherCode
	}
	return "This version of the agent and the cloud disagree about the request: check the base URL, then update the agent."
}
