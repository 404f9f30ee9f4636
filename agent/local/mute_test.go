package local

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A daemon that was stopped takes connections, and answers none: no question waits for minutes.
func TestAMuteDaemonIsSaidSoon(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	l, err := Listen(dir)
	require.NoError(t, err)
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for name, ask := range map[string]func(*Client) error{
		"status":   func(c *Client) error { _, err := c.Status(ctx, false); return err },
		"account":  func(c *Client) error { _, err := c.Book(ctx, false); return err },
		"baseline": func(c *Client) error { return c.SetBaseline(ctx, Baseline{}) },
		"sms":      func(c *Client) error { return c.SendSMS(ctx, "x", false) },
		"at":       func(c *Client) error { _, err := c.AT(ctx, ATRequest{}); return err },
		"record":   func(c *Client) error { return c.Record(ctx, io.Discard) },
	} {
		c := NewClient(dir)
		c.soon = 20 * time.Millisecond
		require.ErrorIs(t, ask(c), ErrMute, name)
		require.NoError(t, ctx.Err(), name)
	}
}
