package overat_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"simagent/simcard"
	"simagent/simcard/overat"
	"simagent/simcard/overat/overattest"
)

// hostile is a modem that says to each command what the next bytes of a tape want, with the full card behind
// it for what it feels like answering.
type hostile struct {
	*overattest.Module
	tape  []byte
	asked int
}

func (h *hostile) next() byte {
	if len(h.tape) == 0 {
		return 0
	}
	b := h.tape[0]
	h.tape = h.tape[1:]
	return b
}

func (h *hostile) Do(ctx context.Context, cmd string) ([]string, error) {
	h.asked++
	lines, err := h.Module.Do(ctx, cmd)
	name, _, _ := strings.Cut(cmd, "=")
	name = strings.TrimRight(name, "?")
	switch h.next() % 9 {
	case 1:
		return nil, fmt.Errorf("AT%s: odd", name)
	case 2:
		return nil, nil
	case 3: // another status word
		return []string{fmt.Sprintf("%s: %d,%d", name, h.next(), h.next())}, nil
	case 4: // the same with data
		n := int(h.next())
		return []string{fmt.Sprintf(`%s: %d,%d,"%s"`, name, h.next(), h.next(), strings.Repeat("AB", n))}, nil
	case 5: // the same over +CSIM
		return []string{fmt.Sprintf(`%s: 4,"%02X%02X"`, name, h.next(), h.next())}, nil
	case 6: // a template that claims what it likes
		return []string{fmt.Sprintf(`%s: 144,0,"620B8205%02X21%02X%02X%02X8002%02X%02X"`, name, h.next(), h.next(), h.next(), h.next(), h.next(), h.next())}, nil
	case 7:
		return append([]string{"+CREG: 1", `+CSIM: 4,"6C`}, lines...), err
	}
	return lines, err
}

// FuzzHostileModem: whatever a modem says, reading ends within a bounded number of commands, writes
// nothing, spends no try, gives no number that the card does not have, and no error shows a whole one.
func FuzzHostileModem(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{0, 0, 0, 0, 0, 3, 108, 10, 3, 108, 12})
	f.Add([]byte{1, 1, 1, 1, 1, 1, 1, 1, 1, 5, 0x61, 5, 5, 0x61, 9})
	f.Add([]byte{0, 0, 0, 0, 0, 0, 6, 0x42, 0, 1, 255, 1, 0})
	f.Fuzz(func(t *testing.T, tape []byte) {
		if len(tape) > 4096 {
			return
		}
		h := &hostile{Module: &overattest.Module{Card: fullCard()}, tape: tape}
		before := string(h.Card.File(simcard.FileFPLMN))
		c := overat.ReadCard(t.Context(), h, overat.Options{EID: true, ICCIDCommands: overat.Fallbacks()})
		require.Less(t, h.asked, 25*300, "it does not end")
		require.Equal(t, before, string(h.Card.File(simcard.FileFPLMN)))
		for _, err := range []error{c.Identity.Err, c.IMSI.Err, c.EID.Err, c.LOCI.Err} {
			if err != nil {
				require.NotContains(t, err.Error(), "00000000")
			}
		}
		if c.Identity.Known() {
			require.Contains(t, []string{number}, c.Identity.Value.ICCID.Digits(), "an identity that the card does not have")
		}
		require.Equal(t, 3, h.Card.PIN().Tries)
	})
}

// FuzzParseCSIM: what is accepted, written out in the plain form, reads the same, under both names.
func FuzzParseCSIM(f *testing.F) {
	f.Add(`+CSIM: 4,"63C3"`)
	f.Add(`+CSIM : 08 , "000063c1"`)
	f.Add(`+CSIM: 4,"63D"`)
	f.Fuzz(func(t *testing.T, line string) {
		r, err := overat.ParseCSIM(line)
		if err != nil {
			require.Equal(t, overat.Response{}, r)
			return
		}
		body := fmt.Sprintf(`: %d,"%X%02X%02X"`, 2*len(r.Data)+4, r.Data, r.Status.SW1(), r.Status.SW2())
		again, err := overat.ParseCSIM("+CSIM" + body)
		require.NoError(t, err)
		require.Equal(t, r, again)
		again, err = overat.ParseCGLA("+CGLA" + body)
		require.NoError(t, err)
		require.Equal(t, r, again)
		require.LessOrEqual(t, 2*len(r.Data)+4, len(line))
		require.LessOrEqual(t, len(r.Data), 256)
	})
}

// FuzzParseCPINR: a count comes out only when it stands there.
func FuzzParseCPINR(f *testing.F) {
	f.Add("+CPINR: SIM PIN,3,3")
	f.Add(`+CPINR : "SIM PUK", 10`)
	f.Fuzz(func(t *testing.T, line string) {
		code, left, ok := overat.ParseCPINR(line)
		if !ok {
			return
		}
		require.True(t, left >= 0 && left <= 15)
		again, n, ok := overat.ParseCPINR(fmt.Sprintf("+CPINR: %s,%d", code, left))
		require.True(t, ok)
		require.Equal(t, left, n)
		require.Equal(t, strings.TrimSpace(code), strings.TrimSpace(again))
	})
}
