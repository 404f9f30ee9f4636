package ports

// 9008 is the chip's own loader, before any firmware; 900e the firmware after a
// crash, with its memory open for a dump.
const qualcommModes = `9008|m|=edl|module
900e|l|=dump|module`

// qualcommRole reads subclass and protocol as the newer modules on Qualcomm's
// chips set them. Source: the comments in Linux, drivers/usb/serial/option.c
// (Fibocom FG132, MeiG SRM825WN) and ModemManager's numbers for the NetPrisma
// modules, whose three ports carry ff/30, 00/40 and ff/40.
func qualcommRole(subclass, protocol int) Role {
	switch {
	case subclass == 0xff && protocol == 0x30:
		return RoleDiag
	case subclass == 0xff && protocol == 0x40:
		return RoleAT
	case subclass == 0xff && protocol == 0x60, subclass == 0 && protocol == 0x40, subclass == 0 && protocol == 0:
		return RoleGPS
	}
	return RoleUnknown
}

const netprismaRows = `0100 0101 0106 010a 010b 010c 010d 0111 0112 0113 0115 0116|m|...dga|LCUK54`

const meigRows = `4d38 4d63 4d64|k|@qualcomm|SRM8xx
*|||`

const dellRows = `81d7 81e0|m|..aAgd|DW5821e
81d9|m|....-|DW5820e`
