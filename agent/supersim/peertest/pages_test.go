package peertest

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
	supersim "github.com/twilio/twilio-go/rest/supersim/v1"
)

// paged lists want items by pages of two, and finds the same as in one page, by as many requests as that needs.
func paged[T any](t *testing.T, r *rig, want int, list func(size int) ([]T, error)) {
	t.Helper()
	whole, err := list(100) // the most that both vendors take everywhere
	require.NoError(t, err)
	require.Len(t, whole, want)
	before := r.cloud.Requests()
	byTwo, err := list(2)
	require.NoError(t, err)
	require.Equal(t, whole, byTwo)
	require.Equal(t, (want+1)/2, r.cloud.Requests()-before, "requests for %d items by two", want)
	require.Greater(t, want, 2, "one page is no paging")
}

func testSimPages(t *testing.T, r *rig) {
	for i := range 7 {
		r.cloud.AddSim(fmt.Sprintf("898830700000000001%02d", i))
	}
	paged(t, r, 7, func(size int) ([]supersim.SupersimV1Sim, error) {
		return r.api.ListSim(&supersim.ListSimParams{PageSize: &size})
	})
	some, err := r.api.ListSim(new(supersim.ListSimParams).SetPageSize(3).SetLimit(4))
	require.NoError(t, err)
	require.Len(t, some, 4)
	_, err = r.api.ListSim(new(supersim.ListSimParams).SetPageSize(1001))
	refused(t, err, 400, 20001)
	testThereAndBack(t, r)
	testBehindWhatHasLeft(t, r)
}

// testBehindWhatHasLeft follows a page whose last Sim has left the filter meanwhile.
func testBehindWhatHasLeft(t *testing.T, r *rig) {
	p := new(supersim.ListSimParams).SetPageSize(3).SetStatus("new")
	first, err := r.api.PageSim(p, "", "")
	require.NoError(t, err)
	token, number := pageOf(t, first.Meta.NextPageUrl)
	before, err := r.api.PageSim(p, token, number)
	require.NoError(t, err)
	require.NoError(t, r.cloud.Put(*first.Sims[2].Iccid, "active", r.cloud.AddFleet("first")))
	after, err := r.api.PageSim(p, token, number)
	require.NoError(t, err)
	require.Equal(t, before.Sims, after.Sims)
}

// testThereAndBack goes to the second page and back to the first, and learns that a page keeps its filters.
func testThereAndBack(t *testing.T, r *rig) {
	p := new(supersim.ListSimParams).SetPageSize(3).SetStatus("new")
	first, err := r.api.PageSim(p, "", "")
	require.NoError(t, err)
	require.Equal(t, "sims", first.Meta.Key)
	require.Equal(t, 3, first.Meta.PageSize)
	require.Nil(t, first.Meta.PreviousPageUrl)
	token, number := pageOf(t, first.Meta.NextPageUrl)
	second, err := r.api.PageSim(p, token, number)
	require.NoError(t, err)
	require.Equal(t, 1, second.Meta.Page)
	require.NotContains(t, first.Sims, second.Sims[0])
	token, number = pageOf(t, second.Meta.PreviousPageUrl)
	again, err := r.api.PageSim(p, token, number)
	require.NoError(t, err)
	require.Equal(t, first.Sims, again.Sims)
	require.Equal(t, first.Meta.FirstPageUrl, second.Meta.FirstPageUrl)
	_, err = r.api.PageSim(p, "PAnowhere", "1")
	refused(t, err, 400, 20001)
}

func pageOf(t *testing.T, address *string) (token, number string) {
	t.Helper()
	require.NotNil(t, address)
	u, err := url.Parse(*address)
	require.NoError(t, err)
	require.Equal(t, "new", u.Query().Get("Status"), "the filter is kept")
	return u.Query().Get("PageToken"), u.Query().Get("Page")
}
