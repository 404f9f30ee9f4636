package ports

const fibocomRows = `0007|m|..a.-.A|L850|Fibocom L850
0001|k||L716|Fibocom L610|b
0104|m|daA-|NL678/FM150|Fibocom NL668
0105|k||NL678|Fibocom NL668|b
0106|m|-aA|MA510
010a|m|aA|MA510
010b|k||FG150||b
0111|k||FM160|Fibocom NL668|b
0112|k|@qualcomm|FG132
0115|m|..-a--|FM135
01a0|m|..aA-|NL668|Fibocom NL668
01a2|m|..a---|FM101
01a3|k||FM101||b
01a4|m|..-a---|FM101
0a04 0a05 0a06 0a07|k||FM650||b
*|||`

const fibocomOnQualcomm = `1001|m|daAA|NL668|Fibocom NL668`

const fibocomOnUnisoc = `4d10|m|a----AA|L610|Fibocom L610
4d11|m|..a----AA|L610 (ECM, RNDIS)|Fibocom L610`

const fibocomOnIntel = `095a|m|a.-.A|L860|Fibocom L850`

// Rolling makes the same boards under its own ids.
const rollingRows = `0104|m|daAg|RW101
0115 1003|m|..gda|RW135
01a2|m|..a-dg|RW101
01a3|m|..g|RW101
01a4 01a8 01a9|m|..da.gg|RW101
0301 0302|m|..a|RW101
0802|m|..---.----|RW350`
