package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestModuleOrder(t *testing.T) {
	needs := map[string][]string{
		"option": {"usbserial", "usbcore", "usb-wwan"}, "usb_wwan": {"usbserial", "usbcore"}, "usbserial": {"usbcore"},
		"usbcore": {"usb-common"}, "usb_common": nil, "dummy_hcd": {"usbcore", "udc-core"}, "udc_core": {"usb_common"},
		"egg": {"hen"}, "hen": {"egg"},
	}
	depends := func(name string) ([]string, error) {
		list, ok := needs[name]
		if !ok {
			return nil, errors.New("no such module")
		}
		return list, nil
	}
	order, err := moduleOrder([]string{"dummy_hcd", "option"}, depends)
	require.NoError(t, err)
	require.Equal(t, []string{"usb_common", "usbcore", "udc_core", "dummy_hcd", "usbserial", "usb_wwan", "option"}, order)

	_, err = moduleOrder([]string{"egg"}, depends)
	require.EqualError(t, err, "cannot order kernel modules: egg needs itself")
	_, err = moduleOrder([]string{"cuckoo"}, depends)
	require.EqualError(t, err, "cannot load kernel module cuckoo: no such module")
}

// Whatever needs what: each stands once, and behind all that it needs.
func TestModuleOrderOfAny(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "modules")
		needs := make([][]string, n)
		for i := range n {
			for j := range i { // of the earlier ones, so that there is an order
				if rapid.Bool().Draw(t, "needs") {
					needs[i] = append(needs[i], strconv.Itoa(j))
				}
			}
		}
		order, err := moduleOrder([]string{strconv.Itoa(n - 1)}, func(name string) ([]string, error) {
			i, err := strconv.Atoi(name)
			return needs[i], err
		})
		require.NoError(t, err)
		for at, name := range order {
			i, _ := strconv.Atoi(name)
			require.Equal(t, at, slices.Index(order, name))
			for _, d := range needs[i] {
				require.Contains(t, order[:at], d)
			}
		}
	})
}

func TestDependsOf(t *testing.T) {
	require.Equal(t, []string{"usbserial", "usbcore", "usb_wwan"},
		dependsOf([]byte("license=GPL v2\x00depends=usbserial,usbcore,usb_wwan\x00retpoline=Y\x00name=option\x00")))
	require.Empty(t, dependsOf([]byte("depends=\x00name=usb_common\x00")))
	require.Empty(t, dependsOf(nil))
}

// What is found stands there as it was found.
func FuzzDependsOf(f *testing.F) {
	f.Add([]byte("license=GPL v2\x00depends=usbserial,usbcore\x00name=option\x00"))
	f.Add([]byte("depends=,\x00depends=a"))
	f.Fuzz(func(t *testing.T, modinfo []byte) {
		list := dependsOf(modinfo)
		for _, name := range list {
			require.NotContains(t, name, ",")
		}
		if list != nil {
			require.Contains(t, "\x00"+string(modinfo)+"\x00", "\x00depends="+strings.Join(list, ",")+"\x00")
		}
	})
}

func TestKernelModules(t *testing.T) {
	dir := t.TempDir()
	usb := filepath.Join(dir, "kernel/drivers/usb")
	require.NoError(t, os.MkdirAll(usb, 0o755))
	for _, name := range []string{"udc-core.ko", "option.ko.xz", "README"} {
		require.NoError(t, os.WriteFile(filepath.Join(usb, name), nil, 0o644))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "modules.builtin"), []byte("kernel/fs/configfs/configfs.ko\nkernel/drivers/usb/common/usb-common.ko\n"), 0o644))
	k, err := findModules(dir)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"udc_core": filepath.Join(usb, "udc-core.ko"), "option": filepath.Join(usb, "option.ko.xz")}, k.files)

	list, err := k.load("configfs", "usb-common") // in the kernel already
	require.NoError(t, err)
	require.Empty(t, list)
	_, err = k.load("dummy_hcd")
	require.EqualError(t, err, "cannot load kernel module dummy_hcd: the kernel has no such module")
	_, err = k.load("udc_core")
	require.ErrorContains(t, err, "cannot load kernel module udc_core: ", "an empty file is no module")
}

// The archive is read again by the rules of the kernel's description, which are written here a second time.
func TestCPIO(t *testing.T) {
	type entry struct{ name, mode, data string }
	want := []entry{{"bin", "000041ed", ""}, {"bin/agent", "000081ed", "five."}, {"a", "000081a4", "1234"}, {"TRAILER!!!", "00000000", ""}}
	var b bytes.Buffer
	c := &cpioWriter{w: &b}
	c.dir("bin")
	c.program("bin/agent", []byte("five."))
	c.file("a", []byte("1234"))
	require.NoError(t, c.close())

	var got []entry
	for rest := b.Bytes(); len(rest) > 0; {
		require.Equal(t, "070701", string(rest[:6]))
		field := func(i int) int {
			n, err := strconv.ParseUint(string(rest[6+8*i:14+8*i]), 16, 32)
			require.NoError(t, err)
			return int(n)
		}
		name, size := 110, field(6)
		data := (name + field(11) + 3) / 4 * 4
		got = append(got, entry{string(rest[name : name+field(11)-1]), string(rest[14:22]), string(rest[data : data+size])})
		require.Zero(t, rest[name+field(11)-1])
		rest = rest[(data+size+3)/4*4:]
	}
	require.Equal(t, want, got)

	c = &cpioWriter{w: &b}
	c.copy("init", filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, c.close(), os.ErrNotExist)
}

func TestGadgetTree(t *testing.T) {
	var list []string
	for _, n := range (gadget{name: "g", vendor: 0x2c7c, product: 0x125, maker: "M", model: "N", ports: 2}).tree() {
		list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s%s", n.path, n.value, n.link)))
	}
	require.Equal(t, []string{
		"usb_gadget/g",
		"usb_gadget/g/idVendor 0x2c7c",
		"usb_gadget/g/idProduct 0x0125",
		"usb_gadget/g/strings/0x409",
		"usb_gadget/g/strings/0x409/manufacturer M",
		"usb_gadget/g/strings/0x409/product N",
		"usb_gadget/g/configs/c.1",
		"usb_gadget/g/functions/gser.0",
		"usb_gadget/g/configs/c.1/gser.0 usb_gadget/g/functions/gser.0",
		"usb_gadget/g/functions/gser.1",
		"usb_gadget/g/configs/c.1/gser.1 usb_gadget/g/functions/gser.1",
	}, list)
}

// An ordinary folder lacks what configfs makes by itself.
func TestGadgetErrors(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "usb_gadget"), 0o755))
	require.ErrorContains(t, ec25.make(dir), "cannot make USB device: mkdir "+dir+"/usb_gadget/ec25/strings/0x409: ")
	require.ErrorContains(t, ec25.plug(t.TempDir(), ""), "cannot plug or unplug USB device: ")
}

func TestGuestRow(t *testing.T) {
	r := guestResult{Scenario: "plug", Figures: []guestFigure{{"absent", 0.043, 5}, {"ICCID", 4.31, 13}, {"attached", 13.36, 13}}}
	r.judge(nil)
	require.False(t, r.OK, "one came too late")
	r.Figures = append(r.Figures, guestFigure{"unprepared", 31.14, 0})
	require.Equal(t, ""+
		"FAIL  plug       absent 0.04 s  ICCID 4.31 s  attached 13.36 s (at most 13)\n"+
		"                 unprepared 31.14 s", r.row())

	r.Figures, r.Note = r.Figures[:2], "/dev/ttyUSB2 became /dev/ttyUSB3"
	r.judge(nil)
	require.True(t, r.OK)
	require.Equal(t, ""+
		"ok    plug       absent 0.04 s  ICCID 4.31 s\n"+
		"                 /dev/ttyUSB2 became /dev/ttyUSB3", r.row())

	r = guestResult{Scenario: "end", Log: []string{"level=INFO msg=started"}}
	r.judge(errors.Join(errors.New("not within 1m0s"), errors.New("and so on")))
	require.False(t, r.OK)
	require.Equal(t, ""+
		"FAIL  end        not within 1m0s\n"+
		"                 and so on\n"+
		"      | level=INFO msg=started", r.row())
}

// A line takes 80 columns and not one more.
func TestGuestRowWidth(t *testing.T) {
	row := func(last string) string {
		return guestResult{Scenario: "plug", Figures: []guestFigure{{strings.Repeat("a", 40), 1, 0}, {last, 1, 0}}}.row()
	}
	require.Len(t, row("exactly"), 80)
	require.Equal(t, 1, strings.Count(row("one more"), "\n"))
}

func TestScenarioLines(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(scenarioLines()) {
		require.LessOrEqual(t, len(line), 81, line)
	}
	for _, s := range guestScenarios {
		require.False(t, seen[s.name], s.name)
		require.LessOrEqual(t, len(s.name), 9, "the table is that wide")
		require.NotEmpty(t, s.about)
		seen[s.name] = true
	}
}

func TestVMTable(t *testing.T) {
	const up, good, bad, done = `{"up_s":2.5}`, `{"scenario":"plug","ok":true,"figures":[{"what":"ICCID","s":1,"most_s":5}]}`,
		`{"scenario":"hang","ok":false,"figures":null,"error":"not within 1m0s"}`, `{"done":true}`
	for _, c := range []struct {
		name  string
		lines []string
		want  string
	}{
		{"all is well", []string{up, good, done}, ""},
		{"one failed", []string{up, good, bad, done}, "1 of 2 scenarios failed"},
		{"the guest died", []string{up, good}, "the guest ended before all scenarios were played"},
		{"it never came up", nil, "the guest ended before all scenarios were played"},
		{"noise", []string{"Oops"}, "cannot read what the guest says: invalid character 'O' looking for beginning of value"},
	} {
		var b strings.Builder
		table := &vmTable{out: &b, start: time.Now()}
		err := table.sum(table.read(strings.NewReader(strings.Join(c.lines, "\n"))))
		if c.want == "" {
			require.NoError(t, err, c.name)
			require.Contains(t, b.String(), "ok    plug       ICCID 1.00 s\n")
			continue
		}
		require.EqualError(t, err, c.want, c.name)
	}
}

// What is wrong is said before anything is made.
func TestVMCheck(t *testing.T) {
	v := vm{only: []string{"plug", "plag"}}
	require.EqualError(t, v.check(), "--only plag: there is no such scenario; simlab vm --help lists them")
	v = vm{only: []string{"hang"}, agent: "/bin/agent", kernel: "k", limit: time.Minute}
	require.NoError(t, v.check())
	args := v.arguments("i", "c")
	require.Contains(t, args[len(args)-1], " -- guest --limit 45s --only hang")
}

func TestTailOf(t *testing.T) {
	path := filepath.Join(t.TempDir(), "console")
	require.NoError(t, os.WriteFile(path, []byte("booting\nsimlab: cannot\n[ 1.8] Kernel panic\n[ 1.8] CPU: 0 PID: 91\n[ 1.8] Call Trace:\n"), 0o600))
	require.Equal(t, "simlab: cannot\n[ 1.8] Kernel panic\n[ 1.8]", tailOf(path, 3))
	require.Contains(t, tailOf(path+"x", 3), "no such file")
}
