package doctor

import (
	"strings"

	"simagent/agent/local"
)

// credentials: can the cloud be asked with them?
func (e *exam) credentials() Finding {
	c := &e.Credentials
	switch {
	case !c.Needed:
		return because("no cloud is configured")
	case c.Refused != "":
		f := Finding{State: Fail, Text: "The cloud refuses the credential: " + clause(c.Refused), Evidence: local.Text(c.Place), Hands: local.Text(c.Hint)}
		if f.Hands == "" {
			f.Hands = "Check that user and secret belong together and are in force."
		}
		return f
	case c.Error != "":
		return e.unusable()
	case c.Checked && c.Command:
		return ok("The token command gives a credential, and the cloud takes it.", c.Place)
	case c.Checked && e.Cloud.Status != "":
		return ok("The file is its owner's alone, and the cloud takes it.", c.Place)
	case c.Checked:
		return ok("The file is its owner's alone and has the right form.", c.Place)
	case e.Cloud.Status != "":
		return ok("The cloud takes those of the daemon.", "")
	case c.Command:
		return because("a token command runs only when the cloud is asked")
	}
	return because("no --config says where they are")
}

func (e *exam) unusable() Finding {
	c := &e.Credentials
	why, fix, _ := strings.Cut(c.Error, "; type: ")
	f := Finding{State: Fail, Text: sentence(why), Evidence: local.Text(c.Place), Fix: lines(fix)}
	switch {
	case fix != "":
	case c.Command:
		f.Hands = "Run the token command by hand to see what is wrong with it."
	case strings.HasPrefix(c.Place, "systemd:"):
		f.Hands = "Look at LoadCredential= in the unit: systemd hands credentials to the service alone, so ask the running daemon."
	default:
		f.Fix = lines("install -m 600 /dev/stdin " + word(c.Place))
		f.Hands = "Type USER:SECRET after it, then Enter and Ctrl-D."
	}
	return f
}
