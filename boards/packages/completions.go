package packages

import (
	"bytes"
	"io"

	"github.com/spf13/cobra"
)

// Completions are what bash, zsh and fish read; each asks the program itself what fits.
func Completions(root *cobra.Command) ([]File, error) {
	var files []File
	for _, shell := range []struct {
		path string
		make func(io.Writer) error
	}{
		{"/usr/share/bash-completion/completions/simagent", func(w io.Writer) error { return root.GenBashCompletionV2(w, true) }},
		{"/usr/share/zsh/vendor-completions/_simagent", root.GenZshCompletion},
		{"/usr/share/fish/vendor_completions.d/simagent.fish", func(w io.Writer) error { return root.GenFishCompletion(w, true) }},
	} {
		var b bytes.Buffer
		if err := shell.make(&b); err != nil {
			return nil, err
		}
		files = append(files, File{Path: shell.path, Text: b.Bytes()})
	}
	return files, nil
}
