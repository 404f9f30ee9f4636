package bench

import "sort"

// Speed is how quickly the module answered a command, in milliseconds. The
// quantiles are of its last speedsKept answers.
type Speed struct {
	Command string  `json:"command"` // without parameters: "+CRSM"
	Count   int     `json:"count"`
	Failed  int     `json:"failed"`
	Median  float64 `json:"median_ms"`
	P95     float64 `json:"p95_ms"`
	Most    float64 `json:"most_ms"`
}

// speedsKept bounds what is remembered of a command: a bench may run all day.
const speedsKept = 2000

// Speeds collects the times of a run. The zero value is ready; it is for one
// goroutine.
type Speeds struct{ by map[string]*times }

type times struct {
	ms            []float64 // a ring
	count, failed int
	most          float64
}

// Add takes the times of some commands.
func (s *Speeds) Add(took []Took) {
	if s.by == nil {
		s.by = map[string]*times{}
	}
	for _, t := range took {
		v := s.by[t.Command]
		if v == nil {
			v = &times{}
			s.by[t.Command] = v
		}
		ms := milliseconds(t.For)
		if len(v.ms) < speedsKept {
			v.ms = append(v.ms, ms)
		} else {
			v.ms[v.count%speedsKept] = ms
		}
		v.count++
		v.most = max(v.most, ms)
		if t.Failed {
			v.failed++
		}
	}
}

// List is what was collected, the most frequent command first.
func (s *Speeds) List() []Speed {
	list := []Speed{}
	for name, v := range s.by {
		ms := sorted(v.ms)
		list = append(list, Speed{Command: name, Count: v.count, Failed: v.failed, Median: quantile(ms, 0.5), P95: quantile(ms, 0.95), Most: v.most})
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		return a.Count > b.Count || a.Count == b.Count && a.Command < b.Command
	})
	return list
}
