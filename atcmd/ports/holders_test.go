package ports

import (
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"simagent/atcmd/ports/portstest"
)

// one returns the only holder of ttyUSB2 in a machine with an EC25.
func one(t *testing.T, tr *tree) Holder {
	list, err := tr.finder().Holders(tr.Path("dev/ttyUSB2"))
	require.NoError(t, err)
	require.Len(t, list, 1)
	return list[0]
}

// ec25 is a machine whose ttyUSB2 has the number of the file returned.
func ec25(t *testing.T) (tr *tree, device string) {
	tr = newTree(t)
	tr.Four("1-1.2", "2c7c:0125", 0, 0)
	tr.Process(1, "systemd", "/init.scope", portstest.Numbers[0].Path)
	return tr, portstest.Numbers[2].Path
}

func TestHoldersModemManager(t *testing.T) {
	tr, device := ec25(t)
	tr.Process(512, "ModemManager", "/system.slice/ModemManager.service", "/etc/hostname", device)
	h := one(t, tr)
	require.Equal(t, 512, h.PID)
	require.Equal(t, "ModemManager.service", h.Unit)
	require.Equal(t, "ModemManager holds "+tr.Path("dev/ttyUSB2")+": `sudo systemctl stop ModemManager` frees it now, "+
		"`sudo simagent setup --apply` for good, or this line in /etc/udev/rules.d/79-simagent-mm.rules: "+h.Port.UdevRule(), h.Advice())
	require.Contains(t, h.Port.UdevRule(), `ENV{ID_USB_INTERFACE_NUM}=="02"`)
}

func TestHoldersAdvice(t *testing.T) {
	for name, c := range map[string]struct{ comm, cgroup, want string }{
		"pppd":       {"pppd", "/user.slice/user-1000.slice/session-3.scope", "pppd holds DEV: `sudo poff -a`"},
		"pppd, unit": {"pppd", "/system.slice/ppp@super.service", "pppd holds DEV: `sudo systemctl stop ppp@super.service`"},
		"getty": {"agetty", "/system.slice/system-serial\\x2dgetty.slice/serial-getty@ttyUSB2.service",
			"a login prompt holds DEV: `sudo systemctl disable --now serial-getty@ttyUSB2`"},
		"simagent": {"simagent", "/system.slice/system-simagent.slice/simagent@modem.service",
			"another simagent (77) holds DEV: `simagent status` asks it (--run names its run folder), or `sudo systemctl stop simagent@modem.service` ends it"},
		"other":      {"minicom", "/user.slice/user-1000.slice/session-3.scope", "minicom (77) holds DEV: `sudo kill 77`"},
		"user unit":  {"gammu", "/user.slice/user-1000.slice/user@1000.service/app.slice/gammu.service", "gammu (77) holds DEV: `sudo kill 77`"},
		"other unit": {"gammu-smsd", "/system.slice/gammu-smsd.service", "gammu-smsd (77) holds DEV: `sudo systemctl stop gammu-smsd.service`"},
	} {
		t.Run(name, func(t *testing.T) {
			tr, device := ec25(t)
			tr.Process(77, c.comm, c.cgroup, device)
			require.Equal(t, strings.ReplaceAll(c.want, "DEV", tr.Path("dev/ttyUSB2")), one(t, tr).Advice())
		})
	}
}

func TestHoldersGettyOnUART(t *testing.T) {
	tr := newTree(t)
	tr.UART("ttyS0", "serial8250", false)
	tr.Process(300, "agetty", "", portstest.Numbers[0].Path)
	list, err := tr.finder().Holders(tr.Path("dev/ttyS0"))
	require.NoError(t, err)
	require.Equal(t, "a login prompt holds "+tr.Path("dev/ttyS0")+": `sudo systemctl disable --now serial-getty@ttyS0`, "+
		"and take console=ttyS0 off the kernel's command line", list[0].Advice())
}

func TestHoldersNobody(t *testing.T) {
	tr, device := ec25(t)
	tr.Process(900, "simagent", "", device)
	require.NoError(t, os.Symlink("900", tr.Path("proc/self")))
	list, err := tr.finder().Holders(tr.Path("dev/ttyUSB2"))
	require.NoError(t, err)
	require.Empty(t, list, "we ourselves do not count")
}

func TestHoldersLockFile(t *testing.T) {
	tr, device := ec25(t)
	lock := tr.Path("lock/LCK..ttyUSB2")

	tr.File("lock/LCK..ttyUSB2", "      4711\n")
	h := one(t, tr)
	require.True(t, h.Stale)
	require.Equal(t, lock+" was left behind by a process that is gone: `sudo rm "+lock+"`", h.Advice())

	tr.Process(4711, "minicom", "")
	h = one(t, tr)
	require.False(t, h.Stale)
	require.Equal(t, "minicom", h.Command)

	require.NoError(t, os.RemoveAll(tr.Path("proc/4711")))
	tr.Process(4711, "minicom", "", device)
	h = one(t, tr)
	require.Equal(t, lock, h.LockFile, "one process, told once")
}

func TestHoldersReal(t *testing.T) {
	master, slave, err := pty.Open()
	require.NoError(t, err)
	defer master.Close() // collected, it would take the slave with it
	cmd := exec.Command("sleep", "60")
	cmd.Stdin = slave
	require.NoError(t, cmd.Start())
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	tr := newTree(t)
	list, err := Finder{Sysfs: tr.Path("sys"), Lock: tr.Path("lock")}.Holders(slave.Name())
	if hidden := new(HiddenError); !errors.As(err, &hidden) {
		require.NoError(t, err)
	}
	require.Len(t, list, 1)
	require.Equal(t, cmd.Process.Pid, list[0].PID)
	require.Equal(t, "sleep", list[0].Command)
}

func TestSuspects(t *testing.T) {
	tr, _ := ec25(t)
	port := Port{Device: "/dev/ttyUSB2"}
	tr.Process(10, "ModemManager", "")
	tr.Process(11, "pppd", "")
	tr.File("proc/11/cmdline", "pppd\x00/dev/ttyUSB2\x00115200\x00")
	tr.Process(12, "agetty", "")
	tr.File("proc/12/cmdline", "agetty\x00-L\x00ttyUSB2\x00")
	tr.Process(13, "pppd", "")
	tr.File("proc/13/cmdline", "pppd\x00/dev/ttyUSB20\x00")
	f := tr.finder()
	require.Equal(t, []bool{true, true, true, false}, []bool{f.suspect(10, port), f.suspect(11, port), f.suspect(12, port), f.suspect(13, port)})
	require.Contains(t, f.holder(11, port, true).Advice(), "pppd runs and probably holds /dev/ttyUSB2")
}

// A daemon that may not look into ModemManager goes by what udev told it; another's suspicion stays.
func TestModemManagerLeavesPort(t *testing.T) {
	tr, _ := ec25(t)
	tr.Process(10, "ModemManager", "")
	f, port := tr.finder(), Port{Device: "/dev/ttyUSB2"}
	f.Udev = tr.Path("udev")
	tr.File("sys/class/tty/ttyUSB2/dev", "188:2\n")
	for said, want := range map[string]bool{
		"": true, "E:ID_MM_CANDIDATE=1\n": true, "E:ID_MM_PORT_IGNORE=1\n": false, "S:x\nE:ID_MM_DEVICE_IGNORE=1\nG:systemd\n": false,
		"E:ID_MM_PORT_IGNORE=\n": true, "E:X_ID_MM_PORT_IGNORE=1\n": true, "E:ID_MM_PORT_IGNORE=10\n": true,
	} {
		tr.File("udev/data/c188:2", said)
		require.Equal(t, want, f.suspect(10, port), said)
	}
	require.True(t, f.suspect(10, Port{Device: "/dev/ttyUSB3"}), "the rule is about one port")
}

func TestLockPID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pid := rapid.IntRange(1, 4_194_304).Draw(t, "pid") // PID_MAX_LIMIT of Linux
		text := strconv.Itoa(pid)
		require.Equal(t, pid, lockPID([]byte(text+"\n")))
		require.Equal(t, pid, lockPID([]byte(strings.Repeat(" ", 10-len(text))+text+"\n")))
		require.Equal(t, pid, lockPID(binary.NativeEndian.AppendUint32(nil, uint32(pid))), "four digits cannot be mistaken: they are above the limit")
	})
	for _, junk := range []string{"", "\n", "-5\n", "pid 7", "99999999999\n", "\x00\x00\x00\x00", "\xff\xff\xff\xff"} {
		require.Zero(t, lockPID([]byte(junk)), "%q", junk)
	}
}

// As root nothing is hidden, so the file system identity of one thread is dropped; the thread ends with its goroutine.
func TestHoldersHidden(t *testing.T) {
	tr, device := ec25(t)
	tr.Process(77, "minicom", "", device)
	tr.Process(78, "ModemManager", "/system.slice/ModemManager.service", device)
	for _, pid := range []string{"77", "78"} {
		require.NoError(t, os.Chmod(tr.Path("proc", pid, "fd"), 0))
	}
	for _, dir := range []string{tr.Root, filepath.Dir(tr.Root)} { // made for their owner only
		require.NoError(t, os.Chmod(dir, 0o755))
	}
	var list []Holder
	var err error
	var done sync.WaitGroup
	done.Go(func() {
		runtime.LockOSThread()
		if os.Geteuid() == 0 {
			_ = syscall.Setfsuid(65534)
		}
		list, err = tr.finder().Holders(tr.Path("dev/ttyUSB2"))
	})
	done.Wait()
	require.EqualError(t, err, "cannot see the open files of 2 processes of other users: run as root to be sure who holds the port")
	require.Len(t, list, 1)
	require.True(t, list[0].Suspect)
	require.Contains(t, list[0].Advice(), "ModemManager runs and probably holds")
}
