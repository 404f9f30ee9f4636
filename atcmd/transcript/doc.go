// Package transcript writes what goes over an AT port into a file that people
// can read, without the numbers of the person, the card and the module, and
// plays such a file back as the module's side of the line.
//
// The file is text. The first line names the format and its version, a header
// says where the transcript comes from, and then every line is one line of the
// port, with its exact bytes as a Go string:
//
//	simagent-transcript 1
//	maker: Quectel
//	model: EG25
//	firmware: EG25GGBR07A08M2G
//	tool: simagent 0.3.0
//	date: 2026-11-23
//	source: emulated persona eg25-g
//	expect: iccid=8988307000000001238
//
//	+0.000 open
//	+0.123 > "AT+CPIN?\r"
//	+0.140 < "\r\n+CPIN: READY\r\n" cut 2,5-7 more
//	+0.140 < "\r\nOK\r\n"
//	# a comment
//	+4.000 dropped 311
//	+9.500 lost
//
// The number in front is the time in seconds since the start. ">" went to the
// module, "<" came from it. "cut" lists the offsets inside the line at which a
// read (or write) ended, "more" says that the read went on with the next line;
// without them a read ended where the line ends. "open", "close" and "lost" are
// the port's, and "dropped N" stands where N bytes are missing.
//
// A daemon wraps its port once and records when somebody asks:
//
//	var tee transcript.Tee                   // lives as long as the daemon
//	port = tee.Wrap(port)                    // at every opening
//	…
//	rec := transcript.NewRecorder(w, transcript.Header{Maker: "Quectel", Source: "hardware"})
//	if !tee.Attach(rec) { … }                // somebody else records
//	select { case <-ctx.Done(): case <-rec.Done(): } // Done: w takes no more
//	tee.Detach(rec)
//	err := rec.Close()                       // flushes
package transcript
