package transcript_test

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"simagent/atcmd/modemtest"
	"simagent/atcmd/transcript"
)

const folder = "../../testdata/transcripts"

// recorded says who plays each transcript that is not of an emulated module:
// every file has one row, or the tests fail. One that a test of another package
// plays has its row here too.
var recorded = map[string]player{}

type player func(*testing.T, *transcript.Player) []transcript.Pair

// rows are all transcripts: recorded, and one for each emulated module.
func rows() map[string]player {
	all := maps.Clone(recorded)
	for _, p := range modemtest.Personas() {
		all[p.Name+".at"] = playAgent
	}
	return all
}

// playAgent has the agent's code talk to the transcript, and gives what it finds.
func playAgent(t *testing.T, p *transcript.Player) []transcript.Pair {
	nothing := func() {}
	return drive(t, p.Open, hand{nothing, nothing, nothing, nothing})
}

func TestEveryTranscriptIsPlayed(t *testing.T) {
	files, err := filepath.Glob(folder + "/*")
	require.NoError(t, err)
	played := rows()
	var names []string
	for _, path := range files {
		name := filepath.Base(path)
		names = append(names, name)
		require.True(t, strings.HasSuffix(name, ".at"), "%s is no transcript", name)
		require.Contains(t, played, name, "no test plays it: add a row to the table")
	}
	for name := range played {
		require.Contains(t, names, name, "a test plays it, and it is not there")
	}
}

func TestTranscripts(t *testing.T) {
	for name, play := range rows() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				path := filepath.Join(folder, name)
				s, err := transcript.Load(path)
				require.NoError(t, err)
				require.NotEmpty(t, s.Header.Source, "where does it come from?")
				require.NotEmpty(t, s.Header.Expect, "what must a test find?")
				found := play(t, transcript.PlayFile(t, path, transcript.PlayOptions{Paced: true}))
				require.Equal(t, s.Header.Expect, found)
			})
		})
	}
}

// TestTranscriptsPrintAsTheyAre: the files are what a Writer prints.
func TestTranscriptsPrintAsTheyAre(t *testing.T) {
	for name := range rows() {
		path := filepath.Join(folder, name)
		s, err := transcript.Load(path)
		require.NoError(t, err)
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		var got strings.Builder
		require.NoError(t, s.Write(&got))
		require.Equal(t, string(want), got.String())
	}
}

// TestTranscriptsAnswerLoosely: any transcript serves a person who asks in an
// order of her own.
func TestTranscriptsAnswerLoosely(t *testing.T) {
	for name := range rows() {
		s, err := transcript.Load(filepath.Join(folder, name))
		require.NoError(t, err)
		for _, e := range s.Entries {
			if e.Kind != transcript.Sent {
				continue
			}
			here, there := io.Pipe()
			back, answer := io.Pipe()
			go func() { _ = transcript.NewLoose(s, transcript.PlayOptions{}).Serve(t.Context(), duplex{here, answer}) }() // ends when its input does
			var got strings.Builder
			done := make(chan struct{})
			go func() { defer close(done); _, _ = io.Copy(&got, back) }()
			_, err := there.Write([]byte(e.Data))
			require.NoError(t, err)
			require.NoError(t, there.Close())
			<-done
			require.NotEqual(t, "\r\nERROR\r\n", got.String(), e.Data)
			break
		}
	}
}

type duplex struct {
	io.Reader
	io.WriteCloser
}
