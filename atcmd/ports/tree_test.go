package ports

import (
	"testing"

	"simagent/atcmd/ports/portstest"
)

// tree is a machine made of files.
type tree struct{ *portstest.Tree }

func newTree(t testing.TB) *tree { return &tree{portstest.New(t)} }

func (tr *tree) finder() Finder {
	return Finder{Sysfs: tr.Path("sys"), Dev: tr.Path("dev"), Proc: tr.Path("proc"), Lock: tr.Path("lock"), Udev: tr.Path("udev")}
}
