package doctor

import (
	"fmt"
	"time"

	"simagent/agent/local"
)

// firstYear is the year before which no clock can be right: this program did not exist.
const firstYear = 2026

// mostSkew is what a clock may be off the cloud's, as `status` has it.
const mostSkew = 5 * time.Minute

const setClock = "sudo timedatectl set-ntp true"

// clock: can the time of day be trusted?
func (e *exam) clock() Finding {
	c := &e.Clock
	if c.Now.IsZero() {
		return because("the clock was not read")
	}
	vouched := ""
	if c.By != "" {
		vouched = "the daemon takes the time from: " + c.By
	}
	switch {
	case c.Now.Year() < firstYear:
		return Finding{State: Fail, Text: fmt.Sprintf("The clock says %d: it is not set. Certificates are judged by it.", c.Now.Year()), Evidence: local.Text(vouched), Fix: setClock, Hands: "Or fit a clock with a battery."}
	case c.Skew != nil && c.Skew.Abs() > mostSkew:
		way := "ahead of"
		if *c.Skew < 0 {
			way = "behind"
		}
		return Finding{State: Warn, Text: fmt.Sprintf("The clock is %s %s the cloud's.", span(c.Skew.Abs()), way), Evidence: local.Text(c.Now.UTC().Format(time.RFC3339)), Fix: setClock}
	}
	if c.Said != "" {
		return Finding{State: Warn, Text: sentence(c.Said), Evidence: "the daemon's verdict", Fix: setClock}
	}
	now := c.Now.UTC().Format("2006-01-02 15:04:05 UTC")
	switch {
	case c.Skew != nil:
		return ok("The clock agrees with the cloud's.", now)
	case c.Synced != nil && *c.Synced:
		return ok("The kernel says that NTP has set the clock.", now)
	case c.By != "":
		return ok("The time of day is known.", vouched)
	case c.Synced == nil:
		return because("nothing tells whether the clock is right")
	}
	return Finding{State: Warn, Text: "Nobody vouches for the clock: neither NTP nor the cloud has been heard.", Evidence: local.Text(now + "; adjtimex says that it is not synchronised"), Fix: setClock}
}

// What a folder needs: a SIM takes 96 KiB in the state folder; below the first figure nothing fits, below the second it
// is time to look.
const (
	leastFree = 256 << 10
	fewFree   = 10 << 20
)

// disk: can the account be kept?
func (e *exam) disk() Finding {
	d := &e.Disk
	if d.NotKept != "" {
		f := e.folder(&d.State)
		if f.State != Fail {
			f = Finding{State: Fail, Fix: lines("df -h " + word(d.State.Path)), Hands: "Mend the state folder: the count would be lost with the power."}
		}
		f.Text = "The account is kept in memory only: " + clause(d.NotKept)
		return f
	}
	if d.State.Path == "" {
		return because("the state folder is not known")
	}
	f := e.folder(&d.State)
	if f.State != OK || d.Run.Path == "" {
		return f
	}
	if g := e.folder(&d.Run); g.State == Fail || g.State == Warn {
		return g
	}
	return f
}

func (e *exam) folder(o *Folder) Finding {
	what := o.Path
	fail := func(text, evidence string, fix ...string) Finding {
		return Finding{State: Fail, Text: text, Evidence: local.Text(evidence), Fix: lines(fix...)}
	}
	switch {
	case o.Error != "":
		return fail(sentence(o.Error), "", "ls -ld "+word(o.Path))
	case o.ReadOnly:
		return fail("The file system of "+what+" is read-only: nothing can be kept.", "mounted at "+o.Mount, "sudo mount -o remount,rw "+word(o.Mount))
	case o.Free != nil && *o.Free < leastFree:
		return fail(fmt.Sprintf("The disk of %s is full: %s are free.", what, size(*o.Free)), "mounted at "+o.Mount, "df -h "+word(o.Mount), "sudo du -xh "+word(o.Mount)+" | sort -h | tail")
	case o.Writable != nil && !*o.Writable && !e.Disk.Daemon:
		f := fail(fmt.Sprintf("%s may not write to %s.", orUser(e.Disk.User), o.Near), "", fmt.Sprintf("sudo install -d -o %s %s", orVariable(e.Disk.User), word(o.Path)))
		f.Hands = local.Text("Or run simagent as root, as its unit does; " + o.Key + " names another folder.")
		return f
	case o.Free != nil && *o.Free < fewFree:
		f := fail(fmt.Sprintf("The disk of %s is nearly full: %s are free.", what, size(*o.Free)), "mounted at "+o.Mount, "df -h "+word(o.Mount))
		f.State = Warn
		return f
	case o.Writable == nil && !e.Disk.Daemon:
		return because(what + " was not looked at")
	}
	evidence := what
	if !o.Exists {
		evidence += " (not made yet)"
	}
	if o.Free != nil {
		evidence += ", " + size(*o.Free) + " free"
	}
	if e.Disk.Daemon {
		if !e.Disk.Stored.IsZero() {
			if age := e.Time.Sub(e.Disk.Stored); age >= 0 { // by the cloud's clock, it may have been written tomorrow
				evidence = "last written " + span(age) + " ago; " + evidence
			}
			return ok("The account is kept.", evidence)
		}
		return ok("The daemon keeps the account.", evidence)
	}
	return ok("The account can be kept.", evidence)
}

func orUser(s string) string {
	if s == "" {
		return "This user"
	}
	return s
}

func orVariable(s string) string {
	if s == "" {
		return "$USER"
	}
	return s
}
