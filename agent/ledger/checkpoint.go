package ledger

import (
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"os"
)

// Checkpoint is the account at its last poll, kept in the run folder (memory):
// it bridges a restart of the agent, never one of the host.
type Checkpoint struct {
	ICCID   string
	Counted uint64 // revision of the counts
	Known   Known
	Data    Data
	SMS     SMS
	Point   Point
	Period  uint64   // digest of the sid of the period that the counts are of, 0 when not known
	Marks   []uint32 // digests of SMS Commands that SMS holds and no commit does yet, at most 8, newest last
}

// checkpointMarks is how many marks a checkpoint has room for. The sixth SMS
// Command of a ready Sim is one too many, so these are plenty.
const checkpointMarks = 8

const (
	checkpointBytes = 256
	checkpointMagic = "SIMC\x01"
)

// ErrNoCheckpoint: there is none, or it is torn, which is the same.
var ErrNoCheckpoint = errors.New("no checkpoint")

// Checkpoint of the account as it is now.
func (a *Account) Checkpoint() Checkpoint {
	return Checkpoint{ICCID: a.ICCID, Counted: a.Counted, Known: a.Known, Data: a.Data, SMS: a.SMS, Point: a.Point, Period: a.countsOf, Marks: a.newMarks}
}

// Marshal gives 256 bytes: magic with version, length, the fields with the
// tags of a slot, zeros, CRC-32C. It fails when a text is too long.
func (c Checkpoint) Marshal() ([]byte, error) {
	r := Record{ICCID: c.ICCID, Known: c.Known, Data: c.Data, SMS: c.SMS, Point: c.Point}
	if err := r.check(); err != nil {
		return nil, err
	}
	w := fieldWriter{b: make([]byte, 7, checkpointBytes)}
	copy(w.b, checkpointMagic)
	w.text(tagICCID, c.ICCID)
	w.uint64(tagRev, c.Counted, c.Counted)
	w.byte(tagKnown, byte(c.Known))
	w.uint64(tagData, uint64(c.Data.TX), uint64(c.Data.RX), uint64(c.Data.Past), uint64(c.Data.Slack))
	w.uint32(tagSMS, c.SMS.Sent, c.SMS.Received, c.SMS.Past, c.SMS.Slack)
	w.field(tagPoint, c.Point.append)
	if c.Period != 0 {
		w.uint64(tagPeriodOf, c.Period)
	}
	if len(c.Marks) > 0 {
		w.uint32(tagMarks, c.Marks[max(len(c.Marks)-checkpointMarks, 0):]...)
	}
	le.PutUint16(w.b[5:], uint16(len(w.b)-7))
	b := append(w.b, make([]byte, checkpointBytes-4-len(w.b))...)
	return le.AppendUint32(b, crc32.Checksum(b, castagnoli)), nil
}

// UnmarshalCheckpoint reads what Marshal wrote; ErrNoCheckpoint for anything
// else.
func UnmarshalCheckpoint(b []byte) (Checkpoint, error) {
	const body = checkpointBytes - 4
	if len(b) != checkpointBytes || string(b[:5]) != checkpointMagic || le.Uint32(b[body:]) != crc32.Checksum(b[:body], castagnoli) {
		return Checkpoint{}, ErrNoCheckpoint
	}
	n := int(le.Uint16(b[5:]))
	if n > body-7 {
		return Checkpoint{}, ErrNoCheckpoint
	}
	r, err := decodePayload(b[7 : 7+n])
	if err != nil {
		return Checkpoint{}, ErrNoCheckpoint
	}
	c := Checkpoint{ICCID: r.ICCID, Counted: r.Counted, Known: r.Known, Data: r.Data, SMS: r.SMS, Point: r.Point, Marks: r.SMSMarks}
	for _, f := range r.Unknown {
		if f.Tag == tagPeriodOf && len(f.Value) == 8 {
			c.Period = le.Uint64(f.Value)
		}
	}
	return c, nil
}

// tagPeriodOf is of a checkpoint alone; a slot has the period itself.
const tagPeriodOf = 0xfffe

// periodDigest tells periods apart; 0 is for none.
func periodDigest(sid string) uint64 {
	if sid == "" {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(sid))
	return h.Sum64()
}

// WriteCheckpoint overwrites the file at path in place with one write and
// without fsync: the folder is in memory. Mode 0600.
func WriteCheckpoint(path string, c Checkpoint) error {
	b, err := c.Marshal()
	if err != nil {
		return fmt.Errorf("cannot write checkpoint: %v", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("cannot write checkpoint: %w", err)
	}
	_, err = f.WriteAt(b, 0)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("cannot write checkpoint: %w", err)
	}
	return nil
}

// ReadCheckpoint reads the file at path. A missing or torn one gives
// ErrNoCheckpoint.
func ReadCheckpoint(path string) (Checkpoint, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return Checkpoint{}, ErrNoCheckpoint
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("cannot read checkpoint: %w", err)
	}
	return UnmarshalCheckpoint(b)
}
