package transcript

import "io"

// NewSecretRecorder is NewRecorder with a secret of the test's choice.
func NewSecretRecorder(w io.Writer, h Header, secret []byte) *Recorder {
	return newRecorder(w, h, secret)
}
