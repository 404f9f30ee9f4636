// Package bundle makes one file of what somebody needs who helps from afar: a tar.gz with a manifest first. It opens
// nothing and sends nothing. What goes in is scrubbed once more here, whatever its maker did: numbers of cards, modules and
// people, sids, serial numbers and hardware addresses are shortened.
package bundle
