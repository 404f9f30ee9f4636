package atcmd

import (
	"context"
	"errors"
	"strings"
)

// otherInGSM are the printable characters of ASCII that have another code in the default alphabet, or none of one septet (23.038
// 6.2.1): a module that takes text by the codes of that alphabet sends others.
const otherInGSM = "@$_[]{}\\^~|`"

// errAlphabet is the error of TextMode; nothing was sent.
var errAlphabet = errors.New("the module takes text in the default alphabet alone (AT+CSCS), where one of " + otherInGSM + " has another code")

// TextMode switches to messages as text (27.005 3.2.3), with characters by their codes in ASCII (27.007 5.5, "IRA"): by default a
// module takes them for those of the default alphabet, and after another program has been there perhaps for hexadecimal digits. do
// carries out a command, without AT. text is what is to be sent, printable ASCII. A module that knows no character sets is one
// that has none but ASCII.
func TextMode(ctx context.Context, do func(ctx context.Context, cmd string) ([]string, error), text string) error {
	if _, err := do(ctx, "+CMGF=1"); err != nil {
		return err
	}
	refused := func(err error) bool { // some leave unanswered what they do not know
		_, is := errors.AsType[*CommandError](err)
		return is || ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded)
	}
	_, err := do(ctx, `+CSCS="IRA"`)
	if !refused(err) {
		return err
	}
	_, err = do(ctx, `+CSCS="GSM"`)
	if refused(err) {
		return nil
	}
	if err == nil && strings.ContainsAny(text, otherInGSM) {
		return errAlphabet
	}
	return err
}
