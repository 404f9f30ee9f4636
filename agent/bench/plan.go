package bench

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"simagent/agent/config"
	"simagent/boards/tomlread"
)

// A Plan says what a SIM must do, and how long it may take for it. The zero
// value is of no use; begin with Default.
type Plan struct {
	Card     CardPlan     `toml:"card" json:"card"`
	Register RegisterPlan `toml:"register" json:"register"`
	Attach   AttachPlan   `toml:"attach" json:"attach"`
	Signal   SignalPlan   `toml:"signal" json:"signal"`
	Cloud    CloudPlan    `toml:"cloud" json:"cloud"`
	Spend    SpendPlan    `toml:"spend" json:"spend"`
}

// CardPlan is about the card itself.
type CardPlan struct {
	Within     Span     `toml:"within" json:"within"`
	Prefixes   []string `toml:"prefixes" json:"prefixes"`
	CheckDigit bool     `toml:"check_digit" json:"check_digit"`
}

// RegisterPlan is about the network.
type RegisterPlan struct {
	Need       bool     `toml:"need" json:"need"`
	Within     Span     `toml:"within" json:"within"`
	Refused    Span     `toml:"refused" json:"refused"`
	CauseOfNew Span     `toml:"cause_of_new" json:"cause_of_new"`
	Operators  []string `toml:"operators" json:"operators"`
}

// AttachPlan is about packet service.
type AttachPlan struct {
	Need   bool   `toml:"need" json:"need"`
	Within Span   `toml:"within" json:"within"`
	APN    string `toml:"apn" json:"apn"`
}

// SignalPlan is about the level on air.
type SignalPlan struct {
	Samples   int `toml:"samples" json:"samples"`
	RSRPLeast int `toml:"rsrp_least" json:"rsrp_least"`
	RSSILeast int `toml:"rssi_least" json:"rssi_least"`
}

// CloudPlan is about the Sim on the account.
type CloudPlan struct {
	Ask    string   `toml:"ask" json:"ask"`
	Within Span     `toml:"within" json:"within"`
	Status []string `toml:"status" json:"status"`
	Fleet  string   `toml:"fleet" json:"fleet"`
}

// SpendPlan is about what costs money, of which the plan alone does nothing:
// the amounts are given when the bench is started.
type SpendPlan struct {
	Within Span `toml:"within" json:"within"`
}

// The values of CloudPlan.Ask.
const (
	AskAuto   = "auto" // if a cloud is configured
	AskAlways = "always"
	AskNever  = "never"
)

// Span is a time span written as text: "90s", "5m".
type Span = config.Duration

// Default is the plan without a file: what a Super SIM on a desk must do, at no
// cost.
func Default() Plan {
	return Plan{
		Card:     CardPlan{Within: Span(30 * time.Second)},
		Register: RegisterPlan{Need: true, Within: Span(5 * time.Minute), Refused: Span(90 * time.Second), CauseOfNew: Span(15 * time.Second)},
		Attach:   AttachPlan{Need: true, Within: Span(time.Minute)},
		Signal:   SignalPlan{Samples: 3, RSRPLeast: -115, RSSILeast: -100},
		Cloud:    CloudPlan{Ask: AskAuto, Within: Span(30 * time.Second), Status: []string{"new", "ready", "active"}},
		Spend:    SpendPlan{Within: Span(time.Minute)},
	}
}

// maxPlan bounds a plan's file, in bytes.
const maxPlan = 64 << 10

// LoadPlan reads the file at path over the defaults. Every error names the file
// and the line or key.
func LoadPlan(path string) (Plan, error) {
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxPlan {
		return Plan{}, fmt.Errorf("cannot read plan: %s is larger than 64 KiB", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Plan{}, fmt.Errorf("cannot read plan: %w", err)
	}
	p, err := ParsePlan(b)
	if err != nil {
		return Plan{}, fmt.Errorf("cannot use plan %s: %w", path, err)
	}
	return p, nil
}

// ParsePlan reads TOML over the defaults and checks the result. A key that is
// not known is an error: a limit that is mistyped must not go unheard.
func ParsePlan(b []byte) (Plan, error) {
	p := Default()
	if err := tomlread.Decode(b, &p); err != nil {
		return Plan{}, planError(err)
	}
	return p, p.Check()
}

func planError(err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var all []string
		for _, e := range strict.Errors {
			line, _ := e.Position()
			all = append(all, fmt.Sprintf("line %d: unknown key %s", line, strings.Join(e.Key(), ".")))
		}
		return errors.New(strings.Join(all, "; ") + "; simagent bench plan prints all keys")
	}
	return err
}

// Check refuses values that cannot work; the error names the key.
func (p Plan) Check() error {
	return errors.Join(p.checkSpans(), p.checkCard(), p.checkNetwork(), p.checkCloud())
}

func (p Plan) checkSpans() error {
	for _, s := range []struct {
		key         string
		v           Span
		least, most time.Duration
	}{
		{"card.within", p.Card.Within, time.Second, 10 * time.Minute},
		{"register.within", p.Register.Within, time.Second, 2 * time.Hour},
		{"register.refused", p.Register.Refused, 0, 2 * time.Hour},
		{"register.cause_of_new", p.Register.CauseOfNew, 0, 10 * time.Minute},
		{"attach.within", p.Attach.Within, time.Second, time.Hour},
		{"cloud.within", p.Cloud.Within, time.Second, 10 * time.Minute},
		{"spend.within", p.Spend.Within, time.Second, time.Hour},
	} {
		if time.Duration(s.v) < s.least || time.Duration(s.v) > s.most {
			return fmt.Errorf("%s: %s, want %s to %s", s.key, s.v, Span(s.least), Span(s.most))
		}
	}
	return nil
}

func (p Plan) checkCard() error {
	for _, x := range p.Card.Prefixes {
		if len(x) < 2 || len(x) > 19 || strings.Trim(x, "0123456789") != "" {
			return fmt.Errorf("card.prefixes: %q, want 2 to 19 digits, as an ICCID begins", x)
		}
	}
	return nil
}

func (p Plan) checkNetwork() error {
	for _, o := range p.Register.Operators {
		if len(o) < 5 || len(o) > 6 || strings.Trim(o, "0123456789") != "" {
			return fmt.Errorf("register.operators: %q, want MCC and MNC, five or six digits", o)
		}
	}
	// 23.003 9.1: labels of letters, digits and hyphens with dots between, 100 octets at most.
	if a := p.Attach.APN; len(a) > 100 || strings.Trim(strings.ToLower(a), "abcdefghijklmnopqrstuvwxyz0123456789.-") != "" {
		return fmt.Errorf("attach.apn: %q, want letters, digits, dots and hyphens", a)
	}
	s := p.Signal
	switch {
	case s.Samples < 0 || s.Samples > 100:
		return fmt.Errorf("signal.samples: %d, want 0 to 100", s.Samples)
	case s.RSRPLeast < -157 || s.RSRPLeast > -31:
		return fmt.Errorf("signal.rsrp_least: %d, want -157 to -31 dBm", s.RSRPLeast)
	case s.RSSILeast < -113 || s.RSSILeast > -51:
		return fmt.Errorf("signal.rssi_least: %d, want -113 to -51 dBm", s.RSSILeast)
	}
	return nil
}

// statuses are those of the Sim resource.
var statuses = []string{"new", "ready", "active", "inactive", "scheduled"}

func (p Plan) checkCloud() error {
	if err := among("cloud.ask", p.Cloud.Ask, AskAuto, AskAlways, AskNever); err != nil {
		return err
	}
	for _, s := range p.Cloud.Status {
		if err := among("cloud.status", s, statuses...); err != nil {
			return err
		}
	}
	if f := p.Cloud.Fleet; f != "" && (len(f) != 34 || !strings.HasPrefix(f, "HF") || strings.Trim(f[2:], "0123456789abcdef") != "") {
		return fmt.Errorf("cloud.fleet: %q, want the SID of a Fleet, HF and 32 hex digits", f)
	}
	return nil
}

func among(key, v string, allowed ...string) error {
	for _, a := range allowed {
		if v == a {
			return nil
		}
	}
	return fmt.Errorf("%s: %q, want one of %s", key, v, strings.Join(allowed, ", "))
}
