package bench

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// A Report is a run as one page.
type Report struct {
	Run     RunRecord
	Records []Record
	Totals  Totals
	Over    bool // the run has ended
}

// Add takes a result, in the place of an earlier one of the same number.
func (r *Report) Add(x Record) {
	if x.N <= len(r.Records) {
		r.Records[x.N-1] = x
		return
	}
	r.Records = append(r.Records, x)
}

// html writes a page: text is escaped, markup is ours. (html/template would cost
// the binary more than all of this.)
type html struct{ bytes.Buffer }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// esc makes a text harmless between tags and in a quoted attribute.
func esc(s string) string {
	return escaper.Replace(strings.Map(func(r rune) rune {
		if r != '\n' && unprintable(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?")))
}

// put writes markup with texts in it: %s is escaped, %d and %f are not texts.
func (h *html) put(format string, a ...any) {
	for i, v := range a {
		if s, ok := v.(string); ok {
			a[i] = esc(s)
		}
	}
	fmt.Fprintf(h, format, a...)
}

// raw writes markup.
func (h *html) raw(s string) { h.WriteString(s) }

// WriteHTML writes the page. It needs no other file and no network, and runs no
// script.
func (r *Report) WriteHTML(to *bytes.Buffer) {
	h := &html{}
	h.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
	h.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
	h.put("<title>SIM bench, %s</title>\n<style>", r.Run.Started.UTC().Format("2006-01-02 15:04"))
	h.raw(css + "</style>\n<main>\n")
	r.head(h)
	r.tiles(h)
	r.failures(h)
	h.raw("<div class=\"charts\">\n")
	r.chart(h, "Signal", r.signalChart)
	r.chart(h, "How fast the module answers", r.speedChart)
	r.chart(h, "From put in to verdict", r.timeChart)
	r.chart(h, "Spent", r.spentChart)
	h.raw("</div>\n")
	r.table(h)
	r.plan(h)
	h.raw("</main>\n</html>\n")
	to.Write(h.Bytes())
}

func (r *Report) head(h *html) {
	m := r.Run.Module
	name := strings.TrimSpace(m.Maker + " " + m.Model)
	if name == "" {
		name = "a module that does not say its name"
	}
	h.put("<header><h1>SIM bench</h1><p>%s, firmware %s, on %s<br>", plain(name), plain(orDash(m.Firmware)), r.Run.Port)
	h.put("%s", r.Run.Started.UTC().Format("Mon 2 Jan 2006 15:04 UTC"))
	if r.Over {
		h.put(" to %s", r.Totals.Ended.UTC().Format("15:04"))
	} else {
		h.raw(" <strong>(not over yet)</strong>")
	}
	h.put(", %s<br>", r.Run.Tool)
	if r.Run.Cloud != nil {
		h.put("The cloud (%s) was asked about each SIM.", *r.Run.Cloud)
	} else {
		h.raw("The cloud was not asked.")
	}
	if u := r.Totals.Unfinished; u != nil {
		h.put("<br><strong>%s</strong>", unfinished(*u))
	}
	h.raw("</p></header>\n")
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func (r *Report) tiles(h *html) {
	t := r.Totals
	h.raw("<ul class=\"tiles\">")
	tile := func(class, n, what string) {
		h.put("<li class=\"%s\"><b>%s</b>%s</li>", class, n, what)
	}
	tile("", fmt.Sprint(t.Tested), "tested")
	tile("pass", fmt.Sprint(t.Passed-t.NotActivated), "passed")
	tile("new", fmt.Sprint(t.NotActivated), "not activated")
	tile("fail", fmt.Sprint(t.Failed), "failed")
	if t.Seen > 0 {
		tile("", fmt.Sprint(t.Seen), "seen before")
	}
	if t.Tested > 0 {
		tile("", fmt.Sprintf("%.1f s", t.Seconds/float64(t.Tested)), "a SIM")
	}
	h.raw("</ul>\n")
}

// class is the verdict's colour.
func (r *Record) class() string {
	switch {
	case r.Verdict == Fail:
		return "fail"
	case r.Reason == NotActivated:
		return "new"
	}
	return "pass"
}

func (r *Record) id() string {
	if r.ICCID == nil {
		return "no number"
	}
	return *r.ICCID
}

func (r *Report) failures(h *html) {
	if r.Totals.Failed == 0 {
		return
	}
	h.raw("<section><h2>What failed</h2><ol class=\"failures\">")
	for i := range r.Records {
		if x := &r.Records[i]; x.Verdict == Fail {
			h.put("<li value=\"%d\"><a href=\"#sim%d\"><code>%s</code></a> %s</li>", x.N, x.N, x.id(), x.Text)
		}
	}
	h.raw("</ol></section>\n")
}

// chart puts a drawing under its title, or the sentence that stands for it.
func (r *Report) chart(h *html, title string, draw func(*html) (instead string)) {
	h.put("<section><h2>%s</h2>", title)
	if instead := draw(h); instead != "" {
		h.put("<p class=\"quiet\">%s</p>", instead)
	}
	h.raw("</section>\n")
}

// cells are the columns of the table: a heading and what stands under it.
var cells = []struct {
	head, class string
	value       func(*Record) string
}{
	{"SIM", "id", func(r *Record) string { return r.id() }},
	{"Reason", "text", func(r *Record) string { return r.Text }},
	{"Network", "id", func(r *Record) string {
		return strings.TrimSpace(plmn(word(r.Registration.Operator)) + " " + word(r.Registration.Technology))
	}},
	{"RSRP", "num", func(r *Record) string { return withUnit(r.Signal.RSRP, "dBm") }},
	{"RSSI", "num", func(r *Record) string { return withUnit(r.Signal.RSSI, "dBm") }},
	{"Cloud", "", func(r *Record) string { return word(r.Cloud.Status) }},
	{"Took", "num", func(r *Record) string { return fmt.Sprintf("%.1f s", r.Seconds) }},
}

func withUnit(v *float64, unit string) string {
	if v == nil {
		return ""
	}
	return fmt.Sprintf("%.0f %s", *v, unit)
}

func (r *Report) table(h *html) {
	if len(r.Records) == 0 {
		return
	}
	h.raw("<section><h2>All SIMs</h2><table><thead><tr><th>#<th>Verdict")
	for _, c := range cells {
		h.put("<th class=\"%s\">%s", c.class, c.head)
	}
	h.raw("<tbody>\n")
	for i := range r.Records {
		x := &r.Records[i]
		h.put("<tr id=\"sim%d\" class=\"%s\"><td class=\"num\" data-h=\"#\">%d<td data-h=\"Verdict\"><b class=\"v\">%s</b>", x.N, x.class(), x.N, strings.ToUpper(string(x.Verdict)))
		for _, c := range cells {
			h.put("<td class=\"%s\" data-h=\"%s\">%s", c.class, c.head, c.value(x))
		}
		h.raw("\n")
	}
	h.raw("</table></section>\n")
}

func (r *Report) plan(h *html) {
	h.put("<details><summary>The plan</summary><pre>%s</pre></details>\n", r.Run.Plan.Print())
	h.put("<footer><p>Times are from being put in, as the bench saw it: by the module's message, or within %d s. The signal is the median of the readings of each SIM. ", int(interval/time.Second))
	h.raw("Beside the page lie the same results as JSON lines and CSV.</p></footer>\n")
}

// css of the page: one column on a phone, where a row of the table is a block.
const css = `
:root{--bg:#fcfcfb;--fg:#1c2127;--quiet:#5d6773;--rule:#d9dde2;--card:#fff;--pass:#18794e;--fail:#c62a2f;--new:#946800;
--s1:#8794a5;--s2:#2f6fd0;--s3:#7c54c9;--s4:#0b8a80;--s5:#c27803}
@media(prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e4e7ea;--quiet:#98a2ad;--rule:#333a42;--card:#1b1f24;--pass:#4cc38a;--fail:#ff6b6e;--new:#e2b340;
--s1:#7f8b99;--s2:#5b9bf5;--s3:#a98bf0;--s4:#37b8ac;--s5:#e0a23c}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.5rem 0 0}h2{font-size:1.1rem;margin:0 0 .5rem}
header p,.quiet,footer,.legend{color:var(--quiet)}header p{margin:.25rem 0 1rem}
section,details{background:var(--card);border:1px solid var(--rule);border-radius:.5rem;padding:1rem;margin:0 0 1rem}
code,td.id{font-family:ui-monospace,monospace;font-size:.92em}
a{color:inherit}
.tiles{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem;padding:0;margin:0 0 1rem}
.tiles li{background:var(--card);border:1px solid var(--rule);border-radius:.5rem;padding:.5rem 1rem;flex:1 1 6rem}
.tiles b{display:block;font-size:1.6rem;line-height:1.2}
.tiles .pass b,tr.pass .v{color:var(--pass)}.tiles .fail b,tr.fail .v{color:var(--fail)}.tiles .new b,tr.new .v{color:var(--new)}
.failures{padding-left:2.2rem;margin:0}
@media(min-width:60rem){.charts{columns:2;column-gap:1rem;margin-bottom:1rem}}
.charts section{break-inside:avoid}
svg{display:block;width:100%;height:auto;max-width:36rem}
svg text{font:12px system-ui,sans-serif;fill:var(--fg)}svg .q{fill:var(--quiet)}svg .end{text-anchor:end}svg .mid{text-anchor:middle}
svg line{stroke:var(--rule)}svg .limit{stroke:var(--fail);stroke-dasharray:4 3}
svg .pass{stroke:var(--pass);fill:var(--pass)}svg .fail{stroke:var(--fail);fill:var(--fail)}svg .new{stroke:var(--new);fill:var(--new)}
svg .pass.o,svg .new.o{fill:none}svg .fail{stroke-width:2}
.s1{fill:var(--s1);background:var(--s1)}.s2{fill:var(--s2);background:var(--s2)}.s3{fill:var(--s3);background:var(--s3)}.s4{fill:var(--s4);background:var(--s4)}.s5{fill:var(--s5);background:var(--s5)}
svg .l2{stroke:var(--s2);stroke-width:3}svg .l1{stroke:var(--s1)}
.legend{margin:.5rem 0 0;font-size:.85rem}.legend span{display:inline-block;margin-right:1rem}.legend i{display:inline-block;width:.8em;height:.8em;margin-right:.3em;border-radius:2px}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th{text-align:left;color:var(--quiet);font-weight:500}th,td{padding:.3rem .5rem;border-bottom:1px solid var(--rule);vertical-align:top}
.num{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}th.num{text-align:right}.id{white-space:nowrap}
tr:target{outline:2px solid var(--s2)}
pre{overflow-x:auto;font-size:.85rem}summary{cursor:pointer}
@media(max-width:44rem){thead{display:none}table,tbody,tr,td{display:block}tr{padding:.5rem 0;border-bottom:1px solid var(--rule)}
td{border:0;padding:.1rem 0 .1rem 5.5rem;text-indent:-5.5rem;text-align:left!important;white-space:normal!important}td:empty{display:none}td::before{content:attr(data-h);display:inline-block;width:5.5rem;text-indent:0;color:var(--quiet);font-family:system-ui,sans-serif}}
@media(max-width:30rem){svg text{font-size:14px}}
@media print{section{break-inside:avoid}}
`
