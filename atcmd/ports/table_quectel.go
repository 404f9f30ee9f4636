package ports

// dga A is the order of Qualcomm's reference composition: diagnostics, NMEA, AT,
// modem. With RNDIS on, the EC25's AT port moves from interface 02 to 04
// (hideck#21). The modules on ASR and Unisoc chips put their network card first
// in every composition and do not move.
//
// 0700 and 0203: "Diag + GNSS + Modem", then QMI, ECM or a second modem port on
// 04. 030a and its like: "AT + DIAG + NMEA + Modem" from 02 on. 6001, 6005: "ECM
// / RNDIS + DIAG + AT + MODEM". 0901: "AT + AP + CP + NMEA + DIAG + MOS".
const quectelRows = `0121|m|+dgaA|EC21|Quectel EC25|x
0125|m|+dgaA|EC25/EG25|Quectel EC25
0191|m|+dgaA|EG91|Quectel EC25|x
0195|m|+dgaA|EG95|Quectel EC25|x
0296|m|+dgaA|BG96|Quectel BG95|x
0306|m|+dgaA|EP06/EG06|Quectel EG06|x
0512|m|+dgaA|EM12/EG12|Quectel EG06|x
0800|m|dgaA|RM500Q|Quectel RM500
0801|m|dgaA|RM520N|Quectel RM500
0128|m|...dga|EM060K
0700|k|dga.A|BG95/BG77|Quectel BG95
0203|k|dga|BG95-M3|Quectel BG95
0316|k|dga|RG255C
030a 030c 0310 0311 0312 0313 0314|k|..adgA|EM05|Quectel EC25|c
0123 0124 0129 012a 012b 012c 030b 6008 6009|k|@qualcomm|EM060K/EM061K
0901|k|..a|EC200U|Quectel EC200|o
6001|k|..daA|EG912Y|Quectel EC200
6002|k|..daA|EC200S|Quectel EC200|e
6005|k|..daA|EC200A|Quectel EC200
6007|k|dgaA|EG916Q|Quectel EC200
6026|k|..daA|EC200T|Quectel EC200|e
0900|k||RM500U|Quectel RM500U|b
0122|k||RG650V||b
0620|k||EM160R||b
7001|k||RM500K||b
*|||`

const quectelOnQualcomm = `9003|k||UC20||b
9090|k||UC15||b
9215|k||EC20|Quectel EC25|b`
