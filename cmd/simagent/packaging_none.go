//go:build !packaging

package main

import "github.com/spf13/cobra"

// forPackages adds nothing to the program that ships.
func forPackages(*cobra.Command) {}
