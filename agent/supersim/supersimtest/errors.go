package supersimtest

// apiError is an error as the API answers it.
type apiError struct {
	status, code int
	message      string
}

var (
	errSim   = &apiError{404, 83005, "the Sim does not exist"}
	errFleet = &apiError{404, 83006, "the Fleet does not exist"}
	// What a taken name of a Fleet or a profile gives is not documented: here the code for a Sim's.
	errProfileName = &apiError{400, 83011, "another Network Access Profile has this UniqueName"}
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
