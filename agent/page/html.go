package page

import (
	"fmt"
	"html"
	"strings"
	"time"

	"simagent/agent/local"
)

// builder puts HTML together. What goes through text is escaped; that is all
// that comes from the status.
type builder struct{ strings.Builder }

func (b *builder) raw(s string) { b.WriteString(s) }

func (b *builder) text(s string) { b.WriteString(html.EscapeString(s)) }

// tag is an element with a text in it; open is its name and attributes.
func (b *builder) tag(open, text string) {
	name, _, _ := strings.Cut(open, " ")
	b.raw("<" + open + ">")
	b.text(text)
	b.raw("</" + name + ">")
}

// ago is how long ago t is, which the script counts on.
func (b *builder) ago(t, now time.Time) {
	b.tag(fmt.Sprintf(`time class="ago" datetime="%s"`, t.UTC().Format(time.RFC3339)), local.Ago(now.Sub(t)))
}

const head = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="style.css">`

// document is the whole page around its inner part.
func document(st local.Status, main string, locked bool) string {
	var b builder
	b.raw(head)
	sign := "attention"
	if st.Verdict.OK {
		sign = "ok"
	}
	b.raw(`<link id="icon" rel="icon" href="` + sign + `.svg">`)
	b.tag("title", title(st))
	b.raw(`<script src="page.js" defer></script></head><body><main id="main">`)
	b.raw(main)
	b.raw(`</main><footer><p id="live" role="status">As it was when this page was loaded. Load it anew to see what is new.</p>`)
	if locked {
		b.raw(`<form method="post" action="logout"><button>Log out</button></form>`)
	}
	b.raw("</footer></body></html>\n")
	return b.String()
}

func title(st local.Status) string {
	word := "Attention"
	if st.Verdict.OK {
		word = "OK"
	}
	return word + " - " + st.Name
}

func loginPage(problem string) string {
	var b builder
	b.raw(head + `<link rel="icon" href="ok.svg"><title>simagent</title></head><body class="login"><main><form class="card" method="post" action="login"><h1>simagent</h1>`)
	if problem != "" {
		b.tag(`p class="problem" role="alert"`, problem)
	}
	b.raw(`<input name="user" value="simagent" autocomplete="username" hidden><label for="token">Token of this page</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus><button>Show the status</button></form></main></body></html>` + "\n")
	return b.String()
}
