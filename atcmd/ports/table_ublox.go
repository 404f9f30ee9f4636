package ports

// ModemManager's rules name the ports to leave alone; AT is on the others, 00
// first. TOBY-L4 is ready on 06. The kernel's notes for LARA-R6 and LARA-L6:
// diagnostics, AT, AT, then AT or an alternative function.
//
// The vendor has no row for all its products: most of them are positioning
// receivers.
const ubloxRows = `1010|m|..-.-.a.-|TOBY-L4|u-blox TOBY-L2
1102|m|a.A.A.-.-.-.-|SARA-U2
1104|m|a.-.-.-|SARA-U2
1107|m|a.A.A.-.-.-|TOBY-R2|u-blox TOBY-L2
110a|m|a.A.A.-.-.-|LARA-R2|u-blox TOBY-L2
1141 1143 1146|m||TOBY-L2|u-blox TOBY-L2|t
1311 1312 1313|k|daA-|LARA-R6|u-blox LARA-R6
1341 1342 1343|k|daA-|LARA-L6|u-blox LARA-R6`

const ubloxOnQualcomm = `908b|m|-aA-|LARA-R6|u-blox LARA-R6
90b2|k|d-a|SARA-R4|u-blox SARA-R4|r
90fa|k||LARA-R6|u-blox LARA-R6|b`
