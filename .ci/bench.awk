# Reads `go test -bench` output: after the name and the count come pairs of value and unit.
/^Benchmark/ {
	name = $1
	sub(/^Benchmark/, "", name)
	sub(/-[0-9]+$/, "", name)
	for (i = 3; i < NF; i += 2) value[name " " $(i + 1)] = $i
}

function of(name, unit) { return (name " " unit) in value ? value[name " " unit] : "?" }

function row(what, ours, unit, base, than, ratio, aim) {
	printf "%-44s %10s %-7s %10s %-14s %7s  %s\n", what, ours, unit, base, than, ratio, aim
}

END {
	print ""
	row("figure", "ours", "", "baseline", "", "ratio", "aim")
	c = "CommandOverPty"
	row("AT command over a pty, p50", of(c, "session-p50-us"), "us", of(c, "at-p50-us"), "modem/at alone", of(c, "session/at-p50"), "1.15")
	row("AT command over a pty, p99", of(c, "session-p99-us"), "us", of(c, "at-p99-us"), "modem/at alone", of(c, "session/at-p99"), "2")
	row("AT command, allocations", of(c, "session-allocs/cmd"), "", of(c, "at-allocs/cmd"), "modem/at alone", "", "8 above it")
	p = "CPUAtRealPace"
	row("CPU a command at 115,200 baud", of(p, "session-us/cmd"), "us", of(p, "at-us/cmd"), "modem/at alone", of(p, "session/at"), "1")
	u = "URCsDuringCommands"
	row("URCs at 1,000/s: lost", of(u, "session-lost"), "", of(u, "at-lost"), "modem/at alone", "", "0")
	row("URCs at 1,000/s: reordered", of(u, "session-reordered"), "", of(u, "at-reordered"), "modem/at alone", "", "0")
	row("URCs at 1,000/s: leaked into answers", of(u, "session-leaked"), "", of(u, "at-leaked"), "modem/at alone", "", "0")
	n = split("Parse/CEREG Parse/CSQ ReadQENG", list, " ")
	for (i = 1; i <= n; i++) {
		short = list[i]
		sub(/.*\/|Read/, "", short)
		row("parsing +" short, of(list[i], "ours-ns"), "ns", of(list[i], "by-hand-ns"), "by hand", of(list[i], "ours/by-hand"), "1.5")
		row("parsing +" short ", allocations", of(list[i], "ours-allocs"), "", "", "", "", "0")
	}
	c = "ThousandAgents"
	row("1,000 agents: requests a second, first minute", of(c, "peak-req/s"), "peak", "", "", "", "")
	row("1,000 agents: and after it", of(c, "peak-after-1min-req/s"), "peak", of(c, "mean-after-1min-req/s"), "mean", "", "20")
	row("1,000 agents: requests an agent and day", of(c, "req/agent/day"), "", "", "", "", "")
	row("1,000 agents: TLS bytes an agent and day", of(c, "tls-B/agent/day"), "B", of(c, "http-B/agent/day"), "HTTP alone", "", "")
	row("start to attached, instant module", of("StartToAttached/instant", "ms-to-attached"), "ms", "60", "ofono, once", "", "100")
	row("start to attached, paced module", of("StartToAttached/paced", "ms-to-attached"), "ms", "1460", "ofono, once", "", "1500")
	row("status of a running daemon", of("StatusCommand", "ms/status"), "ms", "10.5", "mmcli, once", "", "10")
}
