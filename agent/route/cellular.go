package route

import "strings"

// modemDrivers drive cellular modules (or phones) and nothing else.
var modemDrivers = map[string]bool{
	"cdc_mbim": true, "cdc-phonet": true, "hso": true, "huawei_cdc_ncm": true,
	"iosm": true, "ipa": true, "mhi_net": true, "mtk_t7xx": true,
	"qmi_wwan": true, "rndis_host": true, "sierra_net": true,
}

// sharedDrivers are USB class drivers that modules and Ethernet adapters share:
// with these only a known maker of adapters is proof.
var sharedDrivers = map[string]bool{"cdc_eem": true, "cdc_ether": true, "cdc_ncm": true, "cdc_subset": true}

// adapterVendors make USB Ethernet adapters: SMSC/Microchip, ASIX, Realtek, TP-Link.
var adapterVendors = map[string]bool{"0424": true, "0b95": true, "0bda": true, "2357": true}

// cellularVendors are USB vendors of modules whose products are all (or nearly
// all) cellular. Ids as in ModemManager's port tables.
var cellularVendors = vendorSet(`
	05c6 0bdb 106c 1199 12d1 1508 1519 1546 1782 19d2 1bbb 1bc7 1c9e 1e0e 1e2d
	201e 2020 230d 2692 2c7c 2cb7 305a 33f8 3731`)

// cellularProducts belong to vendors that make adapters, Wi-Fi or hubs too.
var cellularProducts = vendorSet(`
	03f0:261d 03f0:271d 03f0:2f1d 03f0:301d 03f0:3a1d 03f0:3d1d 0421:060d 0421:0611
	0421:0619 0421:061a 0421:061b 0421:061f 0421:0620 0421:0623 0421:0624 0421:0625
	0421:062a 0421:062e 0421:062f 0489:e0b4 0489:e0b5 07d1:7e11 0930:130b 0930:130c
	0930:1311 0930:1313 0930:1314 0930:1315 0930:1316 0930:1317 0930:1319 0b3c:c005
	0e8d:0023 0e8d:00a1 0e8d:00a2 0e8d:00a4 0e8d:00a5 0e8d:00a7 0fce:d0cf 0fce:d0e1
	0fce:d103 2001:7d00 2001:7e35 2357:9000 413c:8147 413c:8183 413c:8184 413c:818b
	413c:818c 413c:818d 413c:818e 413c:81d7 413c:81d9 413c:81e0 8087:0911 8087:095a`)

// modemNames are prefixes that the kernel and udev give to cellular interfaces.
var modemNames = []string{"ww", "ppp", "rmnet", "mhi_hwip", "mhi_swip", "qmimux"}

func vendorSet(ids string) map[string]bool {
	set := map[string]bool{}
	for id := range strings.FieldsSeq(ids) {
		set[id] = true
	}
	return set
}

func modemName(name string) bool {
	for _, p := range modemNames {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
