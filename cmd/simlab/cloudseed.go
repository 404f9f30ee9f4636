package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"simagent/agent/supersim/supersimtest"
	"simagent/agent/supersim/supersimtest/labhttp"
)

// lab makes the cloud: from the state file, or as the flags say. given tells which flags were.
func (a *cloudAlone) lab(udp net.PacketConn, keep *stateFile, given func(string) bool) (*labhttp.Lab, error) {
	accounts := []supersimtest.Account{supersimtest.DefaultAccount()}
	accounts[0].MoveInactive = a.moveInactive
	for i := range a.subaccounts {
		accounts = append(accounts, supersimtest.Subaccount(i+2))
	}
	o := labhttp.Options{Clock: &a.clock, Seed: a.seed, Changed: keep.touch, Commit: keep.commit, Cloud: supersimtest.Options{Accounts: accounts, Vendor: supersimtest.Vendor(a.vendor),
		Now: a.clock.Now, ScheduledFor: a.takes(), UsageDelay: a.usageDelay, DeliverAfter: a.deliver, ReadyMonths: a.months}}
	if udp != nil {
		o.UDP = udp
	}
	lab := labhttp.New(o)
	keep.save = lab.Save
	if a.state == "" {
		return lab, nil
	}
	f, err := os.Open(a.state)
	if errors.Is(err, os.ErrNotExist) {
		return lab, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	err = lab.Load(f)
	switch {
	case errors.Is(err, supersimtest.ErrAccount):
		return nil, fmt.Errorf("--state %s: %w: is --subaccount as it was?", a.state, err)
	case err != nil:
		return nil, fmt.Errorf("--state %s: %w", a.state, err)
	}
	var idle []string
	for _, name := range []string{"fleet", "iccid", "registrable", "sims"} {
		if given(name) {
			idle = append(idle, "--"+name)
		}
	}
	if n := len(idle); n == 1 {
		fmt.Fprintf(keep.complain, "simlab: %s does nothing before a reset: %s exists\n", idle[0], a.state)
	} else if n > 1 {
		fmt.Fprintf(keep.complain, "simlab: %s and %s do nothing before a reset: %s exists\n", strings.Join(idle[:n-1], ", "), idle[n-1], a.state)
	}
	a.setFaults(lab.Cloud())
	return lab, nil
}

// seed puts into a fresh cloud what the flags say.
func (a *cloudAlone) seed(c *supersimtest.Cloud) {
	if a.fleet != "" {
		c.AddFleet(a.fleet)
	}
	for _, iccid := range a.iccids() {
		c.AddSim(iccid)
		_ = c.Put(iccid, "new", a.fleet) // a new Sim may be in any Fleet that is there, or in none
	}
	if id, code, ok := strings.Cut(a.registrable, ":"); ok {
		c.AddUnregistered(id, code)
	}
	a.setFaults(c)
}

// iccids are those of the new Sims: the one that was asked for, and made-up ones that differ from it.
func (a *cloudAlone) iccids() []string {
	var all []string
	for n := 0; len(all) < a.sims; n++ {
		switch id := madeUpICCID(n); {
		case n == 0:
			all = append(all, a.iccid)
		case id != a.iccid:
			all = append(all, id)
		}
	}
	return all
}

func (a *cloudAlone) setFaults(c *supersimtest.Cloud) {
	for _, f := range a.script {
		c.Fault(f)
	}
}

func (a *cloudAlone) readFaults() error {
	if a.faults == "" {
		return nil
	}
	f, err := os.Open(a.faults)
	if err != nil {
		return err
	}
	defer f.Close()
	if a.script, err = supersimtest.ParseFaults(f); err != nil {
		return fmt.Errorf("--faults %s: %w", a.faults, err)
	}
	return nil
}

// madeUpICCID is the vendor's prefix, zeros, a number and the check digit of ITU-T E.118.
func madeUpICCID(n int) string {
	s := fmt.Sprintf("8988307%012d", n)
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return s + fmt.Sprint((10-sum%10)%10)
}
