package main

import "github.com/spf13/cobra"

func newReport() *cobra.Command {
	cmd := &cobra.Command{
		Use: "report", Short: "Read the reports that devices send", Args: cobra.NoArgs,
		Long: `Read the reports that devices send. A report says what a device counted and how it is;
it leaves as an IP Command, and costs 73 bytes as a rule.`,
		Example: "  simagent report decode \\\n    " + reportExample,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newReportDecode())
	return cmd
}
