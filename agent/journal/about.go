package journal

import "context"

// Subject is whom a line is about. Empty fields are left out.
type Subject struct {
	ICCID string // shortened
	Port  string
}

// about is what a context carries to the Handler; a handler that prints text leaves it alone.
type about struct {
	event string
	Subject
}

type aboutKey struct{}

// About names the event and the subject of what is logged with the context.
func About(ctx context.Context, event string, s Subject) context.Context {
	return context.WithValue(ctx, aboutKey{}, about{event, s})
}

func of(ctx context.Context) about {
	a, _ := ctx.Value(aboutKey{}).(about)
	return a
}
