package journal

// The events, as they stand in SIMAGENT_EVENT. Names and ids are for people's filters and are never changed or used again:
//
//	journalctl SIMAGENT_EVENT=denied
//	journalctl MESSAGE_ID=2123e82abd69403f92ef1a33098fe20a
const (
	Started       = "started"        // the daemon
	Ended         = "ended"          // the daemon
	Reloaded      = "reloaded"       // the configuration was read anew
	LinkUp        = "link_up"        // a module answers
	LinkDown      = "link_down"      // none does
	ModuleRestart = "module_restart" // it started anew by itself
	SIMReady      = "sim_ready"      // its number was read twice
	SIMNotReady   = "sim_not_ready"  // absent, locked, or fails
	SIMPIN        = "sim_pin"        // a PIN was sent, refused or held back
	Registered    = "registered"     // with a network
	Denied        = "denied"         // by a network
	Attached      = "attached"       // data can flow
	Detached      = "detached"       // it cannot any more
	Context       = "context"        // the data context was raised, or could not be
	CloudStatus   = "cloud_status"   // the Sim's status in the cloud changed
	CloudFailed   = "cloud_failed"   // the cloud could not be asked
	Desired       = "desired"        // [desired] was asked for, or failed
	Threshold     = "threshold"      // a part of a threshold of `ready` is used
	Usage         = "usage"          // somebody else used the Sim
	Account       = "account"        // the count begins, is set by hand, or its past is known
	NotKept       = "not_kept"       // the disk does not take the count
	NotCounted    = "not_counted"    // nothing counts the bytes
	SMSCommand    = "sms_command"    // one was sent or received
	SMSFull       = "sms_full"       // the message storage is full
	ReportSent    = "report_sent"    // by which way, the text says
	ReportFailed  = "report_failed"  // it waits
	Recovery      = "recovery"       // an act of recovery, its failure, its rest
	Supply        = "supply"         // the board's supply is too low
	Clock         = "clock"          // somebody vouches for the time
	ByHand        = "by_hand"        // a person sent an AT command that changes something
)

// ids are the MESSAGE_ID of the events: random UUIDs, drawn once.
var ids = map[string]string{
	Started:       "8c64dd122e6e46188aef91e0263d0219",
	Ended:         "80173c2f49f84674b9b0e1d8be6d4347",
	Reloaded:      "974134ffcf024a1eb907de6dcdbc7818",
	LinkUp:        "2abfb3522b744e959080f85d13b5332e",
	LinkDown:      "01709ab6ded84f2fb4528038c9f7c9b2",
	ModuleRestart: "5b06a709c52d4247b4d5b91867b444d3",
	SIMReady:      "0fcd05ea80154ac7acc4dc4cf53016b5",
	SIMNotReady:   "f26fc078f50146b88db91e1093b77498",
	SIMPIN:        "065c0977a6b44cc0a8b5989d29d87472",
	Registered:    "d12a8cf2b01b4744b11e4ff4d41ee4dd",
	Denied:        "2123e82abd69403f92ef1a33098fe20a",
	Attached:      "c820c0a52d5e4fbf8f3d90460d55c151",
	Detached:      "c3bf7b7dbe2640b69a34d009bca5885f",
	Context:       "7384a366305a4b7689e5298c7eea42bb",
	CloudStatus:   "8ff5b76e963c47bcb70b1816f44bd94e",
	CloudFailed:   "f22e1eb01b504e16b94670ff7c584ece",
	Desired:       "57acdf511be6442c899c9b7c52600cef",
	Threshold:     "1880a4c2e3da44359120d66ddfaa6f83",
	Usage:         "400e49f0bdd445dd9b94895b7f951c56",
	Account:       "9a87078b4d8c465d87f1916fe6ca43d8",
	NotKept:       "c294344d3b9749e5affa333f4561c5e2",
	NotCounted:    "387ac5b2584a4203a3950146cc708670",
	SMSCommand:    "a26869dc8a034673b99178fa26c3cc39",
	SMSFull:       "001e6cc073644f28a3473a21ed8b0632",
	ReportSent:    "519837234c594ade96cd146c2c28b20a",
	ReportFailed:  "369d57c33e394322ab236a4a5492c1c8",
	Recovery:      "edf36d8cc3ef4dd38a88b786304a6611",
	Supply:        "1ab7d89267444473918b8d8a150ff558",
	Clock:         "f8d4f6915aab414c95d5186f3a409065",
	ByHand:        "06095c4a0a614fdcb1e91d4214c2f5ac",
}

// ID is the MESSAGE_ID of an event, "" for a name that is none.
func ID(event string) string { return ids[event] }

// Events are the names of all events, in no order.
func Events() []string {
	list := make([]string, 0, len(ids))
	for name := range ids {
		list = append(list, name)
	}
	return list
}
