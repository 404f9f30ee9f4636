package agenttest

import (
	"crypto/x509"
	"testing"

	"github.com/stretchr/testify/require"
)

// The server certificate is good for this machine, and for the names to which a vendor's own client goes.
func TestCAVendorNames(t *testing.T) {
	t.Parallel()
	cert, ca, err := NewCA()
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(ca))
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	require.NoError(t, err)
	for _, name := range []string{"127.0.0.1", "::1", "localhost", "supersim.twilio.com", "supersim.api.korewireless.com", "api.korewireless.com"} {
		_, err := leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: roots})
		require.NoError(t, err, name)
	}
}
