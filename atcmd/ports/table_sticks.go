package ports

// Sticks of makers who sell under many names. Source: ModemManager 1.24, udev rules.
const longcheerRows = `3197|m|aA|stick
6000 6060 6061|m|a.A|stick
7001|m|A.aA|stick
7002|m|A.aAA|stick
7101|m|A...aA|stick
7102|m|A...aAA|stick
8000|m|A.A..a|stick
8001 8002|m|A.A.a|stick
9000|m|.A.a|stick
9001 9002 9012 9022 9603|m|AAa|stick
9003 9605|m|AAAa|stick
9004 9005|m|Aa|stick
9010 9020 9604|m|AA.a|stick
9602|m|aAA|stick
9606|m|AAA.a|stick
9607|m|AAAAa|stick`

const alcatelRows = `0000|m|AAAa|X060S/X200
0017|m|AAAA.a|X220/X500D
00b7|m|Ag-Aa|stick
022c|m|-aA-|stick`

const olivettiRows = `c005|m|AAAA.aA|Olicard 200`

// 0003 and 2000 are a chip that waits for firmware.
const mediatekRows = `00a1 00a2|m|aA|stick
00a4|m|a.A|stick
00a5 00a7 0023|m|..aA|stick
0003 2000 2001|l|=loader|chip`

const nokiaRows = `060d 0611 061a 061b 061f 0620 0623 0624 0625 062a 062e 062f|m|.a|stick
0619|m|...a|stick`
