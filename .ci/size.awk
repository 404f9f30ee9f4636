# First file: "module package" a line. Second: `go tool nm -n -size`, "address size type symbol", by address.
# Prints "bytes percent module". The variable file is the size of the stripped binary.

BEGIN { tables = "(the linker's tables: lines, types, strings)" }

FNR == NR { module[$2] = $1; next }

# What is zero at start takes no room in the file. nm does not tell it from data, but it comes last.
$4 == "runtime.bss" { bss = 1 }
bss { next }

{
	symbol = $4
	for (i = 5; i <= NF; i++) symbol = symbol " " $i
	size = $2
	sub(/\[.*/, "", symbol)                   # type arguments name other packages
	sub(/^(type:|go:)(\.?[a-z]+\.)?\*?/, "", symbol)
	# the package path ends at the first dot after the last slash; nm writes dots in that part as %2e
	head = ""
	rest = symbol
	while ((slash = index(rest, "/")) > 0) {
		head = head substr(rest, 1, slash)
		rest = substr(rest, slash + 1)
	}
	dot = index(rest, ".")
	path = head (dot > 0 ? substr(rest, 1, dot - 1) : rest)
	gsub(/%2e/, ".", path)
	if (path == "main") owner = "simagent"
	else if (path in module) owner = module[path] == "std" ? "std " top(path) : module[path]
	else owner = tables
	bytes[owner] += size
	total += size
}

# top is the first element of a package of the standard library: crypto/tls belongs to crypto.
function top(path) {
	return index(path, "/") ? substr(path, 1, index(path, "/") - 1) : path
}

END {
	bytes[tables] += file - total
	for (owner in bytes) printf "%9d %5.1f %%  %s\n", bytes[owner], 100 * bytes[owner] / file, owner
}
