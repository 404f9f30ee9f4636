package metrics

import (
	"context"
	"net/http"

	"simagent/agent/local"
)

// Handler answers GET /metrics with the status of then; ids are short in it.
func Handler(status func(ctx context.Context, showIDs bool) (local.Status, error)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		st, err := status(r.Context(), false)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable) // Prometheus then has no sample, which is right
			return
		}
		w.Header().Set("Content-Type", ContentType)
		_, _ = w.Write(Text(st)) // the asker has gone: nothing to do
	})
	return mux
}
