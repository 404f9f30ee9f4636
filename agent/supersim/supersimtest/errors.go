package supersimtest

import "fmt"

// apiError is an error as the API answers it.
type apiError struct {
	status, code int
	message      string
}

var (
	errLogin = &apiError{401, 20003, "authentication failed"}
	errSim   = &apiError{404, 83005, "the Sim does not exist"}
	errFleet = &apiError{404, 83006, "the Fleet does not exist"}
)

func missing(name string) *apiError {
	return &apiError{400, 20002, "parameter " + name + " is missing"}
}
func invalid(name string) *apiError {
	return &apiError{400, 20001, "parameter " + name + " is not valid"}
}
func notFound(path string) *apiError {
	return &apiError{404, 20404, "there is no resource " + path}
}

// codeFor is the code that belongs to a status when a fault names none.
func codeFor(status int) int {
	switch status {
	case 401:
		return 20003
	case 403:
		return 20006
	case 404:
		return 20404
	case 405:
		return 20004
	case 429:
		return 20429
	case 503:
		return 20503
	}
	if status >= 500 {
		return 20500
	}
	return 20001
}

type errorJSON struct {
	Code     int    `json:"code"`
	Message  string `json:"message"`
	MoreInfo string `json:"more_info"`
	Status   int    `json:"status"`
}

func (e *apiError) json() errorJSON {
	return errorJSON{e.code, e.message, fmt.Sprintf("https://www.twilio.com/docs/errors/%d", e.code), e.status}
}
