package supersimtest

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// AccountView is a snapshot of an account, without its secrets.
type AccountView struct {
	SID, Parent  string
	MoveInactive bool
	Sims, Fleets int
}

// WebhookSecret is that of the account that exists when Options names none.
const WebhookSecret = "0000test0000webhook00emulator000"

// DefaultAccount is the one that exists when Options names none.
func DefaultAccount() Account {
	return Account{SID: AccountSID, AuthToken: AuthToken, Keys: map[string]string{KeySID: KeySecret}, Clients: map[string]string{ClientID: ClientSecret},
		WebhookSecret: WebhookSecret}
}

// Subaccount is a made-up subaccount of the default account; n is 2 to 99, and part of its SID and secrets.
func Subaccount(n int) Account {
	number := func(s string) string { return fmt.Sprintf("%s%02d", s[:len(s)-2], n) }
	return Account{SID: number(AccountSID), AuthToken: number(AuthToken), Parent: AccountSID, Clients: map[string]string{number(ClientID): number(ClientSecret)},
		WebhookSecret: number(WebhookSecret)}
}

// AddAccount adds an account and its Network Access Profile. The SID must be new, and the parent, if there is one, be there.
func (c *Cloud) AddAccount(a Account) (err error) {
	c.do(func(time.Time) {
		switch {
		case a.SID == "" || c.accounts[a.SID] != nil:
			err = errors.New("cannot add account: its SID is missing or taken")
		case a.Parent != "" && c.accounts[a.Parent] == nil:
			err = errors.New("cannot add account: there is no such parent")
		default:
			c.opt.Accounts = append(slices.Clip(c.opt.Accounts), a)
			c.admit(a)
			c.addProfile(a.SID)
		}
	})
	return err
}

// PermitMoveInactive lets an account move inactive Sims to another account, or not, from now on.
func (c *Cloud) PermitMoveInactive(account string, may bool) (err error) {
	c.do(func(time.Time) {
		if a := c.accounts[account]; a != nil {
			a.MoveInactive = may
		} else {
			err = errors.New("cannot change the account: there is no such account")
		}
	})
	return err
}

// admit lets the credentials of an account in. mu is held, or nobody has the Cloud yet.
func (c *Cloud) admit(a Account) {
	c.accounts[a.SID] = &a
	c.users[a.SID] = login{secret: a.AuthToken, account: a.SID}
	for sid, secret := range a.Keys {
		c.users[sid] = login{secret: secret, account: a.SID}
	}
	for id, secret := range a.Clients {
		c.clients[id] = login{secret, a.SID, slices.Contains(a.ReadOnly, id)}
	}
}

// Accounts are snapshots of all accounts, in the order of their making.
func (c *Cloud) Accounts() (views []AccountView) {
	c.do(func(time.Time) {
		for _, a := range c.opt.Accounts {
			v := AccountView{SID: a.SID, Parent: a.Parent, MoveInactive: c.accounts[a.SID].MoveInactive}
			for _, s := range c.sims {
				if s.account == a.SID {
					v.Sims++
				}
			}
			for _, f := range c.fleets {
				if f.account == a.SID {
					v.Fleets++
				}
			}
			views = append(views, v)
		}
	})
	return views
}

// AddSimTo is AddSim for an account; "" is the first one, or the one that has the SIM. A SIM that another account has is
// an error.
func (c *Cloud) AddSimTo(account, iccid string) (sid string, err error) {
	return c.AddSimIn(account, iccid, "", "")
}

// AddSimIn is AddSimTo, and then Put unless status is "". After an error there is no new Sim.
func (c *Cloud) AddSimIn(account, iccid, status, fleet string) (sid string, err error) {
	c.do(func(now time.Time) {
		s := c.byICCID[iccid]
		if account == "" && s != nil {
			account = s.account
		}
		account = or(account, c.opt.Accounts[0].SID)
		from := stNew
		if s != nil {
			from = s.status
		}
		switch {
		case c.accounts[account] == nil:
			err = errors.New("cannot add Sim: there is no such account")
		case s != nil && s.account != account:
			err = errors.New("cannot add Sim: another account has the SIM")
		case status != "":
			_, err = c.findPut(account, from, status, fleet)
		}
		if err != nil {
			return
		}
		s = c.addSim(iccid, account, now)
		if sid = s.sid; status != "" {
			err = c.put(s, status, fleet, now)
		}
	})
	return sid, err
}

// AddFleetTo is AddFleet for an account; "" is the first one.
func (c *Cloud) AddFleetTo(account, uniqueName string) (sid string, err error) {
	c.do(func(now time.Time) {
		if account = or(account, c.opt.Accounts[0].SID); c.accounts[account] == nil {
			err = errors.New("cannot add Fleet: there is no such account")
			return
		}
		f := c.findFleet(account, uniqueName)
		if f == nil {
			f = c.newFleet(account, now)
			f.uniqueName = uniqueName
		}
		sid = f.sid
	})
	return sid, err
}
