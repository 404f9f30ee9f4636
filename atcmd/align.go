package atcmd

import (
	"context"
	"errors"
	"strings"
	"time"
)

// How often Align asks, and how long it leaves the line alone before it asks again: more than a module takes for an answer
// that is on its way.
const (
	alignTries = 4
	alignQuiet = 300 * time.Millisecond
)

// Align makes sure that each command gets its own answer. What another program, or an agent before this one, asked last may be
// answered only now: it would complete the first command of this session, whose own answer would complete the second, and so
// on. A command whose answer cannot be another's shows that; what is on its way then comes while nobody asks, and is dropped.
// Call it when the module answers and its echo is off. A module that refuses the command, or answers it with nothing, is left as it is.
func (s *Session) Align(ctx context.Context) error {
	for range alignTries {
		info, err := s.Do(ctx, markerPart)
		if _, refused := errors.AsType[*CommandError](err); refused {
			return nil
		}
		if err != nil {
			return err
		}
		for _, line := range info {
			if strings.HasPrefix(line, markerName) {
				return nil
			}
		}
		quiet := time.NewTimer(alignQuiet)
		select {
		case <-quiet.C:
		case <-s.dead:
			quiet.Stop()
			return s.Err()
		case <-ctx.Done():
			quiet.Stop()
			return ctx.Err()
		}
	}
	return nil
}
