package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// flagError says what a flag wants, where the parser would say what a function of Go's library was called with.
func flagError(err error) error {
	wrong, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	flag := wrong.GetFlag()
	want, ok := map[string]string{
		"duration": "a time such as 30s, 5m or 1h30m",
		"int":      "a whole number",
		"uint":     "a whole number, 0 or more",
		"bool":     "true or false",
	}[flag.Value.Type()]
	if !ok {
		return err
	}
	return fmt.Errorf("cannot use --%s %q: want %s", flag.Name, wrong.GetValue(), want)
}

// Said is the text of an error that ends a program.
func Said(err error) string {
	text := err.Error()
	if reason, ok := strings.CutPrefix(text, "write /dev/stdout: "); ok {
		return "cannot write to standard output: " + reason
	}
	return strings.ReplaceAll(text, "write /dev/stdout: ", "standard output: ")
}
