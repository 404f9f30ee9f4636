package explain

import (
	"math/bits"
	"net/netip"
	"strings"

	"simagent/atcmd/format"
)

// makerLine explains the makers' lines that are no row of fields.
func makerLine(o *Object, l said) bool {
	switch l.name {
	case "^DHCP":
		return lease(o, l.args)
	case "^GETPORTMODE":
		return ports(o, l.rest)
	case "+GCAP":
		values(o, l.args, "capabilities")
		o.Meaning = "the module can do " + strings.Join(o.Fields.Get("capabilities").([]string), ", ")
		return true
	case "+CLAC":
		values(o, l.args, "commands")
		o.Meaning = itoa(len(l.args)) + " commands that the module knows"
		return true
	case "+UBANDSEL", "+UACT":
		return bands(o, l)
	case "+CNEC_EMM", "+CNEC_ESM":
		return networkError(o, l)
	case "+CEER":
		o.text("text", unquoted(l.rest))
		o.Meaning = "why the last call or session ended: " + unquoted(l.rest)
		return l.rest != ""
	}
	return false
}

// lease explains `^DHCP: <ip>,<mask>,<gateway>,<server>,<dns1>,<dns2>,<rx>,<tx>`
// of Huawei: addresses in hexadecimal, the last octet first.
func lease(o *Object, a args) bool {
	if len(a) < 6 {
		return false
	}
	s := ""
	for i, name := range [...]string{"address", "netmask", "gateway", "server", "dns1", "dns2"} {
		n, ok := format.HexNumber(a.at(i))
		if !ok || n > 1<<32-1 {
			o.set(name, nil)
			continue
		}
		b := [4]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}
		o.set(name, netip.AddrFrom4(b).String())
		if name == "netmask" {
			o.set("prefix", bits.OnesCount32(uint32(n)))
			s += "/" + itoa(bits.OnesCount32(uint32(n)))
			continue
		}
		if name == "address" || name == "gateway" || name == "dns1" {
			s += ", " + name + " " + netip.AddrFrom4(b).String()
		}
	}
	for i, name := range [...]string{"max_rx_bps", "max_tx_bps"} {
		if n, ok := format.Number(a.at(6 + i)); ok {
			o.unit(name, n, "bit/s")
		}
	}
	o.Meaning = "address from the network: " + strings.TrimPrefix(s, ", ")
	return true
}

// ports explains `^GETPORTMODE: TYPE: WCDMA: huawei,PCUI:0,MDM:1`.
func ports(o *Object, rest string) bool {
	names, list := []string{}, []Fields{}
	for _, a := range splitArgs(rest) {
		name, number, ok := strings.Cut(a.text, ":")
		n, is := integer(strings.TrimSpace(number))
		if !ok || !is {
			continue
		}
		name = strings.TrimSpace(name)
		names = append(names, itoa(n)+" "+name)
		list = append(list, Fields{{Name: "port", Value: n}, {Name: "role", Value: strings.ToLower(name)}})
	}
	if len(list) == 0 {
		return false
	}
	o.set("ports", list)
	o.Meaning = "interfaces of the stick by number: " + strings.Join(names, ", ")
	return true
}

// bands explains lists of bands: +UBANDSEL in MHz, +UACT with its own numbers
// behind three fields that are not used.
func bands(o *Object, l said) bool {
	list := []int{}
	for _, a := range l.args {
		if n, ok := integer(a.text); ok {
			list = append(list, n)
		}
	}
	o.set("bands", list)
	o.Meaning = "bands: none named"
	if len(list) > 0 {
		o.Meaning = "bands: " + ints(list)
	}
	if l.name == "+UBANDSEL" && len(list) > 0 {
		o.Meaning += " MHz"
	}
	return true
}
