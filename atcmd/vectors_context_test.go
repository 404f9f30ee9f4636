package atcmd

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/vectors"
)

func checkSameAPN(t *testing.T, v vectors.Vector) {
	require.Equal(t, v.Flag("match"), SameAPN(v.Requested, v.Existing))
}

func checkCGACT(t *testing.T, v vectors.Vector) {
	want := v.List("contexts")
	require.Len(t, v.Lines, len(want))
	for i, l := range v.Lines {
		cid, active, err := ParseCGACT(l)
		require.NoError(t, err)
		require.Contains(t, want, map[string]any{"cid": float64(cid), "active": active}, "line %d", i)
	}
}

// The origin leaves out the contexts that are neither of IP; its order is by number.
func checkCGDCONT(t *testing.T, v vectors.Vector) {
	got := map[int]Context{}
	for _, l := range v.Lines {
		c, err := ParseCGDCONT(l)
		require.NoError(t, err)
		if isIP(c.Type) {
			got[c.CID] = c
		}
	}
	want := v.List("contexts")
	require.Len(t, got, len(want))
	first := ""
	for _, w := range want {
		apn, _ := w["apn"].(string)
		cid := int(w["cid"].(float64))
		require.Equal(t, Context{CID: cid, Type: w["pdp_type"].(string), APN: apn}, got[cid])
		if first == "" {
			first = apn
		}
	}
	if first != "" {
		require.NotEmpty(t, ParseAPN(v.Lines))
	}
}

func isIP(t string) bool { return t == "IP" || t == "IPV6" || t == "IPV4V6" }

func checkCGDCONTTest(t *testing.T, v vectors.Vector) {
	var got []map[string]any
	for _, l := range v.Lines {
		list, _ := ParseCGDCONTTest(l) // one with a type alone is of no use
		for _, r := range list {
			if isIP(r.Type) {
				got = append(got, map[string]any{"min_cid": float64(r.Min), "max_cid": float64(r.Max), "pdp_type": r.Type})
			}
		}
	}
	require.ElementsMatch(t, v.List("formats"), got)
}

func checkCGCONTRDP(t *testing.T, v vectors.Vector) {
	b, err := ParseCGCONTRDP(v.Lines[0])
	require.NoError(t, err)
	cid, _ := v.Number("cid")
	id, _ := v.Number("bearer_id")
	require.EqualValues(t, cid, b.CID)
	require.EqualValues(t, id, b.ID)
	require.Equal(t, v.Word("apn"), b.APN)
	for key, got := range map[string]netip.Addr{"local_address": b.Local, "subnet": b.Mask, "gateway_address": b.Gateway,
		"dns_primary_address": b.DNS1, "dns_secondary_address": b.DNS2} {
		if want := v.Word(key); want != "" {
			require.Equal(t, want, got.String(), key)
		} else {
			require.False(t, got.IsValid(), key)
		}
	}
}

// cgevTypes are the origin's words for an event and who did it.
var cgevTypes = map[string]Packet{
	"nw_detach": {Event: Detached, Network: true}, "me_detach": {Event: Detached},
	"nw_class": {Event: ClassChanged, Network: true}, "me_class": {Event: ClassChanged},
	"nw_act_primary": {Event: ContextUp, Network: true}, "me_act_primary": {Event: ContextUp},
	"nw_act_secondary": {Event: SecondaryUp, Network: true}, "me_act_secondary": {Event: SecondaryUp},
	"nw_deact_primary": {Event: ContextDown, Network: true}, "me_deact_primary": {Event: ContextDown},
	"nw_deact_secondary": {Event: SecondaryDown, Network: true}, "me_deact_secondary": {Event: SecondaryDown},
	"nw_deact_pdp": {Event: ContextDown, Network: true, Named: true}, "me_deact_pdp": {Event: ContextDown, Named: true},
	"nw_react": {Event: Reactivated, Network: true, Named: true}, "reject": {Event: Rejected, Network: true, Named: true},
	"nw_modify": {Event: Modified, Network: true}, "me_modify": {Event: Modified},
}

func checkCGEV(t *testing.T, v vectors.Vector) {
	p, err := ParseCGEV(v.Lines[0])
	require.NoError(t, err)
	want, known := cgevTypes[v.Word("type")]
	require.True(t, known, v.Word("type"))
	require.Equal(t, want, Packet{Event: p.Event, Network: p.Network, Named: p.Named})
	require.Equal(t, v.Word("pdp_type"), p.Type)
	require.Equal(t, v.Word("pdp_addr"), p.Address)
	for key, got := range map[string]int{"cid": p.CID, "parent_cid": p.Parent, "event_type": p.Kind} {
		n, _ := v.Number(key)
		require.EqualValues(t, n, max(got, 0), key) // 0 is the origin's word for "not given"
	}
	if strings.HasSuffix(v.Word("type"), "_class") {
		require.NotEmpty(t, p.Class)
	}
}
