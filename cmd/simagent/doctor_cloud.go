package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"simagent/agent"
	judge "simagent/agent/doctor"
	"simagent/agent/route"
	"simagent/agent/supersim"
)

// somewhere is an address that is nobody's (RFC 5737, 3): the kernel is asked for the way there, and nothing is sent.
var somewhere = netip.AddrFrom4([4]byte{192, 0, 2, 1})

// guard is the daemon's: it proves the way out.
func (d *doctor) guard() (*route.Guard, func() []string) {
	c := cloudFlags{finder: d.finder}
	cfg := d.cfg
	modem := func() []string { return c.modemInterfaces(&cfg) }
	return newGuard(cfg, modem, nil), modem
}

// routeFacts ask the kernel by which interface the cloud would be asked.
func (d *doctor) routeFacts(ctx context.Context, f *judge.Facts) {
	r := &f.Route
	g, modem := d.guard()
	r.Modem, r.Via = modem(), d.cfg.Cloud.Via
	dst := somewhere
	r.Guessed = d.cfg.Cloud.Provider == "none"
	if u, err := url.Parse(d.cfg.Cloud.BaseURL); err == nil {
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && d.cfg.Cloud.Provider != "none" {
			dst = a
		}
	}
	name, err := g.Check(ctx, dst)
	refused, no := errors.AsType[*route.RefusedError](err)
	switch {
	case no:
		r.Checked, r.By, r.Refused = true, refused.Interface, wayOut(refused.Reason)
	case err == nil:
		r.Checked, r.Out = true, name
	}
}

// wayOut says it of any address instead of the one that stands for all.
func wayOut(reason string) string {
	reason = strings.Replace(reason, somewhere.String()+" leaves by", "what goes out leaves by", 1)
	return strings.Replace(reason, "there is no route to "+somewhere.String(), "there is no default route", 1)
}

// cloudFacts are the cloud's word: the daemon's if it asks one, else our own question.
func (d *doctor) cloudFacts(ctx context.Context, f *judge.Facts) {
	c := &f.Cloud
	if d.whose != "" {
		if c.SIM = agent.ShortICCID(d.whose); d.showIDs {
			c.SIM = d.whose
		}
	}
	c.Wanted = d.cfg.Want.Fleet
	k := d.cfg.Cloud
	byDaemon := d.daemonsCloud(f)
	if !byDaemon && k.Provider == "none" {
		return
	}
	d.credentialFacts(ctx, f, byDaemon)
	if byDaemon {
		return
	}
	c.Provider = k.Provider
	switch {
	case d.noCloud:
		c.Left = "of --no-cloud"
	case f.Credentials.Error != "" || f.Route.Refused != "" || d.whose == "":
	default:
		d.askCloud(ctx, f)
	}
}

// credentialFacts look at the credential's file, without a word of what stands in it.
func (d *doctor) credentialFacts(ctx context.Context, f *judge.Facts, byDaemon bool) {
	c, k := &f.Credentials, d.cfg.Cloud
	c.Needed = true
	switch {
	case k.Provider == "none":
		return
	case len(k.TokenCommand) > 0:
		c.Place, c.Command = filepath.Base(k.TokenCommand[0]), true
		return
	}
	c.Place = k.Credentials
	_, _, err := supersim.CredentialAt(k.Credentials)(ctx)
	if err != nil && byDaemon && (errors.Is(err, fs.ErrPermission) || strings.HasPrefix(c.Place, "systemd:")) {
		return // it is the daemon's, and not for us
	}
	c.Checked = err == nil
	if err != nil {
		c.Error = err.Error()
		if errors.Is(err, fs.ErrPermission) {
			c.Error += "; type: sudo " + strings.Join(append([]string{"simagent"}, os.Args[1:]...), " ")
		}
	}
}

// askCloud asks for the Sim, its Fleet and, if that has a limit, what was used of it: GETs by the proven way alone.
func (d *doctor) askCloud(ctx context.Context, f *judge.Facts) {
	ctx, cancel := context.WithTimeout(ctx, cloudWaits)
	defer cancel()
	c := &f.Cloud
	g, _ := d.guard()
	client, err := newCloud(d.cfg.Cloud, g.DialContext, 1)
	if err != nil {
		c.Error = err.Error()
		return
	}
	defer client.Close()
	sim, meta, err := client.SimByICCID(ctx, d.whose)
	if !meta.Date.IsZero() {
		skew := time.Since(meta.Date)
		f.Clock.Skew = &skew
	}
	if err != nil {
		d.cloudProblem(f, err)
		return
	}
	c.Checked = time.Now()
	c.Status = string(sim.Status)
	if f.Credentials.Command {
		f.Credentials.Checked = true
	}
	switch {
	case sim.FleetSID != "":
		d.askFleet(ctx, f, client, &sim)
	case sim.Status == supersim.StatusNew && c.Wanted == "":
		c.Wanted = onlyFleet(ctx, client)
	}
}

// onlyFleet is the name of the account's only Fleet; "" when there are more, or it has none.
func onlyFleet(ctx context.Context, client *supersim.Client) (name string) {
	n := 0
	for fleet, err := range client.Fleets(ctx, "") {
		if n++; err != nil || n > 1 {
			return ""
		}
		name = fleet.UniqueName
	}
	return name
}

// askFleet asks what the Sim's Fleet allows. What fails here is left out: the Sim's status is what matters.
func (d *doctor) askFleet(ctx context.Context, f *judge.Facts, client *supersim.Client, sim *supersim.Sim) {
	name := agent.ShortSID(sim.FleetSID)
	if d.showIDs {
		name = sim.FleetSID
	}
	fleet, _, err := client.Fleet(ctx, sim.FleetSID)
	if err == nil && fleet.UniqueName != "" {
		name = fleet.UniqueName
	}
	f.Cloud.Fleet, f.Limit.Fleet = name, name
	if err != nil {
		return
	}
	f.Limit.NoData = fleet.DataEnabled != nil && !*fleet.DataEnabled
	if most := fleet.DataLimit; most != nil && *most > 0 {
		d.askUsage(ctx, f, client, sim.SID, *most*1_000_000)
	}
}

// askUsage compares what the cloud counted in this billing period with the Fleet's data limit, in bytes.
func (d *doctor) askUsage(ctx context.Context, f *judge.Facts, client *supersim.Client, sid string, most int64) {
	var now supersim.BillingPeriod
	for p, err := range client.BillingPeriods(ctx, sid) {
		if err != nil {
			return
		}
		now = p // there is one at most
		break
	}
	if now.StartTime.IsZero() {
		return
	}
	used := int64(0)
	for r, err := range client.UsageRecords(ctx, supersim.UsageQuery{Sim: sid, Start: now.StartTime.UTC().Truncate(time.Hour)}) {
		if err != nil {
			return
		}
		if r.Total != nil {
			used += *r.Total
		}
	}
	if used < most {
		return
	}
	f.Limit.Over = fmt.Sprintf("the data limit of the Fleet %s is used up, %d of %d B in this billing period", f.Limit.Fleet, used, most)
	if !now.EndTime.IsZero() {
		f.Limit.OverHands = "Wait for the next billing period, from " + now.EndTime.UTC().Format("2006-01-02") + " on, or raise the Fleet's data limit."
	}
}

// cloudProblem sorts why there is no answer: no Sim, no way, no credential, or the cloud.
func (d *doctor) cloudProblem(f *judge.Facts, err error) {
	c := &f.Cloud
	if refused, ok := errors.AsType[*route.RefusedError](err); ok {
		c.Route, f.Route.Checked, f.Route.By, f.Route.Refused = true, true, refused.Interface, refused.Reason
		return
	}
	if api, ok := errors.AsType[*supersim.APIError](err); ok && api.HTTPStatus == http.StatusUnauthorized {
		f.Credentials.Refused, f.Credentials.Hint = api.Error(), api.Hint()
		return
	}
	switch {
	case errors.Is(err, supersim.ErrNotFound):
		c.Missing = true
	case errors.Is(err, supersim.ErrCredentials):
		f.Credentials.Error = err.Error()
	default:
		c.Error, c.Hint = err.Error(), forPeople.Replace(supersim.Hint(err))
	}
}
