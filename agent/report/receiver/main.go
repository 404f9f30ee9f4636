// Command receiver is an example of the other end: it takes the reports of simagent as the vendor's IpCommand webhooks and as
// the daemon's own signed posts, prints a line a report, and keeps the newest of each Sim in memory. It speaks plain
// HTTP on loopback; a proxy in front of it gives TLS and the name.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"simagent/agent/secret"
	"simagent/agent/supersim"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "receiver:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	listen := flag.String("listen", "127.0.0.1:8087", "`ADDRESS` to listen on")
	key := flag.String("key", "", "`FILE` with the key that devices sign with; without it /report is not served")
	anyTime := flag.Bool("any-time", false, "take signed reports however old, as from devices whose clock is not set")
	callbackURL := flag.String("callback-url", "", "`URL` of /ip-command as the vendor calls it")
	callbackSecret := flag.String("callback-secret", "", "`FILE` with what the vendor signs with; without it anybody's webhook is taken")
	flag.Parse()
	r := &receiver{out: os.Stdout, now: time.Now, tolerance: 5 * time.Minute}
	if *anyTime {
		r.tolerance = -1
	}
	if *key != "" {
		b, err := secret.Read(*key, "key file")
		if err != nil {
			return err
		}
		if r.key = bytes.TrimSpace(b); len(r.key) == 0 {
			return fmt.Errorf("cannot use key file %s: it is empty", *key)
		}
	}
	ipCommand := http.Handler(http.HandlerFunc(r.ipCommand))
	if *callbackSecret != "" {
		h, err := supersim.CallbackHandler(supersim.CallbackConfig{
			URL: *callbackURL, Handle: r.callback,
			Secret: func() (string, error) {
				b, err := secret.Read(*callbackSecret, "callback secret")
				return string(bytes.TrimSpace(b)), err
			},
			Refused: func(why string) { r.print("a webhook was refused: " + why) },
		})
		if err != nil {
			return err
		}
		ipCommand = h
	}
	srv := &http.Server{Addr: *listen, Handler: r.routes(ipCommand), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second}
	defer context.AfterFunc(ctx, func() { _ = srv.Close() })()
	if err := srv.ListenAndServe(); ctx.Err() == nil {
		return fmt.Errorf("cannot serve reports: %w", err)
	}
	return nil
}
