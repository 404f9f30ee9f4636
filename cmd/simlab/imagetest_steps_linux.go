package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"simagent/agent/local"
)

// insert builds an image for a module at port, and puts it into the machine.
func (t *imageTest) insert(ctx context.Context, port string) error {
	if err := t.bench.configure(port); err != nil {
		return err
	}
	b := t.build
	b.relay, b.config, b.files, b.out = true, t.bench.config, t.bench.files, filepath.Join(t.dir, "image")
	start := time.Now()
	if err := b.build(ctx, os.Stderr); err != nil {
		return err
	}
	use, err := diskUse(b.out)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    image     %.0f MB, built in %.1f s, for a module at %s\n", float64(use)/1e6, time.Since(start).Seconds(), port)
	table, err := readGPT(b.out)
	if err != nil {
		return err
	}
	t.vm.root = table[0].guid
	return t.serveDisk(ctx, b.out)
}

// serveDisk serves the image, instead of the one before.
func (t *imageTest) serveDisk(ctx context.Context, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fi, err := f.Stat()
	if err != nil {
		return err
	}
	t.disk = newCutDisk(f, fi.Size(), t.rng)
	t.vm.disk = fmt.Sprintf("%s.%d", filepath.Join(t.dir, "disk"), time.Now().UnixNano())
	ln, err := net.Listen("unix", t.vm.disk)
	if err != nil {
		return err
	}
	disk := t.disk
	t.bench.servers.Go(func() { serveNBD(ctx, ln, disk); _ = f.Close() })
	return nil
}

// firstLife has a new Sim refused, made ready, attached, and reported.
func (t *imageTest) firstLife(ctx context.Context) error {
	if err := t.vm.start(); err != nil {
		return err
	}
	if _, err := t.await(ctx, "ICCID", hasICCID); err != nil {
		return err
	}
	port, iccid := t.bench.polls.firstByte().Sub(t.vm.started).Seconds(), t.since()
	if _, err := t.await(ctx, "the cloud's word", func(st local.Status) bool { return st.Cloud.Status != nil && st.Account.Data.High != nil }); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    boot      first AT command %.1f s, ICCID %.1f s after QEMU was started\n", port, iccid)
	if err := t.bench.lab.Cloud.Put(t.bench.info.ICCID, "ready", "lab"); err != nil {
		return err
	}
	put := time.Now()
	if _, err := t.await(ctx, "attached", isAttached); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    attach    %.1f s after the Sim was made ready\n", time.Since(put).Seconds())
	// Had the agent not heard of that before the power goes, it would say afterwards that the past is not known.
	if _, err := t.await(ctx, "the cloud's word", func(st local.Status) bool { return or(st.Cloud.Status, "") == "ready" }); err != nil {
		return err
	}
	if _, err := t.await(ctx, "a report", func(local.Status) bool { return t.bench.reported() }); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    report    seen by its receiver, by HTTPS\n")
	t.bench.lab.Traffic(1000, 2000)
	st, err := t.settle(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    count     %d B metered, %d to %d B counted\n", t.judge.metered(), *st.Account.Data.Low, *st.Account.Data.High)
	return nil
}

// withoutPerm boots with a broken file system on the last partition.
func (t *imageTest) withoutPerm(ctx context.Context) error {
	t.vm.kill()
	t.disk.Cut()
	table, err := readGPT(filepath.Join(t.dir, "image"))
	if err != nil {
		return err
	}
	if _, err := t.disk.WriteAt(make([]byte, 2*cutPage), table[gptPerm-1].start); err != nil { // its first superblock is there
		return err
	}
	t.disk.Flush()
	t.judge = imageJudge{metered: t.judge.metered, lax: true, kills: t.judge.kills}
	if err := t.vm.start(); err != nil {
		return err
	}
	st, err := t.await(ctx, "that nothing is kept", func(st local.Status) bool { return isAttached(st) && st.Account.Error != nil })
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    no /perm  attached %.1f s, and it says:\n      %s\n", t.since(), st.Verdict.Text)
	return nil
}

// overUSB boots with the module behind an adapter, which is plugged in from the start.
func (t *imageTest) overUSB(ctx context.Context) error {
	t.vm.kill()
	t.vm.usb = true
	if err := t.insert(ctx, "/dev/ttyUSB0"); err != nil {
		return err
	}
	iccid, err := t.comeUp(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "ok    USB       ICCID %.1f s, attached %.1f s\n", iccid, t.since())
	return nil
}

// comeUp starts the machine, and tells after how many seconds it had the ICCID; then it is attached.
func (t *imageTest) comeUp(ctx context.Context) (iccid float64, err error) {
	if err := t.vm.start(); err != nil {
		return 0, err
	}
	if _, err := t.await(ctx, "ICCID", hasICCID); err != nil {
		return 0, err
	}
	iccid = t.since()
	_, err = t.await(ctx, "attached", isAttached)
	return iccid, err
}
