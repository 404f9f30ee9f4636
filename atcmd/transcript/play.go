package transcript

import (
	"fmt"
	"io"
	"os"
)

// TB is what Play needs of a *testing.T.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Load reads a transcript from a file.
func Load(path string) (*Script, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read transcript: %w", err)
	}
	defer f.Close()
	return Parse(f)
}

// Play opens the module's side of a transcript for a test, which fails at the
// end when the client has deviated or the transcript is not used up.
func Play(t TB, path string) io.ReadWriteCloser {
	t.Helper()
	port, err := PlayFile(t, path, PlayOptions{}).Open()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return port
}

// PlayFile is Play for a transcript in which the port is opened more than once.
func PlayFile(t TB, path string, o PlayOptions) *Player {
	t.Helper()
	s, err := Load(path)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	p, err := NewPlayer(s, o)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	t.Cleanup(func() {
		if err := p.Finish(); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	})
	return p
}
