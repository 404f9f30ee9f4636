package ports

// Huawei numbers its interfaces as it likes and tells them apart by subclass and protocol.
const huaweiRows = `14db 14dc|u|=hilink|stick
1f01 14fe 1446 157d|u|=storage|stick
1573|m|@huawei|ME909|Huawei
1506|m|@huawei|E3372|Huawei
*|m|@huawei||Huawei`

const huaweiOnHP = `a31d|k||ME906s (HP lt4132)|Huawei|b`

// huaweiRole reads subclass and protocol of a vendor-specific interface: 01 is
// the modem port, 02 takes AT ("PCUI"), 05 and 14 send NMEA. Source:
// ModemManager 1.24, udev rules.
func huaweiRole(subclass, protocol int) Role {
	switch {
	case (subclass == 1 || subclass == 2) && protocol == 1:
		return RolePPP
	case (subclass == 1 || subclass == 2) && protocol == 2:
		return RoleAT
	case subclass == 1 && protocol == 5, subclass == 1 && protocol == 0x14, subclass == 6 && protocol == 0x14:
		return RoleGPS
	}
	return RoleUnknown
}
