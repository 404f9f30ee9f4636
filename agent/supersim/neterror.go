package supersim

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"syscall"
)

// NetKind says how an attempt failed before a whole answer came.
type NetKind string

// The kinds of [NetError].
const (
	NetDNS         NetKind = "dns"         // the host name does not resolve
	NetRefused     NetKind = "refused"     // nothing listens there
	NetUnreachable NetKind = "unreachable" // no route
	NetTimeout     NetKind = "timeout"     // no whole answer in time
	NetCut         NetKind = "cut"         // the connection ended early
	NetAuthority   NetKind = "authority"   // the certificate's issuer is not trusted here
	NetNoRoots     NetKind = "no-roots"    // no issuers are known here at all
	NetClock       NetKind = "clock"       // the certificate is not valid at this board's time
	NetName        NetKind = "name"        // the certificate is for another host
	NetTLS         NetKind = "tls"         // any other failure of the handshake
	NetCanceled    NetKind = "canceled"    // the caller's context ended
	NetOther       NetKind = "other"       // anything else, such as a refusal by Config.DialContext
)

// NetError is an attempt that brought no whole answer. Its text is one short sentence without the URL.
type NetError struct {
	Kind   NetKind
	Unsent bool // no byte of the request has left: no connection was made
	text   string
	cause  error
}

// Error is one short sentence.
func (e *NetError) Error() string { return e.text }

// Unwrap gives the cause, so that an error of Config.DialContext and context.Canceled can be tested for. The cause's
// own text is not for people or logs.
func (e *NetError) Unwrap() error { return e.cause }

// netHints holds what a person can do, by kind.
var netHints = map[NetKind]string{
	NetDNS:         "Check the network and its name server.",
	NetRefused:     "Check the base URL, and any firewall or proxy on the way.",
	NetUnreachable: "Check that this board has a network other than the modem's.",
	NetTimeout:     "Check the network; the agent tries again by itself.",
	NetCut:         "The network or the cloud ended the connection early; the agent tries again by itself.",
	NetAuthority:   "Something on the way opens TLS, or the CA certificates are old: update ca-certificates.",
	NetNoRoots:     "Install ca-certificates.",
	NetClock:       "Set the clock of this board: with a wrong time no certificate is valid.",
	NetName:        "Check the base URL; something on the way may answer in place of the cloud.",
	NetTLS:         "Check the base URL, and any firewall or proxy on the way.",
}

// Hint says in one sentence what a person can do, or "" for NetCanceled and NetOther.
func (e *NetError) Hint() string { return netHints[e.Kind] }

// netError classifies err, which ended an attempt made under ctx. parent is the caller's context, without our timeout.
func netError(parent context.Context, err error, secrets ...string) *NetError {
	// url.Error prints the URL, and the ICCID is in its query.
	for u, ok := errors.AsType[*url.Error](err); ok; u, ok = errors.AsType[*url.Error](err) {
		err = u.Err
	}
	if perr := parent.Err(); errors.Is(perr, context.Canceled) {
		return &NetError{Kind: NetCanceled, text: "the request was canceled", cause: context.Canceled}
	}
	_, undialed := errors.AsType[*dialError](err)
	kind, text := classify(err)
	if kind == NetOther {
		text = "the request failed: " + clean(err.Error(), secrets...)
	}
	return &NetError{kind, undialed, text, err}
}

// dialError marks an error of opening a connection.
type dialError struct{ err error }

func (e *dialError) Error() string { return e.err.Error() }
func (e *dialError) Unwrap() error { return e.err }

func classify(err error) (NetKind, string) {
	if kind, text := classifyTLS(err); kind != "" {
		return kind, text
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsTimeout {
			return NetDNS, "the name server does not answer"
		}
		return NetDNS, "the cloud's host name cannot be resolved"
	}
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return NetRefused, "the connection was refused"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return NetUnreachable, "the cloud cannot be reached: no route"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return NetTimeout, "no answer in time"
	case errors.Is(err, context.Canceled):
		return NetCanceled, "the request was canceled"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET),
		errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		return NetCut, "the answer was cut off"
	}
	return NetOther, ""
}

// classifyTLS returns "" for what is not about TLS.
func classifyTLS(err error) (NetKind, string) {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return NetAuthority, "the certificate is signed by an unknown authority"
	}
	if _, ok := errors.AsType[x509.SystemRootsError](err); ok {
		return NetNoRoots, "this board has no CA certificates"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return NetName, "the certificate is for another host"
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if e.Reason == x509.Expired {
			return NetClock, "the certificate is not valid at this board's time"
		}
		return NetTLS, "the certificate is not acceptable"
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return NetTLS, "the server does not speak TLS"
	}
	if _, ok := errors.AsType[tls.AlertError](err); ok {
		return NetTLS, "the server refused the TLS handshake"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return NetTLS, "the certificate is not acceptable"
	}
	return "", ""
}
