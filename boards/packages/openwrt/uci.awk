# Makes simagent.toml of UCI: `awk -f uci.awk DEFAULTS SHOWN`, where DEFAULTS is what `simagent config` prints, which tells strings,
# lists and the rest apart, and SHOWN what `uci show simagent` prints:
#   simagent.modem=modem
#   simagent.modem.port='/dev/ttyUSB2'
#   simagent.sms.also='2936' '2937'
# The type of a section is its table, so that it needs no name. A key that has no default is an error, so that a typing mistake is none that nobody sees.

function fail(text) {
	print "# error: " text
	failed = 1
	exit 1
}

# The values of a line, which UCI puts into single quotes; a quote in one is '\''.
function values(text,    n, c, inside, word, i) {
	n = 0
	word = ""
	inside = 0
	started = 0
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (c == "'") {
			inside = !inside
			started = 1
		} else if (!inside && c == "\\") {
			word = word substr(text, ++i, 1)
		} else if (!inside && c == " ") {
			if (started)
				list[++n] = word
			word = ""
			started = 0
		} else {
			word = word c
			started = 1
		}
	}
	if (started)
		list[++n] = word
	return n
}

function quoted(s,    i, c, out) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		out = out (c == "\"" || c == "\\" ? "\\" c : c)
	}
	return "\"" out "\""
}

# What counts as a yes and a no in UCI.
function truth(word) {
	if (word ~ /^(1|on|yes|true|enabled)$/)
		return "true"
	if (word ~ /^(0|off|no|false|disabled)$/)
		return "false"
	fail("want true or false for " table "." key)
}

function value(kind, n,    i, s) {
	if (kind == "[") {
		s = "["
		for (i = 1; i <= n; i++)
			s = s (i > 1 ? ", " : "") quoted(list[i])
		return s "]"
	}
	if (n != 1)
		fail("want one value for " table "." key)
	if (kind == "\"")
		return quoted(list[1])
	if (kind == "t" || kind == "f")
		return truth(list[1])
	if (list[1] !~ /^[0-9.-]+$/)
		fail("want a number for " table "." key)
	return list[1]
}

# Of the defaults.
FNR == NR && /^\[/ {
	table = substr($0, 2, length($0) - 2)
	tables[table] = 1
	next
}
FNR == NR && /^[a-z_]+ = / {
	kinds[table "." $1] = substr($3, 1, 1)
	next
}
FNR == NR { next }

# Of UCI.
{
	at = index($0, "=")
	split(substr($0, 1, at - 1), name, ".")
	key = name[3]
	if (key == "") {
		types[name[2]] = substr($0, at + 1)
		next
	}
	table = name[2] in types ? types[name[2]] : name[2]
	if (table == "simagent")
		next
	if (!((table "." key) in kinds))
		fail("no such key: " table "." key)
	if (((table "." key) in seen))
		fail("two sections have " table "." key)
	seen[table "." key] = 1
	n = values(substr($0, at + 1))
	kind = kinds[table "." key]
	if (!(table in text))
		order[++count] = table
	text[table] = text[table] key " = " value(kind, n) "\n"
}

END {
	if (failed)
		exit 1
	for (i = 1; i <= count; i++)
		printf "[%s]\n%s\n", order[i], text[order[i]]
}
