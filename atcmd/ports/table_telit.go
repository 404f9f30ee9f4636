package ports

// The kernel's notes call the ports of the newer compositions "tty" and mark the
// diagnostics port by its flags; the RNDIS and ECM compositions number the rest as
// the MBIM one does. 1034 to 103c are named port by port.
const telitRows = `1003 1006|m|a.A|UC864/CC864
1004 1005|m|a.gA|UC864-G/CC864-DUAL
1010|m|.gAa|DE910-DUAL
1011|m|.a|CE910-DUAL
1031 1033|m|daA|LE910C1-EUX|Telit LE910C1
1034 1035 1036|k|aA|LE910C4-WWX|Telit LE910C1
1037 103b|k|d-aA|LE910C4-WWX|Telit LE910C1
1038 103c|k|-aA|LE910C4-WWX|Telit LE910C1
1040|m|d..-aA-|LM940/LM960|Telit LE910C1
1041|m|d...-aA-|LM940/LM960 (MBIM)|Telit LE910C1
1042|k|..d.-aA-|LM940/LM960 (RNDIS)|Telit LE910C1|a
1043|k|d...-aA-|LM940/LM960 (ECM)|Telit LE910C1|a
1050|m|d..-aA-|FN980
1051|m|d...-aA-|FN980 (MBIM)
1052|k|..d.-aA-|FN980 (RNDIS)||a
1053|k|d...-aA-|FN980 (ECM)||a
1060|m|d..gaA-|LN920|Telit LE910C1
1061|m|d...gaA-|LN920 (MBIM)|Telit LE910C1
1062|k|..d.gaA-|LN920 (RNDIS)|Telit LE910C1|a
1063|k|d...gaA-|LN920 (ECM)|Telit LE910C1|a
1070|m|d..gaA-|FN990
1071|m|d...gaA-|FN990 (MBIM)
1072|k|..d.gaA-|FN990 (RNDIS)||a
1073|k|d...gaA-|FN990 (ECM)||a
1080|k|d..gaA-|FE990||a
1081 1083|k|d...gaA-|FE990 (MBIM, ECM)||a
1082|k|..d.gaA-|FE990 (RNDIS)||a
10a0 10c0 3000|m|.gad|FN920/FE910
10a2 10c2|m|..gad|FN920/FE910 (MBIM)
10a1 10a3 10c1 10c3|k|..gad|FN920/FE910 (RNDIS, ECM)||a
10a4 10c4|m|.aAd|FN920/FE910
10a7 10c6|m|..aAd|FN920/FE910 (MBIM)
10a6 10a8 10c5 10c7|k|..aAd|FN920/FE910 (RNDIS, ECM)||a
10a9 10c8 3001|m|.ad|FN920/FE910
10aa 10c9|m|..ad|FN920/FE910 (MBIM)
10ab 10cb|k|..ad|FN920/FE910 (RNDIS)||a
10b0 10d0|m|.gaA-d|FE990B/FN990B
10b1 10d1|m|..gaA-d|FE990B/FN990B (MBIM)
10b2 10b3 10d2 10d3|k|..gaA-d|FE990B/FN990B (RNDIS, ECM)||a
1101 110a|m|daA|ME910C1|Telit ME910C1
1102 110b|k|daA|ME910 (ECM)|Telit ME910C1|a
1201|m|d..gaA-|LE910C1|Telit LE910C1
1204|m|d...gaA-|LE910C1 (MBIM)|Telit LE910C1
1203 1231|k|..d.gaA-|LE910C1 (RNDIS)|Telit LE910C1|a
1206|k|d...gaA-|LE910C1 (ECM)|Telit LE910C1|a
1230|k|d..gaA-|LE910C1|Telit LE910C1|a
7010 7011|m|..-Aa|LE910S1|Telit LE910C1
7020 7021|m|..A.-.a|LE910Q1/ELS63|Telit LE910Q1
*|||`
