package meter

// headerDrivers count sent frames with their 14-byte Ethernet header.
// cdc_mbim is absent though its interfaces have the Ethernet type: it takes the
// header off before the frame is counted.
var headerDrivers = map[string]bool{
	"cdc_ether":      true,
	"cdc_ncm":        true,
	"huawei_cdc_ncm": true,
	"qmi_wwan":       true, // in 802.3 mode; raw-ip has another type
	"rndis_host":     true,
}

// usbnetDrivers share usbnet's 64-bit counters.
var usbnetDrivers = map[string]bool{
	"cdc_ether":      true,
	"cdc_mbim":       true,
	"cdc_ncm":        true,
	"huawei_cdc_ncm": true,
	"qmi_wwan":       true,
	"rndis_host":     true,
}
