package supersimtest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// rule is one documented rule: the section of the vendor's page "Sim resource", a few words of each sentence that
// states it, and what proves it over HTTP.
type rule struct {
	section string
	words   []string
	prove   func(t *testing.T)
}

func says(section string, prove func(t *testing.T), words ...string) rule {
	return rule{section, words, prove}
}

func allRules() []rule {
	return slices.Concat(propertyRules(), readRules(), updateRules(), moveRules())
}

func TestRules(t *testing.T) {
	for _, r := range allRules() {
		t.Run(r.words[0], r.prove)
	}
}

// delivered are sentences about the request to CallbackUrl, which this package takes and keeps (see the rule of "The
// URL we should call using").
var delivered = []string{
	"To receive a notification when a Sim", "asynchronous request made to that URL will contain", "that this callback is in reference to",
	"representing the Sim resource’s status after", "unique SID of the Account that the Sim", "delivered as HTML form parameters",
	"delivered as a query string",
}

// silent are sentences that state no behaviour of the API.
var silent = []string{
	"To avoid ambiguity throughout this page", "SIM (all caps) refers to", "request that Sim data be deleted", "please contact Twilio Support",
	"For more information on Twilio’s data retention", "Resource Properties in REST API", "To receive an unregistered Super SIM",
	"interested in ordering unregistered SIMs", "On a plastic multi-size SIM card", "For an embedded SIM (MFF2)", "Parameters in REST API format",
	"Please refer to Status values", "You are viewing this section because", "hope to release to all customers", "Let's look at an example.",
	"code is hard", "Get help now from our support",
	"need to find a Sim resource with just",         // a purpose; the sentences after it state the means
	"Not knowing the Sim resource's Billing Period", // a consequence for the reader
	"status was active within the last 30 days",     // of the length of a period, which is a rule of its own
	// Headings of four words and more.
	"Add a Super SIM to your Account", "Fetch a Sim resource", "Read multiple Sim resources", "Find a Sim resource by a Super",
	"Update a Sim resource", "Activating a Sim resource", "Deactivating a Sim resource", "Reactivating a Sim resource", "Changing an activated Sim resource’s Fleet", "Move Super SIMs between Subaccounts",
	"Moving Inactive SIMs Between Subaccounts", "Considerations when Moving Inactive SIMs",
}

// Every fragment above and in the rules is in the page, after its section, and every sentence of the page is in one of
// the three lists.
func TestEverySentenceHasItsRule(t *testing.T) {
	dir := os.Getenv("SIMAGENT_SPEC")
	if dir == "" {
		t.Skip("not run: SIMAGENT_SPEC is unset; it must name the folder that holds sim-resource.txt")
	}
	b, err := os.ReadFile(filepath.Join(dir, "sim-resource.txt"))
	require.NoError(t, err)
	page := strings.Join(strings.Fields(string(b)), " ")
	fragments := slices.Concat(delivered, silent)
	for _, r := range allRules() {
		at := strings.Index(page, r.section)
		require.GreaterOrEqual(t, at, 0, "no section %q", r.section)
		for _, words := range r.words {
			require.True(t, strings.Contains(page[at:], words), "%q is not in section %q", words, r.section)
		}
		fragments = append(fragments, r.words...)
	}
	for _, f := range fragments {
		require.LessOrEqual(t, len(strings.Fields(f)), 8, "%q is too long a quotation", f)
		require.True(t, strings.Contains(page, f), "%q is not in the page", f)
	}
	all := sentences(string(b))
	require.Greater(t, len(all), 100, "the page was not split")
	for _, s := range all {
		if !slices.ContainsFunc(fragments, func(f string) bool { return strings.Contains(s, f) }) {
			t.Errorf("no rule for: %s", s)
		}
	}
}

var (
	goesOn  = regexp.MustCompile(`^[a-z’':.(,]`) // a line that carries a sentence on
	lone    = regexp.MustCompile(`^[a-z_]+$`)    // the name of a property in a table
	endings = regexp.MustCompile(`[.!?]\s+[A-Z]`)
)

// sentences splits the page: its lines, joined where a sentence goes on, cut at the bars of tables and after full
// stops. What has less than four words is a heading or a cell.
func sentences(page string) (all []string) {
	var lines []string
	for line := range strings.Lines(page) {
		line = strings.TrimSpace(line)
		n := len(lines) - 1
		switch {
		case line == "":
		case n >= 0 && goesOn.MatchString(line) && !strings.HasSuffix(lines[n], "|") && !lone.MatchString(line):
			lines[n] += " " + line
		case n >= 0 && lone.MatchString(line) && !strings.HasSuffix(lines[n], "|"):
			lines[n] += " " + line
		default:
			lines = append(lines, line)
		}
	}
	for _, line := range lines {
		for _, cell := range strings.Split(line, "|") {
			for at := endings.FindStringIndex(cell); at != nil; at = endings.FindStringIndex(cell) {
				all, cell = append(all, cell[:at[0]+1]), cell[at[1]-1:]
			}
			all = append(all, cell)
		}
	}
	for i := range all {
		all[i] = strings.Join(strings.Fields(all[i]), " ")
	}
	return slices.DeleteFunc(all, func(s string) bool { return len(strings.Fields(s)) < 4 })
}
