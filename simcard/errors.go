package simcard

import "errors"

// ErrBlank is the reason when a file is there and was never written: it is empty, or FF throughout.
// Errors of the decoders wrap it.
var ErrBlank = errors.New("never written")

// ErrLength is the reason when a file, a record or an answer is shorter or longer than its layout.
// Errors of the decoders wrap it.
var ErrLength = errors.New("wrong length")
