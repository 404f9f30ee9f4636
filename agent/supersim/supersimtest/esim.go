package supersimtest

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// smdpAddress is the made-up server that profiles are loaded from.
const smdpAddress = "sm-dp-plus.cloud.test"

// The status values of an eSIM profile.
const (
	esNew        = "new"
	esReserving  = "reserving"
	esAvailable  = "available"
	esDownloaded = "downloaded"
	esInstalled  = "installed"
	esFailed     = "failed"
)

// esimProfile is one eSIM Profile. Its Sim is made when it becomes available.
type esimProfile struct {
	sid, account     string
	sim              *sim // nil is null
	status           string
	eid, matchingID  string // "" is null
	generate         bool
	errCode, errText string
	next             time.Time // of the next step, zero when there is none
	created, updated time.Time
	callback         [2]string // URL and method
	plannedFor       time.Time // on the agenda
}

// DownloadESim says that a device has loaded an available eSIM profile. Of any other profile it is a stray.
func (c *Cloud) DownloadESim(sid string) { c.stepESim(sid, esDownloaded, esAvailable) }

// InstallESim says that a device has installed an eSIM profile that it had loaded.
func (c *Cloud) InstallESim(sid string) { c.stepESim(sid, esInstalled, esDownloaded) }

// FailESim says that the download or the installation failed, with the code and text that error_code and
// error_message then show.
func (c *Cloud) FailESim(sid, code, text string) {
	if p := c.stepESim(sid, esFailed, esAvailable, esDownloaded); p != nil {
		c.do(func(time.Time) { p.errCode, p.errText = code, text })
	}
}

// stepESim leads a profile from one of the statuses to another, or counts a stray and gives nil.
func (c *Cloud) stepESim(sid, to string, from ...string) (p *esimProfile) {
	c.do(func(now time.Time) {
		for _, one := range c.esims {
			for _, status := range from {
				if one.sid == sid && one.status == status {
					p = one
				}
			}
		}
		if p == nil {
			c.strays++
			return
		}
		p.status, p.updated = to, now
	})
	return p
}

func (c *Cloud) createESim(q *request) (int, any, *apiError) {
	generate := false
	if v := q.get("GenerateMatchingId"); v != "" {
		var err error
		if generate, err = strconv.ParseBool(v); err != nil {
			return 0, nil, invalid("GenerateMatchingId")
		}
	}
	if q.get("Eid") == "" && !generate {
		return 0, nil, missing("Eid")
	}
	if e := q.checkCallback(); e != nil {
		return 0, nil, e
	}
	if c.opt.ESims < 0 || c.opt.ESims > 0 && len(c.esims) >= c.opt.ESims {
		return 0, nil, &apiError{400, 83500, "there are no eSIM profiles left"}
	}
	p := &esimProfile{sid: c.sid("HP"), account: q.account, status: esNew, eid: q.get("Eid"), generate: generate,
		next: q.now.Add(max(c.opt.ScheduledFor, 0) / 2), created: q.now, updated: q.now, callback: q.callback()}
	c.esims = append(c.esims, p)
	c.plan(p)
	return 201, q.esim(p), nil
}

func (p *esimProfile) due() time.Time      { return p.next }
func (p *esimProfile) planned() *time.Time { return &p.plannedFor }

// happen goes from new to reserving and on to available, half of ScheduledFor each.
func (p *esimProfile) happen(c *Cloud, t time.Time) {
	p.updated = t
	if p.status == esNew {
		p.status, p.next = esReserving, t.Add(max(c.opt.ScheduledFor, 0)/2)
		return
	}
	p.status, p.next = esAvailable, time.Time{}
	p.sim = c.addSim(c.freeICCID(), p.account, t)
	defer c.callESim(p, t) // with the matching ID
	if p.generate {
		sum := sha256.Sum256([]byte(p.sid))
		id := base32.StdEncoding.EncodeToString(sum[:])
		p.matchingID = strings.Join([]string{id[:5], id[5:10], id[10:15], id[15:20], id[20:25]}, "-")
	}
}

// freeICCID makes an ICCID of 20 digits that no SIM has: the vendor's prefix, zeros, a 9 and a number of seven digits or,
// once those are used up, more. mu is held.
func (c *Cloud) freeICCID() string {
	for {
		c.serial++
		id := fmt.Sprintf("8988307%013d", (90_000_000+c.serial)%10_000_000_000_000)
		if c.byICCID[id] == nil && c.claims[id] == nil {
			return id
		}
	}
}

type esimJSON struct {
	SID            string  `json:"sid"`
	AccountSID     string  `json:"account_sid"`
	ICCID          *string `json:"iccid"`
	SimSID         *string `json:"sim_sid"`
	Status         string  `json:"status"`
	EID            *string `json:"eid"`
	SMDPAddress    *string `json:"smdp_plus_address"`
	MatchingID     *string `json:"matching_id"`
	ActivationCode *string `json:"activation_code"`
	ErrorCode      *string `json:"error_code"`
	ErrorMessage   *string `json:"error_message"`
	DateCreated    string  `json:"date_created"`
	DateUpdated    string  `json:"date_updated"`
	URL            string  `json:"url"`
}

func (q *request) esim(p *esimProfile) esimJSON {
	j := esimJSON{SID: p.sid, AccountSID: p.account, Status: p.status, EID: null(p.eid), MatchingID: null(p.matchingID), ErrorCode: null(p.errCode),
		ErrorMessage: null(p.errText), DateCreated: iso(p.created), DateUpdated: iso(p.updated), URL: q.url("ESimProfiles", p.sid)}
	if p.sim != nil {
		j.ICCID, j.SimSID, j.SMDPAddress = null(p.sim.iccid), null(p.sim.sid), null(smdpAddress)
	}
	if p.matchingID != "" { // SGP.22, 4.1: 1, the server and the matching ID, apart by $
		j.ActivationCode = null("1$" + strings.ToUpper(smdpAddress) + "$" + p.matchingID)
	}
	return j
}

func (c *Cloud) listESims(q *request) (int, any, *apiError) {
	if e := q.oneOf("Status", esNew, esReserving, esAvailable, esDownloaded, esInstalled, esFailed); e != nil {
		return 0, nil, e
	}
	eid, sid, status := q.get("Eid"), q.get("SimSid"), q.get("Status")
	return q.page("esim_profiles", collect(c.esims, func(p *esimProfile) bool { return p.account == q.account }, func(p *esimProfile) bool {
		return (eid == "" || p.eid == eid) && (status == "" || p.status == status) &&
			(sid == "" || p.sim != nil && p.sim.sid == sid)
	}, func(p *esimProfile) string { return p.sid }, func(p *esimProfile) any { return q.esim(p) }))
}

func (c *Cloud) fetchESim(q *request) (int, any, *apiError) {
	for _, p := range c.esims {
		if p.sid == q.seg[1] && p.account == q.account {
			return 200, q.esim(p), nil
		}
	}
	return 0, nil, notFound("/ESimProfiles/" + q.seg[1])
}
