//go:build packaging

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"simagent/agent/config"
	"simagent/agent/setup"
	"simagent/atcmd/ports"
	"simagent/boards/packages"
)

// forPackages is not in the program that ships: `go run -tags packaging ./cmd/simagent package-files DIR` writes below DIR
// what a package has besides it. SOURCE_DATE_EPOCH dates the pages.
func forPackages(root *cobra.Command) {
	// Folders of a service, whoever makes the package.
	for name, folder := range map[string]string{"state": rootsState, "run": rootsFolder} {
		flag := root.PersistentFlags().Lookup(name)
		flag.DefValue = folder
	}
	root.AddCommand(&cobra.Command{
		Use: "package-files DIR", Hidden: true, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			epoch, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
			if err != nil {
				return fmt.Errorf("cannot date the pages: SOURCE_DATE_EPOCH: %w", err)
			}
			files, err := packageFiles(cmd.Root(), packages.Maker{Version: version, Time: time.Unix(epoch, 0)})
			if err != nil {
				return err
			}
			for _, f := range files {
				name := filepath.Join(args[0], f.Path)
				if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
					return err
				}
				if err := os.WriteFile(name, f.Text, setup.Mode); err != nil {
					return err
				}
			}
			return nil
		},
	})
}

func packageFiles(root *cobra.Command, m packages.Maker) ([]packages.File, error) {
	files, err := m.Man(root)
	if err != nil {
		return nil, err
	}
	toml, err := m.Configuration(config.Default().Print())
	if err != nil {
		return nil, err
	}
	completions, err := packages.Completions(root)
	if err != nil {
		return nil, err
	}
	files = append(append(files, toml), completions...)
	for _, f := range setup.Packaged(ports.AllKnown()) {
		files = append(files, packages.File{Path: f.Path, Text: []byte(f.Text)})
	}
	return files, nil
}
