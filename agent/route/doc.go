// Package route keeps the agent's own requests off the modem: it asks the kernel
// by which interface a connection to an address would leave, refuses unless that
// interface is proven not to be the modem's, and binds the socket to it, so that a
// route that flips later breaks the connection instead of moving it to cellular.
//
// Linux only. The package starts no goroutine of its own.
package route
