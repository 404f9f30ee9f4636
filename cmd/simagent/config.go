package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newConfig() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "config", Short: "Print the effective configuration, with a comment at each key", Args: cobra.NoArgs,
		Long: `Print the effective configuration as a TOML file with a comment at each key. Keys
marked [HUP] are taken over by a running daemon at SIGHUP. No secret is printed:
the file holds only the path of the credential.`,
		Example: "  simagent config > simagent.toml\n  simagent config --config simagent.toml",
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := loadConfig(file, "")
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(cmd.OutOrStdout(), cfg.Print())
			return err
		},
	}
	cmd.Flags().StringVar(&file, "config", "", "TOML `FILE` to read")
	return cmd
}
