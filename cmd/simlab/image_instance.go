package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The programs of ours in an image, as gokrazy names them.
const (
	imageAgent = "simagent/cmd/simagent"
	imageRelay = "simagent/cmd/simlab" // in the image of simlab image-test alone
)

// imageInstance is what gok builds an image of: a folder of the repository, boards/image/BOARD/config.json, with
// boards/image/builddir, which pins kernel, firmware and gokrazy's own programs, and with what only the build knows.
type imageInstance struct {
	source string   // the repository, an absolute path
	board  string   // folder below boards/image
	config string   // file that becomes /etc/simagent.toml
	files  string   // folder that becomes /etc/simagent, with the modes of its files; "" is none
	flags  []string // of go build for simagent
	relay  bool     // lets the host ask the agent
}

// write makes the folder, which must not be there.
func (i imageInstance) write(dir string) error {
	image := filepath.Join(i.source, "boards/image")
	template, err := os.ReadFile(filepath.Join(image, i.board, "config.json"))
	if err != nil {
		return fmt.Errorf("cannot read the instance of %s: %w", i.board, err)
	}
	settings, err := os.ReadFile(i.config)
	if err != nil {
		return fmt.Errorf("cannot read simagent's configuration: %w", err)
	}
	config, err := i.fill(template, string(settings))
	if err != nil {
		return fmt.Errorf("cannot use the instance of %s: %w", i.board, err)
	}
	if err := os.CopyFS(filepath.Join(dir, "builddir"), os.DirFS(filepath.Join(image, "builddir"))); err != nil {
		return err
	}
	return errors.Join(i.pin(filepath.Join(dir, "builddir/simagent")), os.WriteFile(filepath.Join(dir, "config.json"), config, 0o600))
}

// fill puts into a config.json what the repository cannot know, and leaves all else as it stands there.
func (i imageInstance) fill(template []byte, settings string) ([]byte, error) {
	var config map[string]any
	if err := json.Unmarshal(template, &config); err != nil {
		return nil, err
	}
	packages, _ := config["PackageConfig"].(map[string]any)
	agent, ok := packages[imageAgent].(map[string]any)
	if !ok {
		return nil, errors.New("it has no PackageConfig for " + imageAgent)
	}
	tags, flags := splitTags(i.flags)
	agent["GoBuildTags"], agent["GoBuildFlags"] = tags, flags
	agent["ExtraFileContents"] = map[string]string{"/etc/simagent.toml": settings}
	if i.files != "" {
		agent["ExtraFilePaths"] = map[string]string{"/etc/simagent": i.files}
	}
	if i.relay {
		list, _ := config["Packages"].([]any)
		config["Packages"] = append(list, imageRelay)
		packages[imageRelay] = map[string]any{"CommandLineFlags": []string{"relay"}, "GoBuildFlags": []string{"-trimpath", "-ldflags=-s -w"}}
	}
	return json.MarshalIndent(config, "", "    ")
}

// splitTags takes -tags out of the flags: gok has tags of its own, and gives both to go build in one flag.
func splitTags(all []string) (tags, flags []string) {
	for _, f := range all {
		if t, ok := strings.CutPrefix(f, "-tags="); ok {
			tags = append(tags, strings.Split(t, ",")...)
		} else {
			flags = append(flags, f)
		}
	}
	return tags, flags
}

// pin has simagent built from the repository, with the versions that it has.
func (i imageInstance) pin(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	sums, err := os.ReadFile(filepath.Join(i.source, "go.sum"))
	if err != nil {
		return err
	}
	mod := fmt.Sprintf("module gokrazy/build/simagent\n\ngo 1.26.0\n\nreplace simagent => %q\n\nrequire simagent v0.0.0\n", i.source)
	return errors.Join(os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o600), os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o600))
}

// imageBoards lists the instances of a repository.
func imageBoards(source string) []string {
	found, _ := filepath.Glob(filepath.Join(source, "boards/image/*/config.json")) // the pattern is well-formed
	for n, path := range found {
		found[n] = filepath.Base(filepath.Dir(path))
	}
	slices.Sort(found)
	return found
}
