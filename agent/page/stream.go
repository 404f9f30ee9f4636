package page

import (
	"bytes"
	"encoding/json"
	"net/http"
	"time"

	"simagent/agent/local"
)

const (
	mostStreams = 8                // that are open at once
	pace        = time.Second      // between two looks at the status, while somebody listens
	heartbeat   = 20 * time.Second // after so long without an event, one that says just that; the script knows it
	countsPace  = 10 * time.Second // between two events that have only other numbers of bytes: each makes the visitor fetch 30 kB
	takeLimit   = 10 * time.Second // a listener that does not take an event in this time is left
)

// events streams the status and the history, each at once and then when it
// has changed, and a beat when long nothing has, until the visitor or the daemon goes.
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		return // HEAD
	}
	defer p.streams.Add(-1)
	if p.streams.Add(1) > mostStreams {
		w.Header().Set("Retry-After", "30")
		http.Error(w, "too many listen to this page already", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would keep the events back
	tick := time.NewTicker(pace)
	defer tick.Stop()
	s := stream{w: w, c: http.NewResponseController(w)}
	checked := time.Now()
	for {
		st, past, err := p.look(r.Context())
		if err != nil {
			return
		}
		if time.Since(checked) >= heartbeat {
			if !p.allowed(r) {
				return // the token is another one by now
			}
			checked = time.Now()
		}
		if !s.send(st, past) {
			return
		}
		select {
		case <-tick.C:
		case <-r.Context().Done():
			return
		}
	}
}

// stream is one listener, and what it was told last.
type stream struct {
	w       http.ResponseWriter
	c       *http.ResponseController
	status  []byte
	rest    []byte    // of the status, without bytes
	said    time.Time // when the status was
	history []byte
	last    time.Time
}

// send says what is new; false when nobody takes it.
func (s *stream) send(st local.Status, past past) bool {
	var b bytes.Buffer
	if key := line(steady(st)); !bytes.Equal(key, s.status) {
		rest := line(countless(steady(st)))
		if !bytes.Equal(rest, s.rest) || time.Since(s.said) >= countsPace {
			s.status, s.rest, s.said = key, rest, time.Now()
			event(&b, "status", line(st))
		}
	}
	if key := line(past); !bytes.Equal(key, s.history) {
		s.history = key
		event(&b, "history", key)
	}
	if b.Len() == 0 {
		if time.Since(s.last) < heartbeat {
			return true
		}
		event(&b, "beat", []byte("{}")) // an event and no comment: the script, too, wants to know that it is not cut off
	}
	s.last = time.Now()
	_ = s.c.SetWriteDeadline(s.last.Add(takeLimit)) // where there is none, nothing is bounded
	_, err := s.w.Write(b.Bytes())
	if err == nil {
		err = s.c.Flush()
	}
	return err == nil
}

func line(v any) []byte {
	b, _ := json.Marshal(v) // of plain fields: it cannot fail
	return b
}

// event writes one; JSON has no line breaks.
func event(b *bytes.Buffer, name string, data []byte) {
	b.WriteString("event: " + name + "\ndata: ")
	b.Write(data)
	b.WriteString("\n\n")
}

// countless is a status without numbers of bytes.
func countless(st local.Status) local.Status {
	st.Account.Data, st.Account.ActiveAt = local.Data{Limit: st.Account.Data.Limit, Source: st.Account.Data.Source}, nil
	return st
}

// steady is a status without what moves by itself: times of now, ages, and
// dates that move with the clock while it is set. What they belong to says the
// news.
func steady(st local.Status) local.Status {
	st.Time, st.UptimeS = time.Time{}, nil
	st.Link.Since, st.SIM.Since, st.Network.Since, st.Network.AttachedAt = nil, nil, nil, nil
	st.Cloud.Since, st.Cloud.CheckedAt, st.Cloud.NextCheck = nil, nil, nil
	st.Account.ReadyLeftS, st.Account.ActiveInS, st.Account.Stored = nil, nil, nil
	if at := st.Account.ActiveAt; at != nil {
		hour := at.Round(time.Hour)
		st.Account.ActiveAt = &hour
	}
	r := &st.Recovery
	r.Since, r.NextAt, r.NextInS = nil, nil, nil
	r.Acts = append([]local.Act(nil), r.Acts...)
	for i := range r.Acts {
		r.Acts[i].AgeS, r.Acts[i].At = 0, nil
	}
	st.Report.LastAt = nil
	st.Transitions = append([]local.Transition(nil), st.Transitions...)
	for i := range st.Transitions {
		st.Transitions[i].Time = time.Time{}
	}
	return st
}
