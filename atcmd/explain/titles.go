package explain

import "strings"

// titles are what commands and lines are about, in a few words: V.250, 27.007,
// 27.005, and what makers share. One text, a line a name: it is searched by a
// person's command, not in a loop.
const titles = `
+CREG circuit-switched registration
+CGREG packet registration on GSM and UMTS
+CEREG registration on LTE
+C5GREG registration on 5G
+CSQ signal strength
+CESQ signal quality
+XCESQ signal quality
+COPS network it is on
+COPN names of networks
+QPING whether a host answers
+CSCB channels of cell broadcasts
^SMONG monitor of GPRS cells
^SIND indicators of the module
+XACT allowed access technologies and bands
+CPOL preferred networks on the SIM
+CPLS list of preferred networks
+CRSM a file of the SIM
+CSIM a command to the SIM
+CCHO a channel to a SIM application
+CCHC close a channel to a SIM application
+CGLA a command on a SIM channel
+CGDCONT definition of a data context
+CGACT state of data contexts
+CGCONTRDP what the network gave a data context
+CGPADDR address of a data context
+CGATT attachment for data
+CGAUTH user name and password of a data context
+CGDATA start data on a context
+CGEREP reports of packet events
+CGEV packet event
+CGEQOS quality asked for
+CGEQOSRDP quality that the network gave
+CGSMS which service carries SMS
+CGCLASS class of the device
+CGMI maker
+GMI maker
+CGMM model
+GMM model
+CGMR firmware
+GMR firmware
+QGMR firmware with its sub-version
+CGSN module number (IMEI)
+GSN module number (IMEI)
+CIMI subscription number (IMSI)
+CCID card number (ICCID)
+ICCID card number (ICCID)
+QCCID card number (ICCID)
+CICCID card number (ICCID)
+NCCID card number (ICCID)
+SQNCCID card number (ICCID)
+ZGETICCID card number (ICCID)
^ICCID card number (ICCID)
^SCID card number (ICCID)
#CCID card number (ICCID)
!ICCID card number (ICCID)
%CCID card number (ICCID)
%XICCID card number (ICCID)
$MYCCID card number (ICCID)
+CNUM the card's own number
+CPIN PIN of the SIM
+CPINR tries left of the SIM's codes
+CLCK locks
+CPWD change of a password
+CFUN functionality: radio and SIM on or off
+CMEE how errors are told
+CEER why the last call or session ended
+CNEC reports of the network's causes
+CNEC_EMM registration refused
+CNEC_ESM data session refused
+CMGF form of messages: PDU or text
+CMGL list of messages
+CMGR one message
+CMGS send a message
+CMGW store a message
+CMSS send a stored message
+CMGD delete messages
+CMGC send an SMS command
+CNMA confirm a new message
+CNMI reports of new messages
+CMTI a new message was stored
+CMT a new message
+CDS a status report
+CDSI a status report was stored
+CBM a cell broadcast
+CSCA number of the service centre
+CSCS character set
+CSMP parameters of text mode
+CSDH headers of text mode
+CSMS message service
+CSAS store message settings
+CRES restore message settings
+CPMS stores for messages
+CCLK clock
+CTZU clock set by the network
+CTZR reports of the time zone
+CTZV time zone of the network
+CTZE time zone of the network
+CIND indicators
+CIEV an indicator changed
+CMER reports of indicators
+CLCC calls
+CHUP end calls
+CLIP number of the caller
+CLIR hiding the own number
+CRING somebody calls
+CRC long form of RING
+CUSD service dialogue (USSD)
+CBC power supply
+CPAS activity of the module
+CPSMS power saving mode
+CEDRXS extended DRX
+CEDRXP extended DRX from the network
+CEDRXRDP extended DRX in use
+CSCON signalling connection
+CEMODE mode of LTE operation
+CLAC list of commands
+CPBS phone book
+CPBR phone book entries
+CPBF search of the phone book
+CPBW write a phone book entry
+CSSN notices about calls
+CVHU how ATH ends voice calls
+CSTA type of address for dialling
+CACM call meter
+CPOS position data
+CGPS position
+GCAP capabilities
+IPR speed of the port
+ICF framing of the port
+IFC flow control of the port
+WS46 access technologies
+FCLASS fax class
+DS data compression
+DR report of data compression
+QENG cell in engineering detail
+QCSQ signal in detail
+QNWINFO network and band
+QCAINFO carrier aggregation
+QRSRP RSRP of each antenna
+QCFG Quectel settings
+QNWCFG Quectel network settings
+QNWPREFCFG preferred bands and modes
+QNWLOCK lock to a cell
+QSPN names of the network
+QGDCNT byte counter
+QGDNRCNT byte counter of NR
+QAUGDCNT storing of the byte counter
+QSIMDET card detection
+QSIMSTAT reports of card insertion
+QUSIM the SIM was initialised
+QINISTAT how far the SIM has started
+QPINC tries left of the SIM's codes
+QPOWD switch off
+QPOWD=1 switch off
+QIND something changed
+QIURC event of the module's IP stack
+QICSGP context of the module's IP stack
+QIACT activation in the module's IP stack
+QTEMP temperature
+QLTS network time
+QURCCFG port for URCs
+QSCLK sleep
+QGPS position
+CPSI serving cell in detail
+CNSMOD system mode
+CNMP access technologies
+CMNB Cat-M and NB-IoT
+CNACT activation in the module's IP stack
+CRESET restart
+CPOF switch off
+CPOWD switch off
+CSDT card detection
+UIMHOTSWAPON card detection
+UIMHOTSWAPLEVEL level of the card detection
+SPIC tries left of the SIM's codes
+SIMCARD card
#QSS state of the SIM
#RFSTS radio state
#PSNT type of network
#CAMETRICS carrier aggregation
#GDATAVOL byte counter
#REBOOT restart
#SHDN switch off
#BND bands
#FWSWITCH firmware for an operator
+URAT access technologies
+UBANDSEL bands
+UBANDMASK bands
+UMNOPROF profile of an operator
+UCGED cell in detail
+UGCNTRD byte counter
+UGCNTSET set the byte counter
+UPINCNT tries left of the SIM's codes
+UUICC card
+USIMSTAT reports of the SIM's state
+UUSIMSTAT state of the SIM
+UUSORD data waits on a socket
+USORD read from a socket
+USOWR write to a socket
+UIPADDR addresses of a context
+UACT bands
+UAUTHREQ user name and password of a data context
+UBMCONF bridge or router mode
+UUSBCONF USB mode
+CPWROFF switch off
+URDBLOCK a part of a file
^SMONI serving cell in detail
^SMONP neighbour cells
^SCFG Cinterion settings
^SCKS card in the slot
^SPIC tries left of the SIM's codes
^SXRAT access technologies
^SWWAN data connection over USB
^SLCC calls
^SMSO switch off
^HCSQ signal in detail
^SYSINFO system information
^SYSINFOEX system information
^SYSCFG modes, bands and roaming
^SYSCFGEX modes, bands and roaming
^PREFMODE preferred mode
^NDISDUP data connection over USB
^NDISSTAT data connection
^NDISSTATQRY data connection
^DHCP address from the network
^DSFLOWQRY byte counter
^DSFLOWRPT byte counter
^DSFLOWCLR reset the byte counter
^MONSC serving cell
^GETPORTMODE which port is what
^SETPORT which ports there are
^SIMST state of the SIM
^SRVST state of the service
^MODE access technology
^RSSI signal strength
^CURC unsolicited lines on or off
^BOOT start
^RESET restart
^NWTIME network time
^TIME network time
^STIN SIM toolkit
^CSNR signal in detail
!GSTATUS state in detail
!PCINFO power state
!SCACT data connection
!RESET restart
!SIMST state of the SIM
+KSIMDET card detection
+KCELLMEAS signal in detail
%XMONITOR network in detail
%CESQ signal quality
%XSIM reports of the SIM's state
%XCONNSTAT byte counter
%XSYSTEMMODE access technologies
#XRESET restart
#XSLEEP sleep
+ZPAS access technology and domain
+BEARTYPE access technology and domain
+ZRSSI signal
+ZUSIMR state of the SIM
+GTUSAGEREC byte counter
+GTSTATIS byte counter
+GTCCINFO cells in detail
+XLCSLSR what positioning supports
+XREG registration
+XDATACHANNEL data channel
+WIND reports of Wavecom modules
+CCED cells in detail
+RNDISCALL network interface over USB
+SETUSB USB mode
*BAND bands
`

// title returns what a command or line is about, "" for an unknown one.
func title(name string) string { return lookup(titles, strings.ToUpper(name)) }

// lookup returns what stands behind a key in a table of lines "key text", ""
// when it is not there. The tables of this package are texts: as code or as
// maps they would be ten times the size.
func lookup(table, key string) string {
	_, after, ok := strings.Cut(table, "\n"+key+" ")
	if !ok || key == "" {
		return ""
	}
	after, _, _ = strings.Cut(after, "\n")
	return after
}

// basics are what basic commands do (V.250 6), by their beginning; the longer
// beginning first.
const basics = `
I asks what the module is
Z loads the stored settings
E1 switches echo on: the module repeats what it is sent
E switches echo off
V1 results in words
V results as digits
Q switches results on or off
D*99 starts a data session: the port carries PPP afterwards
D*98 starts a data session: the port carries PPP afterwards
D dials
A answers a call
H ends a call
O goes back to data
S a register of the modem
X how the progress of calls is told
&F loads the factory settings
&W stores the settings
&V shows the settings
&C what the DCD line tells
&D what the DTR line does
&K flow control of the port
`

// basicTitle says what a basic command does, "" for an unknown one.
func basicTitle(name string) string {
	for n := min(len(name), 4); n > 0; n-- {
		if t := lookup(basics, name[:n]); t != "" {
			return t
		}
	}
	return ""
}
