// Command index makes the database that govulncheck reads (https://go.dev/doc/security/vuln/database) out of a folder of OSV
// files, as the module golang.org/x/vulndb has them: index FOLDER DATABASE.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"time"
)

type entry struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
	Affected []struct {
		Package struct {
			Name string `json:"name"`
		} `json:"package"`
	} `json:"affected"`
}

type vuln struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
}

type module struct {
	Path  string `json:"path"`
	Vulns []vuln `json:"vulns"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("index FOLDER DATABASE")
	}
	if err := build(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func build(from, to string) error {
	files, err := filepath.Glob(filepath.Join(from, "*.json"))
	if err != nil {
		return err
	}
	for _, dir := range []string{"index", "ID"} {
		if err := os.MkdirAll(filepath.Join(to, dir), 0o755); err != nil {
			return err
		}
	}
	all, latest := map[string]*module{}, time.Time{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		var e entry
		if err := json.Unmarshal(b, &e); err != nil {
			return err
		}
		if e.Modified.After(latest) {
			latest = e.Modified
		}
		for _, a := range e.Affected {
			m := all[a.Package.Name]
			if m == nil {
				m = &module{Path: a.Package.Name}
				all[m.Path] = m
			}
			if n := len(m.Vulns); n == 0 || m.Vulns[n-1].ID != e.ID {
				m.Vulns = append(m.Vulns, vuln{e.ID, e.Modified})
			}
		}
		if err := os.WriteFile(filepath.Join(to, "ID", e.ID+".json"), b, 0o644); err != nil {
			return err
		}
	}
	list := []*module{}
	for _, m := range all {
		list = append(list, m)
	}
	if err := write(filepath.Join(to, "index", "modules.json"), list); err != nil {
		return err
	}
	return write(filepath.Join(to, "index", "db.json"), map[string]time.Time{"modified": latest})
}

func write(path string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644)
}
