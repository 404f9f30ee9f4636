package module

// What Quectel's lines share. state is SEARCH, LIMSRV, NOCONN or CONNECT.

// notMeasured are what stands for a value that was not measured: -32768 by the
// RG520N manual 5.10, -3276 in a captured line of NR with limited service.
const notMeasured = "!-32768,-3276"

// lteBandwidths are 36.101's, as Quectel and SIMCom count them.
const lteBandwidths = "=1.4 MHz/3 MHz/5 MHz/10 MHz/15 MHz/20 MHz"

// nrBandwidths are those of the RG520N manual 5.20.
const nrBandwidths = "=5 MHz/10 MHz/15 MHz/20 MHz/25 MHz/30 MHz/40 MHz/50 MHz/60 MHz/70 MHz/80 MHz/90 MHz/100 MHz/200 MHz/400 MHz/35 MHz/45 MHz"

// qSCS is the subcarrier spacing.
const qSCS = "scs=15 kHz/30 kHz/60 kHz/120 kHz/240 kHz"

// qengCell is the cell of LTE in +QENG. Its sinr is Y = X/5*10 - 20 (RG520N AT
// Commands Manual 5.20), which is 0 to 25 for -20 to 30 dB; that of +QCSQ counts
// 0 to 250 in fifths of a dB from -20 dB, and that of NR is in dB.
const qengCell = "duplex$;mcc;mnc;cell#;pci;earfcn;band;ul_bandwidth" + lteBandwidths + ";dl_bandwidth" + lteBandwidths + ";tac#;rsrp@dBm" + notMeasured + ";rsrq@dB" + notMeasured + ";rssi@dBm" + notMeasured + ";sinr@dB*2-20" + notMeasured
