package main

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// guestModules are what the guest needs of its kernel: a USB host and device in one machine, a device with serial
// functions that is described in configfs, and the driver that real modules of this kind have.
var guestModules = []string{"dummy_hcd", "libcomposite", "usb_f_serial", "option"}

// kernelModules are the loadable modules below a folder, by name.
type kernelModules struct {
	files   map[string]string // path of the file
	builtin map[string]bool
}

// moduleName is the name by which the kernel knows the module in a file: a dash and an underscore are the same to it.
func moduleName(file string) string {
	name, _, _ := strings.Cut(filepath.Base(file), ".")
	return strings.ReplaceAll(name, "-", "_")
}

// findModules lists what lies below dir, such as /lib/modules/VERSION.
func findModules(dir string) (kernelModules, error) {
	k := kernelModules{files: map[string]string{}, builtin: map[string]bool{}}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.Name() == "modules.builtin":
			b, err := os.ReadFile(path)
			for line := range strings.Lines(string(b)) {
				k.builtin[moduleName(strings.TrimSpace(line))] = true
			}
			return err
		case strings.Contains(e.Name(), ".ko") && !e.IsDir():
			k.files[moduleName(path)] = path
		}
		return nil
	})
	if err != nil {
		return k, fmt.Errorf("cannot list kernel modules: %w", err)
	}
	return k, nil
}

// kernelModule is one to insert.
type kernelModule struct {
	name string
	data []byte // ELF, unpacked
}

// load reads the modules and all that they need, in the order to insert them. What is built into the kernel is left out.
func (k kernelModules) load(want ...string) ([]kernelModule, error) {
	data := map[string][]byte{}
	order, err := moduleOrder(want, func(name string) ([]string, error) {
		if k.builtin[name] {
			return nil, nil
		}
		file, ok := k.files[name]
		if !ok {
			return nil, errors.New("the kernel has no such module")
		}
		b, err := readModule(file)
		if err != nil {
			return nil, err
		}
		data[name] = b
		return moduleDepends(b)
	})
	if err != nil {
		return nil, err
	}
	var list []kernelModule
	for _, name := range order {
		if !k.builtin[name] {
			list = append(list, kernelModule{name, data[name]})
		}
	}
	return list, nil
}

// moduleOrder sorts modules and what they depend on so that each stands behind all that it needs.
func moduleOrder(want []string, depends func(name string) ([]string, error)) ([]string, error) {
	var order, open []string
	var visit func(name string) error
	visit = func(name string) error {
		name = moduleName(name)
		if slices.Contains(order, name) {
			return nil
		}
		if slices.Contains(open, name) {
			return fmt.Errorf("cannot order kernel modules: %s needs itself", name)
		}
		list, err := depends(name)
		if err != nil {
			return fmt.Errorf("cannot load kernel module %s: %w", name, err)
		}
		open = append(open, name)
		for _, d := range list {
			if err := visit(d); err != nil {
				return err
			}
		}
		open = open[:len(open)-1]
		order = append(order, name)
		return nil
	}
	for _, name := range want {
		if err := visit(name); err != nil {
			return nil, err
		}
	}
	return order, nil
}

// readModule reads a module's file; Debian packs them with xz since its kernel 6.12, others with zstd or gzip.
func readModule(file string) ([]byte, error) {
	unpack := map[string]string{".xz": "xz", ".zst": "zstd", ".gz": "gzip"}[filepath.Ext(file)]
	if unpack == "" {
		return os.ReadFile(file)
	}
	b, err := exec.Command(unpack, "-dc", file).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", unpack, err)
	}
	return b, nil
}

// moduleDepends reads what a module says that it needs: "depends=a,b" among the strings of its section .modinfo.
func moduleDepends(data []byte) ([]string, error) {
	f, err := elf.NewFile(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	s := f.Section(".modinfo")
	if s == nil {
		return nil, errors.New("the file is no kernel module: it has no .modinfo")
	}
	b, err := s.Data()
	if err != nil {
		return nil, err
	}
	return dependsOf(b), nil
}

// dependsOf reads the strings of .modinfo, each ended by a NUL.
func dependsOf(modinfo []byte) []string {
	for s := range strings.SplitSeq(string(modinfo), "\x00") {
		if list, ok := strings.CutPrefix(s, "depends="); ok && list != "" {
			return strings.Split(list, ",")
		}
	}
	return nil
}
