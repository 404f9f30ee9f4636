package transcript_test

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/modemtest"
	"simagent/atcmd/transcript"
	"simagent/simcard/simcardtest"
)

var update = flag.Bool("update", false, "write the transcripts of the emulated modules anew")

// The card and the key of the recordings: both made up, so that a recording is
// the same each time.
const (
	cardNumber = "8988307000000001238"
	recordKey  = "for transcripts of emulated modules only"
)

// record drives an emulated module and returns the transcript.
func record(t *testing.T, name string, p *modemtest.Persona) *transcript.Script {
	m := modemtest.New(modemtest.Options{Persona: p, Card: simcardtest.New(cardNumber), ResetEndsLink: true,
		Registration: modemtest.Roaming("310410", "AT&T"), AnswerDelay: 20 * time.Millisecond,
		Boot: modemtest.BootDelays{Port: 2 * time.Second, Fun: 3 * time.Second, SIM: 4 * time.Second, Messages: 5 * time.Second, Book: 6 * time.Second},
		Now:  time.Now})
	m.AddTraffic(123_456, 654_321)
	var tee transcript.Tee
	var out bytes.Buffer
	rec := transcript.NewSecretRecorder(&out, transcript.Header{Maker: p.Manufacturer, Model: p.Model, Firmware: p.Revision,
		Tool: "simagent, atcmd/transcript", Date: "2026-11-23", Source: "emulated persona " + name}, []byte(recordKey))
	tee.Attach(rec)
	var wg sync.WaitGroup // Serve of each link; joined below
	open := func() (io.ReadWriteCloser, error) {
		near, far := net.Pipe()
		wg.Go(func() { _ = m.Serve(context.Background(), far) })
		return tee.Wrap(near), nil
	}
	drive(t, open, hand{func() { require.NoError(t, m.DeliverSMS("+15550001234", "The door is open at pump 7")) }, m.RemoveCard, func() { m.InsertCard(simcardtest.New(cardNumber)) }, m.Reset})
	wg.Wait()
	tee.Detach(rec)
	require.NoError(t, rec.Close())
	require.NotContains(t, out.String(), cardNumber)
	require.NotContains(t, out.String(), p.IMEI)
	s, err := transcript.Parse(&out)
	require.NoError(t, err)
	return s
}

// text is a transcript as a string, without what depends on how the machine
// had its goroutines take turns.
func text(t *testing.T, s *transcript.Script) string {
	c := *s
	c.Entries = append([]transcript.Entry(nil), s.Entries...)
	for i := range c.Entries {
		c.Entries[i].Cuts, c.Entries[i].More = nil, false
	}
	var b strings.Builder
	require.NoError(t, c.Write(&b))
	return b.String()
}

// TestPersonasAreRecorded: each emulated module has a transcript, and says
// today what it said then. With -update it writes them.
func TestPersonasAreRecorded(t *testing.T) {
	for _, p := range modemtest.Personas() {
		t.Run(p.Name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := record(t, p.Name, p.New())
				player, err := transcript.NewPlayer(s, transcript.PlayOptions{Paced: true})
				require.NoError(t, err)
				s.Header.Expect = playAgent(t, player)
				require.NoError(t, player.Finish())
				path := filepath.Join(folder, p.Name+".at")
				if *update {
					var b bytes.Buffer
					require.NoError(t, s.Write(&b))
					require.NoError(t, os.WriteFile(path, b.Bytes(), 0o644))
					return
				}
				was, err := transcript.Load(path)
				require.NoError(t, err, "go test ./atcmd/transcript -run TestPersonasAreRecorded -update")
				require.Equal(t, text(t, was), text(t, s), "the persona or its profile has changed: go test ./atcmd/transcript -run TestPersonasAreRecorded -update")
			})
		})
	}
}
