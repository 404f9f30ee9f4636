# Reads `go test -bench` output: after the name and the count come pairs of value and unit.
/^Benchmark/ {
	name = $1
	sub(/^Benchmark/, "", name)
	sub(/-[0-9]+$/, "", name)
	for (i = 3; i < NF; i += 2) value[name " " $(i + 1)] = $i
}

function of(name, unit) { return (name " " unit) in value ? value[name " " unit] : "?" }

function row(what, ours, unit, base, than, ratio, aim) {
	printf "%-44s %10s %-7s %10s %-14s %8s  %s\n", what, ours, unit, base, than, ratio, aim
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
	if (of("ManagerStart", "ms-to-registered") != "?")
		row("start to registered: ModemManager", of("ManagerStart", "ms-to-registered"), "ms", "3700", "itself, once", "", "")
	row("status of a running daemon", of("StatusCommand", "ms/status"), "ms", "10.5", "mmcli, once", "", "10")
	print "idle: " of("Idle", "seconds") " s of it, without a poll if they are fewer than 120 (SIMAGENT_IDLE=1h takes the hour)"
	row("idle: memory (PSS)", of("Idle", "ours-MB"), "MB", of("Idle", "blocked-MB"), "Go on a tty", "", "9")
	row("idle: voluntary switches a minute", of("Idle", "ours-switches/min"), "", of("Idle", "blocked-switches/min"), "Go on a tty", "", "12")
	row("idle: CPU an hour", of("Idle", "ours-cpu-ms/h"), "ms", of("Idle", "blocked-cpu-ms/h"), "Go on a tty", "", "50")
	row("idle with a cloud: memory", of("Idle", "clouded-MB"), "MB", "", "", "", "")
	row("idle with a cloud: switches a minute", of("Idle", "clouded-switches/min"), "", "", "", "", "")
	row("idle with a cloud: CPU an hour", of("Idle", "clouded-cpu-ms/h"), "ms", "", "", "", "")
	if (of("Idle", "mm-MB") != "?") {
		row("idle: ModemManager beside it, memory", of("Idle", "mm-MB"), "MB", "", "", "", "")
		row("idle: ModemManager, switches a minute", of("Idle", "mm-switches/min"), "", "", "", "", "")
		row("idle: ModemManager, CPU an hour", of("Idle", "mm-cpu-ms/h"), "ms", "", "", "", "")
	} else
		print "not run: ModemManager beside us (it is not installed, not ours to start, or did not run as it should)"
	row("stripped arm64 binary", size, "B", "1400000", "hello", "", "9,000,000")
	c = "Commit"
	row("a durable count in a burst, time", of(c, "slot-ns/commit"), "ns", of(c, "write+rename-ns/commit"), "write, rename", of(c, "slot/write+rename"), "")
	c = "CommitBlocks"
	row("a durable count in a burst, ext4", of(c, "slot-burst-B/commit"), "B", of(c, "rename-burst-B/commit"), "write, rename", of(c, "burst-slot/rename"), "4,200")
	row("a durable count alone, ext4", of(c, "slot-alone-B/commit"), "B", of(c, "rename-alone-B/commit"), "write, rename", of(c, "alone-slot/rename"), "20,480")
	n = split("small reports", list, " ")
	for (i = 1; i <= n; i++) {
		c = "ReadyAccount/" list[i]
		more = list[i] == "small" ? "" : ", reporting"
		row("commits in a `ready` life" more, of(c, "commits/life"), "", of(c, "minutely-commits/life"), "one a minute", of(c, "commits/minutely"), "400")
		row("bytes written in a `ready` life" more, of(c, "B/life"), "B", of(c, "minutely-B/life"), "one a minute", of(c, "B/minutely"), "")
	}
	n = split("quiet busy", list, " ")
	for (i = 1; i <= n; i++) {
		c = "ReadyLife/" list[i]
		row("history of a " list[i] " SIM: writes in 92 days", of(c, "writes/92days"), "", "92", "one a day", "", "")
		row("history of a " list[i] " SIM: bytes a day", of(c, "B/day"), "B", "65536", "the whole file", of(c, "written/whole-file"), "")
	}
	c = "Sample"
	row("a sample of the counters", of(c, "rtnetlink-ns"), "ns", of(c, "read-one-file-ns"), "one sysfs file", of(c, "rtnetlink/one-file"), "")
	row("a sample of the counters by sysfs", of(c, "sysfs-ns"), "ns", of(c, "read-one-file-ns"), "one sysfs file", of(c, "sysfs/one-file"), "")
	c = "ReportBytes/"
	bare = of(c "udp-60B", "ip-B/report")
	bytes(c "ip-command-ipv4", "a report by IP Command", bare, "UDP with 60 B", "88")
	bytes(c "ip-command-ipv6", "a report by IP Command, IPv6", bare, "UDP with 60 B", "")
	bytes(c "https-fresh-x25519", "a report by HTTPS, X25519", of(c "https-fresh", "ip-B/report"), "Go default", "")
	bytes(c "https-resumed-x25519", "a report by HTTPS, resumed, X25519", of(c "https-resumed", "ip-B/report"), "Go default", "")
	n = split("quiet changes", list, " ")
	for (i = 1; i <= n; i++) {
		day = list[i] == "quiet" ? "a quiet day" : "a day of changes"
		row("IP bytes of reports, " day, of("ReportDay/ip-" list[i], "ip-B/day"), "B", of("ReportDay/ip-" list[i], "most-ip-B/day"), "B at most", "", "275")
		row("reports as IP Commands, " day, of("ReportDay/ip-" list[i], "reports/day"), "", of("ReportDay/https-" list[i], "reports/day"), "to own address", "", "")
	}
}

# bytes is a row of IP bytes, with its ratio.
function bytes(name, what, base, than, aim,    ours) {
	ours = of(name, "ip-B/report")
	row(what, ours, "B", base, than, ours == "?" || base == "?" ? "?" : sprintf("%.2f", ours / base), aim)
}
