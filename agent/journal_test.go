package agent_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every alert says what kind of thing it is, by a name of package journal, or "" on purpose: a literal with keys would
// forget it.
func TestEveryAlertHasItsEvent(t *testing.T) {
	set := token.NewFileSet()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	seen := 0
	look := func(n ast.Node) bool {
		c, ok := n.(*ast.CompositeLit)
		if id, named := litName(c, ok); !named || id != "Alert" {
			return true
		}
		seen++
		require.Len(t, c.Elts, 3, set.Position(c.Pos()))
		switch e := c.Elts[1].(type) {
		case *ast.SelectorExpr:
			require.Equal(t, "journal", e.X.(*ast.Ident).Name)
		case *ast.BasicLit:
			require.Equal(t, `""`, e.Value, set.Position(c.Pos()))
		default:
			require.Fail(t, "no event", set.Position(c.Pos()))
		}
		return true
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(f, look)
	}
	require.Greater(t, seen, 40)
}

func litName(c *ast.CompositeLit, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	id, ok := c.Type.(*ast.Ident)
	if !ok {
		return "", false
	}
	return id.Name, true
}
