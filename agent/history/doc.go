// Package history keeps what passed by hour and by day on every SIM: files history-N.simh of 64 KiB beside the ledger,
// one for each SIM, written about once a day. The hours of today are in the ledger; those of a day that is over come here.
//
//	book := Open(dir, false)
//	list := account.Unstored(until)                    // the loop
//	err := book.Append(iccid, list)                    // the writer
//	if err == nil { account.Stored(until) }            // the loop
//	h, err := book.Read(iccid); h = Merge(h, account.Hours)
//
// A file keeps the latest hours (67 days at least if there is something of everything in each, half a year of quiet ones),
// the sums of their days and of those before (two years of such days, about five of quiet ones) and some 140 billing periods.
//
// # A file: 16 places of 4096 bytes, each zeros or a page, little endian
//
//	 0  4  magic "SIMH"
//	 4  2  format version, 1
//	 6  2  payload length, at most 4044
//	 8  8  sequence, one more at every page written, from 1
//	16  4  CRC-32C of the whole page without these four bytes
//	20  1  kind: 1 hours, 2 days, 3 periods
//	21  3  zero
//	24  4  number of the page within its kind, from 1
//	28 22  ICCID, canonical, then zeros
//	50  2  zero
//	52     payload, then zeros
//
// Magic, version, CRC and ICCID keep their place and meaning in every version.
//
// Of pages with the same kind and number the one with the highest sequence counts. Of each kind the highest numbers count:
// 9 pages of hours, 5 of days, 1 of periods. So at least one place holds nothing that counts. Every page is written to such
// a place: a page that takes more records moves, and its old copy counts until the new one is durable.
//
// # The payload: records of numbers of variable length (LEB128, shortest form)
//
// A record is a mask, and then the numbers whose bits are set, which are never 0:
//
//	bit an hour, a day                                       a billing period
//	 0  its number (since 1970), as the count left out       type
//	    since the record before (hours from 1, days from 0)
//	 1  bytes sent                                           1: High is known, 2: SMSHigh is known; or both
//	 2  bytes received                                       start, ms since 1970, 0 is unknown
//	 3  bytes that may have passed besides                   end, the same
//	 4  packets                                              bytes, low
//	 5  seconds watched, exclusive or 3600 (86400)           bytes, high
//	 6  sessions                                             SMS Commands, low
//	 7  bytes of reports                                     SMS Commands, high
//	 8  SMS Commands sent
//	 9  SMS Commands received
//	10  of a day: hours that are in it, a bit each, exclusive or 2^24-1
//
// A page of hours begins with the number of the oldest dated hour of the last batch that had undated ones (0 for none)
// and two records of sums without a number, whose seconds are plain: the undated hours of the batches before, and of that
// batch. Each page carries them on; those of the last page count.
//
// Records of a page have rising numbers. Of two with the same number the one in the page with the higher number counts.
// When the pages of hours are full, the hours of the oldest are added to their days, each once: an hour whose bit is set
// in its day is in its sums, and is not added to them again, whether or not its page is still there. Only when the pages
// of days are durable the place of the hours is given up.
package history
