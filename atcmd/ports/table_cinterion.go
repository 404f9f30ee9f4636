package ports

// EXS82: option.c binds its only vendor-specific port, a debug port; AT is on CDC
// ACM ports.
const cinterionRows = `0053|m|.g|PHS8|Cinterion PLS8
005b 005d|m|a.A.g.-.d|PLS62|Cinterion PLS8
0061|m|p.a.g.-.-|PLS8|Cinterion PLS8
0069|m|a.A.g.d|PLS63|Cinterion PLS8
006f|m|a.A.g.d|PLS83|Cinterion PLS8
006c|k||EXS82|Cinterion EXS82|t
00b3|m|..a.g-|MV31
00f1|m|..a.g-|MV32
*|||`
