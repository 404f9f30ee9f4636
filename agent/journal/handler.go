package journal

import (
	"bytes"
	"context"
	"encoding/binary"
	"log/slog"
	"strings"
)

// Handler writes lines as messages of the journal. A line that the journal does not take goes to Else.
type Handler struct {
	Level slog.Leveler
	Send  func(message []byte) error
	Else  slog.Handler

	attrs []slog.Attr
	group string
}

// Enabled tells whether a level is logged.
func (h *Handler) Enabled(_ context.Context, l slog.Level) bool { return l >= h.Level.Level() }

// WithAttrs returns a handler whose lines have these, too.
func (h *Handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	next := *h
	next.attrs = append([]slog.Attr(nil), h.attrs...)
	for _, a := range attrs {
		a.Key = h.group + a.Key
		next.attrs = append(next.attrs, a)
	}
	next.Else = h.Else.WithAttrs(attrs)
	return &next
}

// WithGroup returns a handler that puts a name before those of later attributes.
func (h *Handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	next := *h
	next.group += name + "_"
	next.Else = h.Else.WithGroup(name)
	return &next
}

// Handle sends one line.
func (h *Handler) Handle(ctx context.Context, r slog.Record) error {
	if err := h.Send(h.message(ctx, r)); err != nil {
		return h.Else.Handle(ctx, r)
	}
	return nil
}

// mostValue bounds a field, in bytes: a datagram has room for some 200 KiB, and a line that long is a mistake.
const mostValue = 16 << 10

// message makes the datagram of a line.
func (h *Handler) message(ctx context.Context, r slog.Record) []byte {
	var b bytes.Buffer
	put(&b, "MESSAGE", r.Message)
	put(&b, "PRIORITY", priority(r.Level))
	put(&b, "SYSLOG_IDENTIFIER", "simagent")
	a := of(ctx)
	put(&b, "SIMAGENT_EVENT", a.event)
	put(&b, "MESSAGE_ID", ID(a.event))
	put(&b, "ICCID", a.ICCID)
	put(&b, "PORT", a.Port)
	for _, a := range h.attrs {
		attribute(&b, "", a)
	}
	r.Attrs(func(a slog.Attr) bool {
		attribute(&b, h.group, a)
		return true
	})
	return b.Bytes()
}

// attribute writes an attribute as a field of ours, those of a group each.
func attribute(b *bytes.Buffer, group string, a slog.Attr) {
	v := a.Value.Resolve()
	if v.Kind() != slog.KindGroup {
		if a.Key != "" {
			put(b, field(group+a.Key), v.String())
		}
		return
	}
	if a.Key != "" {
		group += a.Key + "_"
	}
	for _, in := range v.Group() {
		attribute(b, group, in)
	}
}

// mostName is what a name may have: the journal drops longer ones.
const mostName = 64

// field is a name that the journal takes: A to Z, 0 to 9 and _, and none that it gives itself.
func field(key string) string {
	name := "SIMAGENT_" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, key)
	return name[:min(len(name), mostName)]
}

// put writes a field; one that is empty is left out. A value with a line end has its length before it.
func put(b *bytes.Buffer, name, value string) {
	if value == "" {
		return
	}
	if len(value) > mostValue {
		value = strings.ToValidUTF8(value[:mostValue], "")
	}
	b.WriteString(name)
	if !strings.Contains(value, "\n") {
		b.WriteByte('=')
	} else {
		b.WriteByte('\n')
		b.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(value))))
	}
	b.WriteString(value)
	b.WriteByte('\n')
}

// priority is the level as syslog counts it.
func priority(l slog.Level) string {
	switch {
	case l >= slog.LevelError:
		return "3"
	case l >= slog.LevelWarn:
		return "4"
	case l >= slog.LevelInfo:
		return "6"
	}
	return "7"
}
