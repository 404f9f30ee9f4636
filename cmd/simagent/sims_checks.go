package main

import (
	"errors"
	"slices"
	"strings"
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
