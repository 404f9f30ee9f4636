package main

import (
	"context"
	"errors"
	"iter"
	"time"

	trays "simagent/agent/bench"
	"simagent/agent/supersim"
)

// benchCloud is what a bench asks the cloud; *supersim.Client is one.
type benchCloud interface {
	SimByICCID(ctx context.Context, iccid string) (supersim.Sim, supersim.Meta, error)
	BillingPeriods(ctx context.Context, simSID string) iter.Seq2[supersim.BillingPeriod, error]
	UsageRecords(ctx context.Context, q supersim.UsageQuery) iter.Seq2[supersim.UsageRecord, error]
	SmsCommands(ctx context.Context, f supersim.SmsCommandFilter) iter.Seq2[supersim.SmsCommand, error]
	IPCommands(ctx context.Context, f supersim.IPCommandFilter) iter.Seq2[supersim.IPCommand, error]
}

// askCloud asks about one SIM, no longer than limit.
func askCloud(ctx context.Context, c benchCloud, limit time.Duration, e trays.AskCloud) trays.CloudSaid {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	s, _, err := c.SimByICCID(ctx, e.ICCID)
	switch {
	case errors.Is(err, supersim.ErrNotFound):
		return trays.CloudSaid{N: e.N, Missing: true}
	case err != nil:
		return trays.CloudSaid{N: e.N, Trouble: cloudError(err, false).Error()}
	}
	return trays.CloudSaid{N: e.N, Status: string(s.Status), Name: s.UniqueName, Fleet: s.FleetSID}
}
