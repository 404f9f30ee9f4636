package setup

import "strings"

// unit is the template of all instances. What stands behind a choice is said in the unit, where people read it.
func (w Want) unit() string { return strings.ReplaceAll(unitText, "BINARY", w.Binary) }

const unitText = `[Unit]
Description=Super SIM agent for %i
# It is never given up: an agent that ends says nothing.
StartLimitIntervalSec=0
# DeviceAllow= goes by /proc/devices at the start: a driver that is loaded for
# the first module that is plugged in would come too late.
Wants=modprobe@usbserial.service modprobe@cdc_acm.service
After=modprobe@usbserial.service modprobe@cdc_acm.service

[Service]
Type=notify
ExecStart=BINARY run --config /etc/simagent/%i.toml
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=5
# Fed only while the agent's loop answers.
WatchdogSec=3min
TimeoutStopSec=10

User=simagent
Group=simagent
StateDirectory=simagent/%i
StateDirectoryMode=0700
RuntimeDirectory=simagent/%i
RuntimeDirectoryMode=0750
# The checkpoint in it is what a crash leaves of the count.
RuntimeDirectoryPreserve=yes
# Lock files LCK..ttyX, by which pppd and others see that the port is taken.
ReadWritePaths=-/run/lock
UMask=0077

# Nothing that root may do. What alarm.command and cloud.token_command need
# besides goes into a drop-in: systemctl edit simagent@NAME
CapabilityBoundingSet=
NoNewPrivileges=yes
DevicePolicy=closed
DeviceAllow=char-ttyUSB rw
DeviceAllow=char-ttyACM rw
DeviceAllow=char-ttyAMA rw
DeviceAllow=char-ttyS rw
DeviceAllow=char-gpiochip rw
# To reset the module's USB device; which of them, the udev rule says.
DeviceAllow=char-usb_device rw
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateMounts=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectHostname=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
KeyringMode=private
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
# With it the kernel cannot be asked whether NTP has set the clock, and
# systemd-timesyncd's word counts. With chrony or ntpd instead, a drop-in has
# ProtectClock=no and SystemCallFilter=adjtimex.
ProtectClock=yes
# Not here: ProtectProc= and ProcSubset=, which would hide who holds the port;
# PrivateUsers=, in which a capability that a drop-in adds is worth nothing.

[Install]
WantedBy=multi-user.target
`
