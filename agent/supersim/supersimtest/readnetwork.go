package supersimtest

type identifierJSON struct {
	MCC string `json:"mcc"`
	MNC string `json:"mnc"`
}

type networkJSON struct {
	SID          string           `json:"sid"`
	FriendlyName string           `json:"friendly_name"`
	URL          string           `json:"url"`
	ISOCountry   string           `json:"iso_country"`
	Identifiers  []identifierJSON `json:"identifiers"`
}

func (q *request) network(n *network) networkJSON {
	return networkJSON{n.sid, n.name, q.url("Networks", n.sid), n.country, []identifierJSON{{n.mcc, n.mnc}}}
}

func networkKey(n *network) string { return n.sid }

func (c *Cloud) listNetworks(q *request) (int, any, *apiError) {
	country, mcc, mnc := q.get("IsoCountry"), q.get("Mcc"), q.get("Mnc")
	return q.page("networks", collect(c.networks, every, func(n *network) bool {
		return (country == "" || n.country == country) && (mcc == "" || n.mcc == mcc) && (mnc == "" || n.mnc == mnc)
	}, networkKey, func(n *network) any { return q.network(n) }))
}

func (c *Cloud) fetchNetwork(q *request) (int, any, *apiError) {
	n := c.networkBySID(q.seg[1])
	if n == nil {
		return 0, nil, notFound("/Networks/" + q.seg[1])
	}
	return 200, q.network(n), nil
}
