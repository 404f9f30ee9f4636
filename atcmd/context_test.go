package atcmd

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestSameAPN(t *testing.T) {
	for pair, same := range map[[2]string]bool{
		{"", ""}: true, {"super", "super"}: true, {"super", "SUPER"}: true, {"Super", "super.mnc260.mcc310.gprs"}: true,
		{"super", "SUPER.MNC01.MCC310.GPRS"}: false, // two digits are never written (23.003 9.1.2)
		{"super", "superb"}:                  false, {"", "super"}: false, {"super", ""}: false, {"super.mnc260.mcc310.gprs", "super"}: false,
		{"super", "super.mnc260.mcc310.gprsx"}: false, {"super", "super.mncabc.mcc310.gprs"}: false, {"super", "super.mcc310.mnc260.gprs"}: false,
		{"", ".mnc260.mcc310.gprs"}: false,
	} {
		require.Equal(t, same, SameAPN(pair[0], pair[1]), pair)
	}
}

func TestParseCGDCONT(t *testing.T) {
	for line, want := range map[string]Context{
		`+CGDCONT: 1,"IPV4V6","super","0.0.0.0.0.0.0.0",0,0,0,0`: {1, "IPV4V6", "super"},
		`+CGDCONT:5,"IP",,,0,0`:                                  {5, "IP", ""},
		`+CGDCONT : 2 , "Non-IP" , ""`:                           {2, "Non-IP", ""},
		`+CGDCONT: 0,IP,a.b-c`:                                   {0, "IP", "a.b-c"},
		`+CGDCONT: 3`:                                            {3, "", ""},
	} {
		c, err := ParseCGDCONT(line)
		require.NoError(t, err, line)
		require.Equal(t, want, c, line)
	}
	for _, bad := range []string{"", "+CGDCONT:", `+CGDCONT: x,"IP"`, `+CGDCONT: (1-16),"IP"`, "+CGACT: 1,1"} {
		_, err := ParseCGDCONT(bad)
		require.Error(t, err, bad)
	}
	for line, want := range map[string][]ContextRange{
		`+CGDCONT: (1-16),"IP",,,(0-2),(0-4)`:         {{1, 16, "IP"}},
		`+CGDCONT: ( 1 - 24 , 100-179 ) , "IPV6",,,0`: {{1, 24, "IPV6"}}, // 25 to 99 do not exist
		`+CGDCONT: (1,2,3,4-6),"IP"`:                  {{1, 6, "IP"}},
		`+CGDCONT: (1),"IP"`:                          {{1, 1, "IP"}},
		`+CGDCONT: 1-11,"IP",,,(0)`:                   {{1, 11, "IP"}},
		`+CGDCONT: (1-3),("IP","IPV6", "PPP"),,`:      {{1, 3, "IP"}, {1, 3, "IPV6"}, {1, 3, "PPP"}},
	} {
		got, err := ParseCGDCONTTest(line)
		require.NoError(t, err, line)
		require.Equal(t, want, got, line)
	}
	for _, bad := range []string{"", "+CGDCONT:", "+CGDCONT: ()", `+CGDCONT: ("IP")`, "+CGDCONT: (1-16)", "+CGDCONT: (1-16),,", "+CGDCONT: (1-9999999999),\"IP\""} {
		_, err := ParseCGDCONTTest(bad)
		require.Error(t, err, bad)
	}
}

func TestParseCGACT(t *testing.T) {
	cid, active, err := ParseCGACT("+CGACT: 5,1")
	require.NoError(t, err)
	require.True(t, cid == 5 && active)
	_, active, err = ParseCGACT("+CGACT:16, 0")
	require.NoError(t, err)
	require.False(t, active)
	for _, bad := range []string{"", "+CGACT:", "+CGACT: 1", "+CGACT: 1,2", "+CGACT: 1,-1", "+CGACT: (0,1)", "+CGATT: 1"} {
		_, _, err := ParseCGACT(bad)
		require.Error(t, err, bad)
	}
}

func TestParseCGCONTRDP(t *testing.T) {
	for line, want := range map[string][5]string{
		`+CGCONTRDP: 1,5,"super"`: {},
		`+CGCONTRDP: 1,5,"super","10.1.2.3.255.255.255.0","10.1.2.1","10.9.9.9","10.9.9.8"`:                                                                   {"10.1.2.3", "255.255.255.0", "10.1.2.1", "10.9.9.9", "10.9.9.8"},
		`+CGCONTRDP: 1,5,"super","10.1.2.3","255.255.255.248","10.1.2.1","10.9.9.9"`:                                                                          {"10.1.2.3", "255.255.255.248", "10.1.2.1", "10.9.9.9", ""},
		`+CGCONTRDP: 1,5,"super","10.1.2.3","10.1.2.1","10.9.9.9"`:                                                                                            {"10.1.2.3", "", "10.1.2.1", "10.9.9.9", ""},
		`+CGCONTRDP: 1,5,"super","10.1.2.3",,,"10.9.9.9","10.9.9.8"`:                                                                                          {"10.1.2.3", "", "", "", "10.9.9.9"},
		`+CGCONTRDP: 1,5,super,"10.1.2.3","255.0.255.0","10.9.9.9"`:                                                                                           {"10.1.2.3", "", "255.0.255.0", "10.9.9.9", ""},
		`+CGCONTRDP: 1,5,"super","32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1","","32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.2"`:                                              {"2001:db8::1", "", "", "2001:db8::2", ""},
		`+CGCONTRDP: 1,5,"super","32.1.13.184.0.0.0.0.0.0.0.0.0.0.0.1.255.255.255.255.255.255.255.255.0.0.0.0.0.0.0.0","254.128.0.0.0.0.0.0.0.0.0.0.0.0.0.1"`: {"2001:db8::1", "ffff:ffff:ffff:ffff::", "fe80::1", "", ""},
		`+CGCONTRDP: 1,5,"super","2001:DB8::1 FFFF:FFFF::","FE80::1","2001:db8::2"`:                                                                           {"2001:db8::1", "ffff:ffff::", "fe80::1", "2001:db8::2", ""},
		`+CGCONTRDP: 1,,"","10.1.2","10.1.2.3.4","256.1.1.1"`:                                                                                                 {},
	} {
		b, err := ParseCGCONTRDP(line)
		require.NoError(t, err, line)
		var got [5]string
		for i, a := range []interface {
			IsValid() bool
			String() string
		}{b.Local, b.Mask, b.Gateway, b.DNS1, b.DNS2} {
			if a.IsValid() {
				got[i] = a.String()
			}
		}
		require.Equal(t, want, got, line)
	}
	for _, bad := range []string{"", "+CGCONTRDP:", "+CGCONTRDP: x,5", "+CGCONTRDP: 1,x", "+CGCONTRDP: (1,2)"} {
		_, err := ParseCGCONTRDP(bad)
		require.Error(t, err, bad)
	}
}

func TestParseCGEV(t *testing.T) {
	none := Packet{CID: -1, Parent: -1, Reason: -1, Kind: -1}
	at := func(e PacketEvent, network bool, change func(*Packet)) Packet {
		p := none
		p.Event, p.Network = e, network
		if change != nil {
			change(&p)
		}
		return p
	}
	cid := func(cid, reason int) func(*Packet) { return func(p *Packet) { p.CID, p.Reason = cid, reason } }
	further := func(parent, cid, kind int) func(*Packet) {
		return func(p *Packet) { p.Parent, p.CID, p.Kind = parent, cid, kind }
	}
	named := func(typ, address string, cid int) func(*Packet) {
		return func(p *Packet) { p.Named, p.Type, p.Address, p.CID = true, typ, address, cid }
	}
	for line, want := range map[string]Packet{
		"+CGEV: NW DETACH":                      at(Detached, true, nil),
		"+CGEV:ME DETACH":                       at(Detached, false, nil),
		"+CGEV: NW CLASS B":                     at(ClassChanged, true, func(p *Packet) { p.Class = "B" }),
		`+CGEV: ME CLASS "CG"`:                  at(ClassChanged, false, func(p *Packet) { p.Class = "CG" }),
		"+CGEV: NW PDN ACT 1":                   at(ContextUp, true, cid(1, -1)),
		"+CGEV: ME PDN ACT 1,0":                 at(ContextUp, false, cid(1, 0)),
		"+CGEV: ME PDN ACT 1,3,2":               at(ContextUp, false, cid(1, 3)),
		"+CGEV: PDN ACT 1":                      at(ContextUp, false, cid(1, -1)),
		"+CGEV: EPS PDN ACT 1":                  at(ContextUp, false, cid(1, -1)),
		"+CGEV: NW ACT IP,1":                    at(ContextUp, true, named("IP", "", 1)),
		"+CGEV: NW PDN DEACT 5":                 at(ContextDown, true, cid(5, -1)),
		"+CGEV: ME PDN DEACT 5":                 at(ContextDown, false, cid(5, -1)),
		"+CGEV: NW ACT 1,2,0":                   at(SecondaryUp, true, further(1, 2, 0)),
		"+CGEV: ME ACT 1, 2, 1, 0":              at(SecondaryUp, false, further(1, 2, 1)),
		"+CGEV: NW DEACT 1,2,0":                 at(SecondaryDown, true, further(1, 2, 0)),
		"+CGEV: ME DEACT 1,2":                   at(SecondaryDown, false, further(1, 2, -1)),
		`+CGEV: NW DEACT "IP","10.1.2.3",1`:     at(ContextDown, true, named("IP", "10.1.2.3", 1)),
		`+CGEV: ME DEACT IPV6, FE80::1`:         at(ContextDown, false, named("IPV6", "FE80::1", -1)),
		`+CGEV: NW DEACT PPP,,1`:                at(ContextDown, true, named("PPP", "", 1)),
		"+CGEV: NW REACT IP, 10.1.2.3, 1":       at(Reactivated, true, named("IP", "10.1.2.3", 1)),
		"+CGEV: REJECT IP, 10.1.2.3":            at(Rejected, true, named("IP", "10.1.2.3", -1)),
		"REJECT IP,10.1.2.3":                    at(Rejected, true, named("IP", "10.1.2.3", -1)),
		"+CGEV: NW MODIFY 1,3,0":                at(Modified, true, func(p *Packet) { p.CID, p.Reason, p.Kind = 1, 3, 0 }),
		"+CGEV: ME MODIFY 2,1,1,0":              at(Modified, false, func(p *Packet) { p.CID, p.Reason, p.Kind = 2, 1, 1 }),
		"+CGEV: IPV6 1":                         at(IPv6Up, false, cid(1, -1)),
		"+CGEV: IPV6 FAIL 1":                    at(IPv6Failed, false, cid(1, -1)),
		"ME DEACT IPV6, FE80:0000:0000:0000::1": at(ContextDown, false, named("IPV6", "FE80:0000:0000:0000::1", -1)),
	} {
		p, err := ParseCGEV(line)
		require.NoError(t, err, line)
		require.Equal(t, want, p, line)
	}
	for _, bad := range []string{"", "+CGEV:", "+CGEV: NW", "+CGEV: ME PDN", "+CGEV: ME PDN ACT", "+CGEV: ME PDN ACT x", "+CGEV: NW ACT 1", "+CGEV: NW DANCE 1",
		"+CGEV: ME OVERHEATED", "+CGEV: NW MODIFY", "+CGREG: 1", "ME DEACT 1", "+CGEV: IPV6", "+CGEV: NW DEACT IP,10.1.2.3,x"} {
		p, err := ParseCGEV(bad)
		require.Error(t, err, bad)
		require.Zero(t, p)
		require.NotContains(t, err.Error(), "10.1")
	}
}
