// Package peertest holds tests only. The vendor's own Go SDK drives the emulated cloud over TLS on the loopback, and
// whatever goes over the wire is held against the OpenAPI files of both vendors. It is a module of its own, so that
// neither the SDK nor the validator becomes a dependency of simagent.
//
// The files are not part of the project: SIMAGENT_SPEC names the folder that holds them. Without it the SDK still runs,
// and the tests about the files say that they are not run.
package peertest
