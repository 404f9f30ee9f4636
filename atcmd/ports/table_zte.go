package ports

// ZTE gives each stick an id of its own; ModemManager's rules name the AT ports.
const zteRows = `0001|m|a.A|stick|ZTE
0064|m|A.a|stick|ZTE
0002 0012 0024 0025 0055|m|..a.A|stick|ZTE
0003 0004 0005 0006 0007 0008 0009 000a|m|aA|stick|ZTE
0015 0030 0054|m|.a.A|stick|ZTE
0016 0017 0018 0019 0117 0156|m|.Aa|stick|ZTE
0021 0031 0037 0039 0042 0052 0057 0058 0061 0063 0066 0078 0082|m|.A.a|stick|ZTE
0104 0106 0108 0122 0123 1007 1008 1010 1254 1268 2002 2003|m|.A.a|stick|ZTE
0033 0091 0113 0118 0121 0124 0126 0128|m|.A..a|stick|ZTE
0043|m|..Aa|stick|ZTE
0048 0049|m|..A.a|stick|ZTE
0125|m|.A...a|stick|ZTE
1515|m|a.A|stick|ZTE
1402|m|---|stick|ZTE
1405|u|=hilink|stick
1403 1557|u|=hilink|stick||s
2000 0166 0325 1210 1224 1225 1420 1514 1517 1520 1528 1588 1595|u|=storage|stick
*||||ZTE`
