package labhttp

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"simagent/agent/supersim/supersimtest"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

const (
	// More are counted, not shown.
	rowsOfSims   = 60
	rowsOfFleets = 14
	rowsOfFaults = 14
	rowsOfLogs   = 14
)

// page shows everything at a glance. ?refresh=N loads it again every N seconds.
func (l *Lab) page(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, l.pageData(r)); err != nil {
		http.Error(w, "cannot show the page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // an error means that the client has gone
}

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"style":  func() template.CSS { return template.CSS(pageStyle) },
	"time":   func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") },
	"moment": func(t time.Time) string { return t.UTC().Format("01-02 15:04:05") },
	"day":    func(t time.Time) string { return t.UTC().Format("2006-01-02") },
	"short":  short,
	"amount": amount,
}).Parse(pageText))

type pageData struct {
	Vendor, Base string
	Refresh      int
	Now          time.Time
	Due          string // when something falls due
	Shared       bool

	Tiles [][]count

	Sims     []simRow
	MoreSims int
	Stuck    bool // an update is, of whatever SIM

	Fleets     []fleetRow
	MoreFleets int
	Faults     []faultView
	MoreFaults int

	Kinds    []supersimtest.FaultKind
	Log      []requestView
	Back     []backRow
	Messages []messageView
	Alerts   []supersimtest.Alert
	Gateway  *gatewayView
}

type count struct {
	Name, Class string
	N           int
}

// bar is a part of a whole.
type bar struct {
	Name, Text, Class string
	Percent           int // 0 to 100
}

type simRow struct {
	simView
	Fleet string
	Bars  []bar
}

type fleetRow struct {
	fleetView
	Name string
}

type backRow struct {
	supersimtest.CallbackView
	Where, Result, Class string
}

func (l *Lab) pageData(r *http.Request) pageData {
	c := l.Cloud()
	d := pageData{Vendor: string(c.Vendor()), Base: scheme(r) + "://" + r.Host, Now: l.opt.Clock.Now(), Shared: l.opt.Shared, Kinds: supersimtest.FaultKinds()}
	d.Refresh, _ = strconv.Atoi(r.URL.Query().Get("refresh")) // rubbish is none
	if d.Refresh < 1 || d.Refresh > 3600 {
		d.Refresh = 0
	}
	if t, ok := c.NextDue(); ok {
		d.Due = "next event in " + rough(t.Sub(d.Now))
	} else {
		d.Due = "nothing is due"
	}
	last, all, by := l.log.view()
	d.Log = newest(last, rowsOfLogs)
	statuses, calls := d.fill(c)
	d.Tiles = [][]count{statuses, {{"requests", "", all}, {"2xx", "good", by[2]}, {"4xx", "warn", by[4]}, {"5xx", "bad", by[5]}, {"cut", "bad", by[0]}},
		append(calls, count{"alerts", "warn", len(d.Alerts)}, count{"strays", "warn", c.Strays()})}
	d.Alerts = newest(d.Alerts, rowsOfLogs)
	if l.gateway != nil {
		v := l.gateway.view()
		d.Gateway = &v
	}
	return d
}

// fill reads the cloud, and counts SIMs and callbacks.
func (d *pageData) fill(c *supersimtest.Cloud) (statuses, back []count) {
	fleets := map[string]supersimtest.FleetView{}
	for _, f := range c.Fleets() {
		fleets[f.SID] = f
		if len(d.Fleets) == rowsOfFleets {
			d.MoreFleets++
			continue
		}
		row := fleetRow{fleetView{f.SID, f.UniqueName, f.AccountSID, f.DataEnabled, f.SMSEnabled, f.DataLimit, f.SMSURL, f.IPURL, f.Sims}, f.UniqueName}
		if row.Name == "" {
			row.Name = short(f.SID)
		}
		d.Fleets = append(d.Fleets, row)
	}
	tally := map[string]int{}
	for _, s := range c.Sims() {
		tally[s.Status]++
		d.Stuck = d.Stuck || s.Stuck
		if len(d.Sims) == rowsOfSims {
			d.MoreSims++
			continue
		}
		f := fleets[s.FleetSID]
		row := simRow{viewSim(c, s), f.UniqueName, simBars(c, s, f, d.Now)}
		if row.Fleet == "" {
			row.Fleet = short(s.FleetSID)
		}
		d.Sims = append(d.Sims, row)
	}
	for _, status := range []string{"new", "ready", "active", "inactive", "scheduled"} {
		statuses = append(statuses, count{status, status, tally[status]})
	}
	d.Faults = list(c.Faults(), viewFault)
	d.MoreFaults = max(len(d.Faults)-rowsOfFaults, 0)
	d.Faults = d.Faults[:len(d.Faults)-d.MoreFaults]
	d.Alerts = c.Alerts()
	d.Messages = newest(list(c.Messages(), func(m supersimtest.MessageView) messageView { return messageView(m) }), rowsOfLogs)
	outcome := map[string]int{}
	calls := c.Callbacks()
	for _, v := range calls {
		outcome[v.Outcome]++
	}
	all := 0
	if len(calls) > 0 {
		all = calls[len(calls)-1].Number
	}
	back = []count{{"calls", "", all}, {"2xx", "good", outcome[supersimtest.CallbackDelivered]}, {"failed", "bad", outcome[supersimtest.CallbackFailed]},
		{"waiting", "warn", outcome[supersimtest.CallbackQueued] + outcome[supersimtest.CallbackSending]}}
	d.Back = list(newest(calls, rowsOfLogs), viewBack)
	return statuses, back
}

// simBars are how far a SIM is: from active while it is ready, in its billing period, and to its Fleet's limit.
func simBars(c *supersimtest.Cloud, s supersimtest.SimView, f supersimtest.FleetView, now time.Time) []bar {
	var bars []bar
	if s.PeriodType == "" {
		return nil
	}
	if s.Working == "ready" {
		bytes, sms := c.Bounds()
		bars = append(bars, part("data", float64(s.ReadyBytes), float64(bytes), amount(s.ReadyBytes)+" of "+amount(bytes)),
			part("SMS", float64(s.ReadySMS), float64(sms), fmt.Sprint(s.ReadySMS, " of ", sms)))
	}
	until := "until "
	if !now.Before(s.PeriodEnd) {
		until = "ended "
	}
	bars = append(bars, part("period", now.Sub(s.PeriodStart).Hours(), s.PeriodEnd.Sub(s.PeriodStart).Hours(), until+s.PeriodEnd.UTC().Format("2006-01-02")))
	if s.Working != "ready" && f.DataLimit > 0 {
		bars = append(bars, part("limit", float64(s.PeriodBytes), float64(f.DataLimit), amount(s.PeriodBytes)+" of "+amount(f.DataLimit)))
	}
	return bars
}

func part(name string, n, of float64, text string) bar {
	b := bar{Name: name, Text: text, Class: "good"}
	if of > 0 {
		b.Percent = int(max(min(100*n/of, 100), 0))
	}
	if n > 0 && b.Percent == 0 {
		b.Percent = 1 // something is seen as something
	}
	switch {
	case name == "period":
		b.Class = "time"
	case b.Percent >= 100:
		b.Class = "bad"
	case b.Percent >= 80:
		b.Class = "warn"
	}
	return b
}

func viewBack(v supersimtest.CallbackView) backRow {
	row := backRow{CallbackView: v, Where: "an address that is not valid", Result: v.Outcome, Class: "warn"}
	if u, err := url.Parse(v.URL); err == nil {
		row.Where = u.Host + u.Path // the query may hold a secret
	}
	for i, a := range v.Attempts {
		text := strconv.Itoa(a.Status)
		if a.Status == 0 {
			text = "no answer"
		}
		if i == 0 {
			row.Result += ": " + text
		} else {
			row.Result += ", then " + text
		}
	}
	switch v.Outcome {
	case supersimtest.CallbackDelivered:
		row.Class = "good"
	case supersimtest.CallbackFailed, supersimtest.CallbackLost, supersimtest.CallbackDropped:
		row.Class = "bad"
	}
	return row
}
