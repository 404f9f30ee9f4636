package main

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The words that flags take, as the API has them.
var (
	simStatuses    = []string{"new", "ready", "active", "inactive", "scheduled"}
	updateStatuses = []string{"scheduled", "in-progress", "successful", "failed"}
	smsStatuses    = []string{"queued", "sent", "delivered", "received", "failed"}
	smsDirections  = []string{"to_sim", "from_sim"}
)

// choice lists words for a person: a, b or c.
func choice(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// oneOf refuses a value of a flag that is none of the words; "" is not given.
func oneOf(flag, value string, words []string) error {
	if value == "" || slices.Contains(words, value) {
		return nil
	}
	return errors.New(flag + " must be " + choice(words))
}

// check refuses what cannot be, before anything is asked.
func (c *changeFlags) check() error {
	switch u, err := url.Parse(c.back.URL); {
	case c.patient && c.timeout <= 0:
		return errors.New("--timeout must be longer than 0s")
	case c.back.URL == "" && c.back.Method != "":
		return errors.New("--callback-method is of no use without --callback-url")
	case c.back.URL != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http"):
		return errors.New("the callback URL must be an absolute http or https address")
	}
	return oneOf("--callback-method", c.where().Method, []string{"GET", "POST"})
}

// mostName is how many bytes of a unique name the client takes; the vendor says nothing of it.
const mostName = 255

// checkName looks at the NAME of `sims rename`: it stands in the path of requests, and on screens.
func checkName(args []string) error {
	switch name := args[1]; {
	case len(name) > mostName:
		return fmt.Errorf("NAME has %d bytes at most, and this one has %d", mostName, len(name))
	case visible(name) != name, name == ".", name == "..":
		return errors.New("NAME must be printable, and not a full stop or two alone")
	}
	return nil
}

// checkAccount looks at the ACCOUNT_SID of `sims move`.
func checkAccount(args []string) error {
	digits, ok := strings.CutPrefix(args[1], "AC")
	if !ok || len(digits) != 32 || strings.Trim(strings.ToLower(digits), "0123456789abcdef") != "" {
		return errors.New("ACCOUNT_SID must be AC and 32 hex digits")
	}
	return nil
}

// mostSMS is how many characters an SMS Command has at most (smscommand-resource).
const mostSMS = 160

// checkText looks at the TEXT of `sms send`.
func checkText(args []string) error {
	text := strings.Join(args[1:], " ")
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return errors.New("the TEXT is empty")
	case n > mostSMS:
		return fmt.Errorf("the TEXT has %d characters at most, and this one has %d", mostSMS, n)
	case !utf8.ValidString(text):
		return errors.New("the TEXT is not UTF-8")
	}
	return nil
}

// visible is foreign text as it is, or quoted as Go does it when it holds what cannot be printed, such as a line break or
// what turns the direction of writing.
func visible(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return text
	}
	return strconv.Quote(text)
}
