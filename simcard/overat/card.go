package overat

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"simagent/simcard"
)

// Field is what one file or question gave: a value, or the reason why there is none: a *StatusError of the card,
// simcard.ErrBlank, an error of the decoder, of the modem, or of the context.
type Field[T any] struct {
	Value T
	Err   error
}

// Known reports whether there is a value.
func (f Field[T]) Known() bool { return f.Err == nil }

// Options are what ReadCard may use besides +CRSM. The zero value asks for what any module knows.
type Options struct {
	ICCIDCommands []string   // the family's and other vendors', for the cross-check; see Fallbacks
	EIDCommands   []string   // the family's
	EID           bool       // ask the ISD-R for the EID; it opens and closes a logical channel
	Retries       TriesQuery // the family's query for the tries left; nil: none

	ReaderOptions
}

// Card is what ReadCard saw.
type Card struct {
	Identity Field[Identity]
	Lock     Field[string] // the code of +CPIN?: "READY", "SIM PIN", …
	Tries    Field[Tries]
	EID      Field[simcard.EID]

	IMSI   Field[simcard.IMSI]
	AD     Field[simcard.AD]
	SPN    Field[simcard.SPN]
	ACC    Field[simcard.AccessClasses]
	UST    Field[simcard.Services]
	ECC    Field[[]simcard.Emergency]
	FPLMN  Field[[]simcard.PLMN]
	EHPLMN Field[[]simcard.PLMN]
	UPLMN  Field[[]simcard.PLMNAcT] // PLMNwAcT, the user's
	OPLMN  Field[[]simcard.PLMNAcT] // OPLMNwAcT, the operator's
	HPLMN  Field[[]simcard.PLMNAcT] // HPLMNwAcT
	LOCI   Field[simcard.LOCI]
	PSLOCI Field[simcard.PSLOCI]
	EPS    Field[simcard.EPSLOCI]
}

// Home returns the home network that the IMSI names, "" when the IMSI or the length of its MNC is not known.
func (c Card) Home() simcard.PLMN {
	if !c.IMSI.Known() || !c.AD.Known() {
		return ""
	}
	return c.IMSI.Value.PLMN(c.AD.Value.MNCLength)
}

// ErrNotAsked is the reason for what the options do not ask for.
var ErrNotAsked = errors.New("not asked for")

// ReadCard reads all that is of interest, file by file; it writes nothing and spends no try of the PIN. What
// cannot be read has its reason and does not keep the rest from being read, except that without a card,
// or once the session or ctx has ended, nothing more is asked and everything left has that reason.
func ReadCard(ctx context.Context, d Doer, o Options) Card {
	var c Card
	var ended error
	c.Lock.Value, c.Lock.Err = readLock(ctx, d)
	if err := c.Lock.Err; err != nil && (absent(err) || over(ctx, err) && !unanswered(ctx, err)) {
		ended = err
	}
	r := NewReader(d, o.ReaderOptions)
	defer r.Close(ctx)
	s := snapshot{ctx: ctx, r: r, ended: ended}
	question(&s, &c.Identity, func() (Identity, error) { return ReadIdentity(ctx, d, o.ICCIDCommands) })
	question(&s, &c.Tries, func() (Tries, error) { return ReadTries(ctx, d, o.Retries, !o.NoCSIM) })
	s.files(&c)
	question(&s, &c.EID, func() (simcard.EID, error) {
		if !o.EID && len(o.EIDCommands) == 0 {
			return simcard.EID{}, ErrNotAsked
		}
		r.Close(ctx) // one channel at a time: cards have three
		return ReadEID(ctx, d, o.EIDCommands, o.ReaderOptions)
	})
	return c
}

// snapshot is one run over the files.
type snapshot struct {
	ctx   context.Context
	r     *Reader
	ended error // why nothing more is asked
}

// files reads the files; the guesses are their usual lengths.
func (s *snapshot) files(c *Card) {
	question(s, &c.IMSI, s.imsi)
	transparent(s, &c.AD, simcard.FileAD, 4, simcard.DecodeAD)
	transparent(s, &c.SPN, simcard.FileSPN, 17, simcard.DecodeSPN)
	transparent(s, &c.ACC, simcard.FileACC, 2, simcard.DecodeACC)
	transparent(s, &c.UST, simcard.FileUST, 1, func(ef []byte) (simcard.Services, error) { return ef, nil })
	transparent(s, &c.FPLMN, simcard.FileFPLMN, fplmnBytes, simcard.DecodeFPLMN)
	transparent(s, &c.EHPLMN, simcard.FileEHPLMN, 3, simcard.DecodeEHPLMN)
	transparent(s, &c.UPLMN, simcard.FileUPLMN, 40, simcard.DecodePLMNAcT)
	transparent(s, &c.OPLMN, simcard.FileOPLMN, 40, simcard.DecodePLMNAcT)
	transparent(s, &c.HPLMN, simcard.FileHPLMN, 5, simcard.DecodePLMNAcT)
	transparent(s, &c.LOCI, simcard.FileLOCI, 11, simcard.DecodeLOCI)
	transparent(s, &c.PSLOCI, simcard.FilePSLOCI, 14, simcard.DecodePSLOCI)
	transparent(s, &c.EPS, simcard.FileEPS, 18, simcard.DecodeEPSLOCI)
	question(s, &c.ECC, s.ecc)
}

// imsi reads the file. Where neither +CRSM nor +CSIM gives it, the module may have it from the card's start
// (27.007, 5.4).
func (s *snapshot) imsi() (simcard.IMSI, error) {
	ef, err := s.r.Binary(s.ctx, simcard.FileIMSI, 9)
	if err == nil {
		return simcard.DecodeIMSI(ef)
	}
	if over(s.ctx, err) || aboutCard(err) {
		return simcard.IMSI{}, err
	}
	lines, why := s.r.d.Do(s.ctx, "+CIMI")
	if why != nil && over(s.ctx, why) {
		return simcard.IMSI{}, why
	}
	for _, line := range lines {
		if id, e := simcard.ParseIMSI(strings.TrimPrefix(line, "+CIMI:")); e == nil && why == nil {
			return id, nil
		}
	}
	return simcard.IMSI{}, err
}

// ecc reads the emergency numbers: records of a 3G card, a row of numbers on a 2G one.
func (s *snapshot) ecc() ([]simcard.Emergency, error) {
	list, err := s.r.Records(s.ctx, simcard.FileECC, 4)
	if e, ok := errors.AsType[*StatusError](err); ok && (e.Status == simcard.StatusStructure || e.Status == 0x9408) {
		ef, err := s.r.Binary(s.ctx, simcard.FileECC, 15)
		if err != nil {
			return nil, err
		}
		return simcard.DecodeECC(ef)
	}
	if err != nil {
		return nil, err
	}
	var all []simcard.Emergency
	for _, record := range list {
		e, err := simcard.DecodeECCRecord(record)
		if errors.Is(err, simcard.ErrBlank) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	if all == nil {
		return nil, fmt.Errorf("cannot read ECC: %w", simcard.ErrBlank)
	}
	return all, nil
}

// transparent reads and decodes one file.
func transparent[T any](s *snapshot, f *Field[T], file simcard.FileID, guess int, decode func([]byte) (T, error)) {
	question(s, f, func() (v T, err error) {
		ef, err := s.r.Binary(s.ctx, file, guess)
		if err != nil {
			return v, err
		}
		return decode(ef)
	})
}

// question asks, unless there is nobody left to ask.
func question[T any](s *snapshot, f *Field[T], ask func() (T, error)) {
	if s.ended != nil {
		f.Err = s.ended
		return
	}
	f.Value, f.Err = ask()
	if f.Err != nil && over(s.ctx, f.Err) {
		s.ended = f.Err
	}
}
