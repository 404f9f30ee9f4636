package supersimtest

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// zeros is the end of a SID that nothing has.
const zeros = "00000000000000000000000000000000"

// everything are the paths whose answers together show all that the API knows of an account.
func everything(w *world, sid string) []string {
	return []string{"Sims", "Sims/" + sid, "Sims/" + sid + "/BillingPeriods", "Sims/" + sid + "/IpAddresses", "Fleets", "NetworkAccessProfiles",
		"NetworkAccessProfiles/default/Networks", "NetworkAccessProfiles/half/Networks", "Networks", "SmsCommands", "IpCommands",
		"SettingsUpdates", "ESimProfiles", "UsageRecords", "UsageRecords?Granularity=hour&Group=network", "UsageRecords?Group=sim"}
}

// fullWorld has something of everything, and something of everything pending.
func fullWorld(t tester) (w *world, sid string) {
	w = newWorld(t, true, func(o *Options) { o.UsageDelay = time.Hour })
	w.c.AddUnregistered(card2, "H3LL0W0RLD")
	sid = w.movedInactive()
	w.ok(w.sub, sid, "Status", "active", "UniqueName", "one")
	w.c.AddUsageOn("00102", card1, 7, 8)
	w.c.SetIPAddresses(card1, netip.MustParseAddr("10.1.2.3"))
	n := w.sub.get("Networks").list("networks")[0]["sid"].(string)
	require.Equal(t, 201, w.sub.post("NetworkAccessProfiles", q("UniqueName", "half", "Networks", n)).status)
	w.fleet(w.sub, "more", "NetworkAccessProfile", "half", "SmsCommandsUrl", "https://hook.test/", "DataEnabled", "false")
	require.Equal(t, 201, w.sub.post("SmsCommands", q("Sim", sid, "Payload", "sent", "CallbackUrl", "https://callback.test/")).status)
	w.c.ReceiveSMS(card1, "received")
	require.Equal(t, 201, w.sub.post("IpCommands", q("Sim", sid, "Payload", "queued", "DevicePort", "9")).status)
	w.c.ReceiveIP(card1, "100.64.0.9", 7, []byte{0, 0xff})
	for _, status := range []string{"scheduled", "in-progress", "successful", "failed"} {
		w.c.AddSettingsUpdate(card1, status)
	}
	ready := w.sub.post("ESimProfiles", q("GenerateMatchingId", "true")).str("sid")
	w.pass(10 * time.Second)
	w.c.FailESim(ready, "81", "no space")
	require.Equal(t, 201, w.sub.post("ESimProfiles", q("Eid", "89049032000000000000000000000001")).status)
	w.c.Fault(Fault{Kind: FaultUpdateFails, Count: 1})
	require.Equal(t, 202, w.sub.post("Sims/one", q("Fleet", "more")).status)
	w.c.AddSim("89883070000000000003")
	return w, sid
}

// What the API shows is the same after Save and Load, and so is all that happens afterwards.
func TestSaveAndLoad(t *testing.T) {
	w, sid := fullWorld(t)
	var file bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	again, err := Load(w.c.opt, bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	v := *w
	v.use(again)
	begin := w.now
	for _, after := range []time.Duration{0, 3 * time.Second, 7 * time.Second, time.Minute, 2 * time.Hour, 30 * 24 * time.Hour} {
		w.now = begin.Add(after)
		for _, path := range everything(w, sid) {
			require.Equal(t, w.sub.get(path).raw, v.sub.get(path).raw, "%s after %v", path, after)
			require.Equal(t, w.prim.get(path).raw, v.prim.get(path).raw, "%s after %v", path, after)
		}
		require.Equal(t, w.c.SimStatus(card1), v.c.SimStatus(card1))
		one, ok1 := w.c.NextDue()
		two, ok2 := v.c.NextDue()
		require.Equal(t, []any{one.UTC(), ok1}, []any{two.UTC(), ok2})
	}
	v.foreign.refused("Sims", q("Iccid", card2, "RegistrationCode", "WRONG"), 400, 83002)
	require.Equal(t, 201, v.foreign.post("Sims", q("Iccid", card2, "RegistrationCode", "H3LL0W0RLD")).status)

	var second bytes.Buffer
	third, err := Load(w.c.opt, bytes.NewReader(file.Bytes()))
	require.NoError(t, err)
	w.now = begin
	require.NoError(t, third.Save(&second))
	require.Equal(t, file.String(), second.String(), "and the file itself")
}

// A stuck update stays stuck, and goes on when the faults are cleared.
func TestLoadKeepsStuckUpdates(t *testing.T) {
	w := newWorld(t, false)
	sid, fleet := w.prim.simIn(card1, stNew)
	w.c.Fault(Fault{Kind: FaultStuck})
	w.ok(w.prim, sid, "Status", "ready", "Fleet", fleet)
	var file bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	c, err := Load(w.c.opt, &file)
	require.NoError(t, err)
	w.use(c)
	w.days(9)
	require.Equal(t, "scheduled", w.prim.get("Sims/"+sid).str("status"))
	c.ClearFaults()
	w.days(1)
	require.Equal(t, "ready", w.prim.get("Sims/"+sid).str("status"))
}

func TestSaveHasNoSecrets(t *testing.T) {
	w, _ := fullWorld(t)
	k := newKore(w)
	k.login(ClientID, ClientSecret)
	var file bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	for _, secret := range []string{AuthToken, "sub-token", ClientSecret, "apiclient", "H3LL0W0RLD", k.token} {
		require.NotContains(t, file.String(), secret)
	}
}

// Whatever is cut off or wrong is an error and not a cloud.
func TestLoadRefuses(t *testing.T) {
	w, _ := fullWorld(t)
	var file bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	good := file.String()
	for n := 0; n < len(good)-2; n += 97 {
		_, err := Load(w.c.opt, strings.NewReader(good[:n]))
		require.ErrorContains(t, err, "cannot load the cloud: ", n)
	}
	set := func(pattern, to string) string {
		s := regexp.MustCompile(pattern).ReplaceAllString(good, to)
		require.NotEqual(t, good, s, pattern)
		return s
	}
	for _, bad := range [][2]string{
		{"not one of Save", `{}`},
		{"cannot unmarshal array", `[]`},
		{"unknown field", `{"sims":[],"colour":1}`},
		{"something follows", good + "x"},
		{"the file has version 2", set(`"version": 1`, `"version": 2`)},
		{"its account is not among", strings.ReplaceAll(good, subSID, "AC00000000000000000000000000000009")},
		{"there is no such status", set(`"status": "active"`, `"status": "awake"`)},
		{"without a Fleet or a billing period", set(`"status": "inactive"|"status": "new",`, `"status": "active",`)},
		{"the SID is broken", set(`"HW[0-9a-f]`, `"HW`)},
		{"its usage is broken", set(`"up": 3000000`, `"up": -1`)},
		{"billing period is broken", set(`"months": 1`, `"months": 0`)},
		{"its data limit", set(`"data_limit_mb": 15`, `"data_limit_mb": 0`)},
		{"one of its webhooks", set(`"https://hook.test/"`, `"gopher://hook.test/"`)},
		{"a time is out of range", set(`"last": "2026`, `"last": "9026`)},
		{"its ICCID is missing or there twice", set(`"iccid": "\d+"`, `"iccid": "1"`)},
		{"the digest of a registration code", set(`("`+card2+`": ")..`, `$1`)},
		{"its scheduled update is broken", set(`("next": \{\s*"due": "[^"]*",)\s*"fleet": "[^"]*"`, `$1 "status": "ready"`)},
		{"its Fleet does not exist", set(`"fleet": "HF[^"]*"(,\s*"created")`, `"fleet": "HF`+zeros+`"$1`)},
		{"its usage is broken", set(`("hour": "[^"]*",\s*"account": "[^"]*",\s*"fleet": )"[^"]*"`, `$1"HF`+zeros+`"`)},
		{"its usage is broken", set(`"network": "HW[^"]*"`, `"network": "HW`+zeros+`"`)},
		{"SMS Command 1: its Sim does not exist", set(`"sim": "HS[^"]*"(,\s*"payload")`, `"sim": "HS`+zeros+`"$1`)},
		{"IP Command 1: its Sim does not exist", set(`"sim": "HS[^"]*"(,\s*"status": "queued")`, `"sim": "HS`+zeros+`"$1`)},
		{"its Sim does not exist", set(`"sim": "HS[^"]*"(,\s*"status": "failed",\s*"created")`, `"sim": "HS`+zeros+`"$1`)},
		{"the SID is there twice", set(`"HC[0-9a-f]{32}"`, `"HC`+zeros+`"`)},
		{"the digest of a registration code", set(`("`+card2+`": ")`, `${1}00`)},
		{"its Network Access Profile does not exist", set(`"profile": "HA[^"]*"`, `"profile": "`+w.c.firstProfile(AccountSID).sid+`"`)},
		{"its scheduled update is broken", set(`("next": \{\s*"due": "[^"]*",\s*"fleet": )"[^"]*"`, `$1"`+w.c.findFleet(AccountSID, "fleet-a").sid+`"`)},
		{"billing period is broken", set(`"anchor": "2026-03-02T12:00:00Z",\s*"months": 1`, `"anchor": "2026-05-02T12:00:00Z", "months": 0`)},
		{"there is no such status or direction", set(`"direction": "from_sim"`, `"direction": "to_sim"`)},
	} {
		want, text := bad[0], bad[1]
		_, err := Load(w.c.opt, strings.NewReader(text))
		require.ErrorContains(t, err, want)
	}
}

// A file whose serial lies behind its SIDs makes no SID and no ICCID a second time.
func TestLoadWithAnOldSerial(t *testing.T) {
	w, _ := fullWorld(t)
	var file, again bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	for _, serial := range []string{"0", "99990", "18446744073709551610"} {
		old := regexp.MustCompile(`"serial": \d+`).ReplaceAllString(file.String(), `"serial": `+serial)
		c, err := Load(w.c.opt, strings.NewReader(old))
		require.NoError(t, err)
		v := *w
		v.use(c)
		require.Equal(t, 201, v.sub.post("ESimProfiles", q("GenerateMatchingId", "true")).status)
		for i := range 20 {
			require.Equal(t, 201, v.sub.post("Fleets", q("NetworkAccessProfile", "default", "UniqueName", "f"+strconv.Itoa(i))).status)
		}
		v.now = v.now.AddDate(1, 0, 0)
		for _, s := range v.sub.get("Sims").list("sims") {
			require.Regexp(t, `^8988307\d{13}$`, s["iccid"])
		}
		again.Reset()
		require.NoError(t, c.Save(&again))
		_, err = Load(w.c.opt, &again)
		require.NoError(t, err, serial)
	}
}

// FuzzLoad: a file is refused, or gives a cloud that answers, drives on and can be saved and loaded again.
func FuzzLoad(f *testing.F) {
	w, _ := fullWorld(f)
	var file bytes.Buffer
	require.NoError(f, w.c.Save(&file))
	var small bytes.Buffer
	require.NoError(f, json.Compact(&small, file.Bytes()))
	f.Add(small.Bytes())
	f.Add(regexp.MustCompile(`"serial":\d+`).ReplaceAll(small.Bytes(), []byte(`"serial":1`)))
	f.Add([]byte(`{"format":"` + stateFormat + `","version":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
		opt := worldOptions(true)
		opt.Now = func() time.Time { return now }
		c, err := Load(opt, bytes.NewReader(b))
		if err != nil {
			return
		}
		now = now.AddDate(1, 0, 0)
		a := api{t, c, AccountSID, AuthToken}
		for _, path := range []string{"Sims", "Fleets", "SmsCommands", "IpCommands", "SettingsUpdates", "ESimProfiles", "UsageRecords?Group=sim", "NetworkAccessProfiles"} {
			require.Equal(t, 200, a.get(path).status, path)
		}
		for _, s := range c.sims {
			c.AddUsage(s.iccid, 1, 1)
			c.ReceiveSMS(s.iccid, "x")
		}
		var out bytes.Buffer
		require.NoError(t, c.Save(&out))
		_, err = Load(opt, &out)
		require.NoError(t, err)
	})
}

// Before a change is answered the cloud can be saved, and the events of the request still come after the answer.
func TestCommit(t *testing.T) {
	var w *world
	var file bytes.Buffer
	heard, commits := 0, 0
	w = newWorld(t, false, func(o *Options) {
		o.Commit = func() {
			commits++
			file.Reset()
			require.NoError(t, w.c.Save(&file))
			require.Zero(t, heard)
		}
	})
	sid, _ := w.prim.simIn(card1, stActive)
	w.c.OnSMS(func(string, string, string) { heard++ })
	r := w.prim.post("SmsCommands", q("Sim", sid, "Payload", "x"))
	require.Equal(t, []int{1, 1}, []int{commits, heard})
	require.Contains(t, file.String(), r.str("sid"))
	w.prim.get("Sims/" + sid)
	w.prim.refused("SmsCommands", q("Sim", sid), 400, 20002)
	require.Equal(t, 1, commits, "nothing has changed")
}

// A Clock cannot be put to a time after its end, so no cloud can go on from there.
func TestLoadRefusesAFarFuture(t *testing.T) {
	w := newWorld(t, false)
	w.now = time.Date(MaxYear+1, 1, 1, 0, 0, 0, 0, time.UTC)
	w.c.Tick(w.now)
	var file bytes.Buffer
	require.NoError(t, w.c.Save(&file))
	_, err := Load(w.c.opt, &file)
	require.ErrorContains(t, err, "out of range")
}
