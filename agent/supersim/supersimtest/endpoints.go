package supersimtest

import (
	"net/http"
	"strings"
)

// endpoint is one method on one path. A * in the pattern stands for one segment.
type endpoint struct {
	method, pattern string
	names           string // the parameters, apart by spaces; a GET of a list also takes those of paging
	list            bool
	serve           func(*Cloud, *request) (int, any, *apiError)
}

const (
	fleetParams = "UniqueName NetworkAccessProfile IpCommandsUrl IpCommandsMethod SmsCommandsUrl SmsCommandsMethod DataLimit"
	simParams   = "UniqueName Status Fleet CallbackUrl CallbackMethod AccountSid"
)

// endpoints is what the emulator has of the API. It is never written.
var endpoints = []endpoint{
	{"GET", "Sims", "Status Fleet Iccid", true, (*Cloud).listSims},
	{"POST", "Sims", "Iccid RegistrationCode", false, (*Cloud).registerSim},
	{"GET", "Sims/*", "", false, onSim(fetchSim)},
	{"POST", "Sims/*", simParams, false, (*Cloud).updateSim},
	{"GET", "Sims/*/BillingPeriods", "", true, onSim(listPeriods)},
	{"GET", "Sims/*/IpAddresses", "", true, onSim(listAddresses)},
	{"GET", "Fleets", "NetworkAccessProfile", true, (*Cloud).listFleets},
	{"POST", "Fleets", fleetParams + " DataEnabled SmsCommandsEnabled", false, (*Cloud).createFleet},
	{"GET", "Fleets/*", "", false, onFleet(fetchFleet)},
	{"POST", "Fleets/*", fleetParams, false, onFleet((*Cloud).updateFleet)},
	{"GET", "SmsCommands", "Sim Status Direction", true, (*Cloud).listSMS},
	{"POST", "SmsCommands", "Sim Payload CallbackUrl CallbackMethod", false, (*Cloud).createSMS},
	{"GET", "SmsCommands/*", "", false, (*Cloud).fetchSMS},
	{"GET", "IpCommands", "Sim SimIccid Status Direction", true, (*Cloud).listIP},
	{"POST", "IpCommands", "Sim Payload DevicePort PayloadType CallbackUrl CallbackMethod", false, (*Cloud).createIP},
	{"GET", "IpCommands/*", "", false, (*Cloud).fetchIP},
	{"GET", "UsageRecords", "Sim Fleet Network IsoCountry Group Granularity StartTime EndTime", true, (*Cloud).listUsage},
	{"GET", "Networks", "IsoCountry Mcc Mnc", true, (*Cloud).listNetworks},
	{"GET", "Networks/*", "", false, (*Cloud).fetchNetwork},
	{"GET", "NetworkAccessProfiles", "", true, (*Cloud).listProfiles},
	{"POST", "NetworkAccessProfiles", "UniqueName Networks", false, (*Cloud).createProfile},
	{"GET", "NetworkAccessProfiles/*", "", false, onProfile(fetchProfile)},
	{"POST", "NetworkAccessProfiles/*", "UniqueName", false, onProfile((*Cloud).updateProfile)},
	{"GET", "NetworkAccessProfiles/*/Networks", "", true, onProfile(listProfileNetworks)},
	{"POST", "NetworkAccessProfiles/*/Networks", "Network", false, onProfile(addProfileNetwork)},
	{"GET", "NetworkAccessProfiles/*/Networks/*", "", false, onProfile(fetchProfileNetwork)},
	{"DELETE", "NetworkAccessProfiles/*/Networks/*", "", false, onProfile(deleteProfileNetwork)},
	{"GET", "SettingsUpdates", "Sim Status", true, (*Cloud).listSettings},
	{"GET", "ESimProfiles", "Eid SimSid Status", true, (*Cloud).listESims},
	{"POST", "ESimProfiles", "CallbackUrl CallbackMethod GenerateMatchingId Eid", false, (*Cloud).createESim},
	{"GET", "ESimProfiles/*", "", false, (*Cloud).fetchESim},
}

func (e *endpoint) params() []string {
	names := strings.Fields(e.names)
	if e.list {
		names = append(names, "PageSize", "Page", "PageToken")
	}
	return names
}

func (e *endpoint) matches(seg []string) bool {
	pat := strings.Split(e.pattern, "/")
	if len(pat) != len(seg) {
		return false
	}
	for i, p := range pat {
		if p != "*" && p != seg[i] {
			return false
		}
	}
	return true
}

// find finds an endpoint. HEAD is that of GET; only its body is not sent.
func find(method string, seg []string) *endpoint {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for i := range endpoints {
		if e := &endpoints[i]; e.method == method && e.matches(seg) {
			return e
		}
	}
	return nil
}

// allowed lists the methods of a path; none when there is no such path.
func allowed(seg []string) (methods []string) {
	for i := range endpoints {
		if endpoints[i].matches(seg) {
			methods = append(methods, endpoints[i].method)
			if endpoints[i].method == http.MethodGet {
				methods = append(methods, http.MethodHead)
			}
		}
	}
	if len(methods) > 0 {
		methods = append(methods, http.MethodOptions)
	}
	return methods
}
