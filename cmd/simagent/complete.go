package main

import (
	"cmp"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"simagent/agent/setup"
	"simagent/atcmd/ports"
	"simagent/boards"
)

// completeWords has the shell offer what fits, at each flag of these names of the command and of those below it, and at the
// name of a board. Elsewhere it offers files.
func completeWords(cmd *cobra.Command) {
	for name, words := range map[string]func() []string{
		"port":  portWords,
		"board": boardWords,
		"mm":    func() []string { return []string{string(setup.Device), string(setup.OnPort), string(setup.NoMM)} },
		"run":   func() []string { return inFolder(rootsFolder) }, // one for each instance
		"state": func() []string { return inFolder(rootsState) },
	} {
		if cmp.Or(cmd.Flags().Lookup(name), cmd.PersistentFlags().Lookup(name)) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, offer(words)) // it is there, and has none yet
		}
	}
	for _, c := range cmd.Commands() {
		completeWords(c)
		if cmd.Name() == "boards" && c.Name() != "list" {
			c.ValidArgsFunction = offer(boardWords)
		}
	}
}

func offer(words func() []string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		if list := words(); len(list) > 0 {
			return list, cobra.ShellCompDirectiveNoFileComp
		}
		return nil, cobra.ShellCompDirectiveDefault
	}
}

// portWords are the ports that may take AT commands, what each is behind a tab.
func portWords() (list []string) {
	all, _ := ports.Finder{}.List() // then there are files to choose from
	for _, p := range all {
		switch p.Role {
		case ports.RoleAT, ports.RoleATSecondary, ports.RoleUnknown:
			if p.Device != "" {
				list = append(list, p.Device+"\t"+cmp.Or(p.Module, p.ID(), "UART"))
			}
		}
	}
	return list
}

func boardWords() (list []string) {
	for _, b := range boards.All() {
		list = append(list, b.Name+"\t"+b.Title)
	}
	return list
}

func inFolder(dir string) (list []string) {
	entries, _ := os.ReadDir(dir) // then there are files to choose from
	for _, e := range entries {
		if e.IsDir() {
			list = append(list, filepath.Join(dir, e.Name()))
		}
	}
	return list
}
