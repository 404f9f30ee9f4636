package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheOnlyInstanceHasTheCloud(t *testing.T) {
	t.Parallel()
	etc, runs := t.TempDir(), t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(etc, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	found := func(run string) string {
		path, err := instanceConfig(run, runs, etc)
		require.NoError(t, err)
		return path
	}
	const cloud = "[cloud]\nprovider = \"twilio\"\ncredentials = \"/x\"\n"
	require.Empty(t, found(defaultRun()), "there is none")

	modem := write("modem.toml", "[cloud]\nprovider = 1\n")
	require.Equal(t, modem, found(defaultRun()), "the only one, so that it is said what is wrong with it")
	write("modem.toml", cloud)
	write("board.toml", "title = \"a board\"\n")
	write("other.toml", "[modem]\n")
	require.Equal(t, modem, found(defaultRun()), "neither a board nor a configuration without a cloud counts")

	second := write("second.toml", cloud)
	_, err := instanceConfig(defaultRun(), runs, etc)
	require.EqualError(t, err, "cannot ask the cloud: several configurations name one; add one of\n  --config "+modem+"\n  --config "+second)
	require.Equal(t, second, found(filepath.Join(runs, "second")), "that of the daemon that runs")
	require.Empty(t, found("/elsewhere"), "who has folders of his own has no instance")

	var said bytes.Buffer
	c := cloudFlags{etc: etc}
	require.Error(t, c.find(&said, defaultRun()))
	require.NoError(t, os.Remove(second))
	require.NoError(t, c.find(&said, defaultRun()))
	require.Equal(t, modem, c.file)
	require.Equal(t, "Cloud: that of "+modem+"\n", said.String())

	c = cloudFlags{etc: etc}
	c.cloud.Provider = "kore"
	require.NoError(t, c.find(&said, defaultRun()))
	require.Empty(t, c.file, "the flags name one")
}

func TestHowCommandsNameTheFile(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"": "", "/etc/simagent/modem.toml": "", "/etc/simagent.toml": "/etc/simagent.toml", "/srv/it's/a b.toml": `'/srv/it'\''s/a b.toml'`,
	} {
		require.Equal(t, want, named(file), file)
	}
	require.True(t, filepath.IsAbs(named("simagent.toml")))
}
