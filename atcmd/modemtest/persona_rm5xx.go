package modemtest

import "time"

// quectelRM is what the 5G modules share.
func quectelRM(model, revision, imei string, how quectelNR) *Persona {
	p := EG25G()
	p.Model, p.Revision, p.IMEI = model, revision, imei
	p.Identity = []string{"Quectel", model, "Revision: " + revision}
	p.family = []commandSet{quectelCommands, quectel5G(how)}
	p.Keyed = map[string]map[string]string{
		"+QCFG":       {"usbnet": "0", "data_interface": "0,0", "pcie/mode": "0", "usbcfg": "0x2C7C,0x0800,1,1,1,1,1,0,0"},
		"+QNWPREFCFG": {"roam_pref": "255", "mode_pref": "AUTO", "nr5g_disable_mode": "0", "lte_band": "1:2:3:5:7:8:20:28"},
		"+QURCCFG":    {"urcport": `"usbat"`},
	}
	p.OffTime = 3 * time.Second
	p.Pace = pace(10*time.Millisecond, 50*time.Millisecond, map[string]time.Duration{"+QENG": 30 * time.Millisecond})
	return p
}

// RM520N is a Quectel RM520N-GL (SDX65): both counters tell all bytes, sent first, as firmware A0.303 was
// seen to do; adding them would count twice. It is not confirmed for other firmware.
func RM520N() *Persona {
	return quectelRM("RM520N-GL", "RM520NGLAAR03A03M4G", "860000000000030", quectelNR{mirror: true})
}

// RM502Q is a Quectel RM502Q-AE (SDX55), whose counters tell E-UTRA and NR apart; +QGDNRCNT tells received
// first, against the manual, as firmware 01.200 was seen to do.
func RM502Q() *Persona {
	return quectelRM("RM502Q-AE", "RM502QAEAAR13A04M4G", "860000000000048", quectelNR{swapped: true})
}

// RM500U is a Quectel RM500U-CNV (Unisoc). It knows +CCID and neither +ICCID nor, as far as is known, +QCCID;
// +QGDCNT tells received first according to one source.
func RM500U() *Persona {
	p := quectelRM("RM500U-CNV", "RM500UCNVAAR03A03M2G", "860000000000055", quectelNR{unisoc: true, mirror: true, swapped: true, swappedLTE: true})
	p.ICCID = []ICCIDReply{{Command: "+CCID", Prefix: "+CCID: "}}
	p.UnknownCME = 4
	p.Keyed["+QNWPREFCFG"] = map[string]string{"mode_pref": "AUTO", "lte_band": "1:3:5:8:34:38:39:40:41"}
	return p
}
