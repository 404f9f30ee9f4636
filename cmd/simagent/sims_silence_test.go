package main

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		s := startSilence(&b, "waiting")
		said := func(after time.Duration, times int) {
			time.Sleep(after)
			synctest.Wait()
			s.mu.Lock() // under which it is written
			defer s.mu.Unlock()
			require.Equal(t, times, bytes.Count(b.Bytes(), []byte("waiting\n")))
		}
		said(2900*time.Millisecond, 0)
		s.over()
		said(2900*time.Millisecond, 0)
		said(200*time.Millisecond, 1)
		said(time.Minute, 1)
		resume := s.pause()
		said(time.Minute, 1)
		s.over()
		said(time.Minute, 1)
		resume()
		said(2900*time.Millisecond, 1)
		said(200*time.Millisecond, 2)
		s.over()
		s.end()
		said(time.Minute, 2)
	})
	var none *silence
	none.over()
	none.pause()()
	none.end()
}
