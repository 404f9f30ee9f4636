package ports

// qcserial.c: interface 00 is diagnostics and firmware loading, 02 NMEA, 03 AT.
// The ids of =loader are those of the same modules while they wait for firmware.
// Where the loader keeps the module's id, as on the MC77xx, only interface 00 is
// there.
const sierraRows = `68a2 68a9|q|d.ga|MC77xx
68c0|m|d.ga|WP76xx/RC76xx|Sierra WP7610
901c|q|d.ga|EM7700
901f|q|d.ga|EM7355
9041 9051 9053 9054 9055 9056 9061 9063|q|d.ga|EM/MC73xx
9071 9079 907b|m|d.ga|EM74xx/MC74xx|Sierra EM7455
9091|m|d.ga|EM75xx|Sierra EM7455
c081|q|d.ga|EM7590|Sierra EM7455
90d3 90e3|k|@qualcomm|EM91xx/EM92xx|Sierra EM7455
c001|m|a.p.g|HL78xx|Semtech HL7800
68a4 68a8 901e 9040 9060 9062 9070 9078 907a 9090 90d2 c080|q|=loader|EM/MC module
*|||`
