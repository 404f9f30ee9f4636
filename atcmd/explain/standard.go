package explain

// standard are the lines of 27.007 and 27.005 that need no more than a
// description, and those that several makers share, as texts of package format;
// behind each is where it was read.
const standard = "" +
	"+CGATT|attached for data|state=not attached/attached\n" + // 27.007 10.1.9
	"+CMEE|how errors are told|n=ERROR alone/with a number/in words\n" + // 27.007 9.1
	"+CMGF|form of messages|mode=PDU/text\n" + // 27.005 3.2.3
	"+CSCA|service centre|number$;toa\n" + // 27.005 3.3.1
	"+CSCS|character set|chset$\n" + // 27.007 5.5
	"+CSMS|message service|service;mt;mo;bm\n" + // 27.005 3.2.1
	"+CNMI|reports of new messages|mode;mt;bm;ds;bfr\n" + // 27.005 3.4.1
	"+CPINR|tries left|code$;retries;default_retries\n" + // 27.007 8.65
	"+CLCK|lock|status=off/on;class\n" + // 27.007 7.4
	"+CBC|power supply|bcs=battery/battery, external supply/no battery/fault;bcl@%;voltage@mV\n" + // 27.007 8.4; the voltage in mV is the makers'
	"+CGPADDR|address of a context|cid;pdp_addr$;pdp_addr_2$\n" + // 27.007 10.1.14
	"+CGEREP|reports of packet events|mode;bfr\n" + // 27.007 10.1.19
	"+CGEQOSRDP|quality that the network gave|cid;qci;dl_gbr@kbit/s;ul_gbr@kbit/s;dl_mbr@kbit/s;ul_mbr@kbit/s;dl_ambr@kbit/s;ul_ambr@kbit/s\n" + // 27.007 10.1.27
	"+CPAS|the module is|pas=ready/unavailable/unknown/ringing/in a call/asleep\n" + // 27.007 8.1
	"+CPSMS|power saving mode|mode=off/on/off, values forgotten;periodic_rau$;gprs_ready_timer$;periodic_tau$;active_time$\n" + // 27.007 7.38
	"+CEDRXS|extended DRX|act_type=off/EC-GSM-IoT/GSM/UMTS/LTE/NB-IoT;requested_edrx$\n" + // 27.007 7.40
	"+CEDRXP|extended DRX from the network|act_type=off/EC-GSM-IoT/GSM/UMTS/LTE/NB-IoT;requested_edrx$;network_edrx$;paging_time_window$\n" + // 27.007 7.40
	"+CEDRXRDP|extended DRX in use|act_type=off/EC-GSM-IoT/GSM/UMTS/LTE/NB-IoT;requested_edrx$;network_edrx$;paging_time_window$\n" + // 27.007 7.41
	"+CSCON|signalling connection|n;mode=idle/connected;state;access\n" + // 27.007 7.30
	"+CEMODE|mode of LTE operation|mode=PS mode 2, data centric/CS and PS mode 1, voice centric/CS and PS mode 2, data centric/PS mode 1, voice centric\n" + // 27.007 10.1.28
	"+CRING|somebody calls|type$\n" + // 27.007 6.11
	"+CLIP|number of the caller|number$;toa;subaddr$;satype;alpha$;validity\n" + // 27.007 7.6
	"+CCWA|a call is waiting|number$;toa;class\n" + // 27.007 7.12
	"+CSSI|notice about a call that goes out|code\n" + // 27.007 7.17
	"+CSSU|notice about a call that comes in|code\n" + // 27.007 7.17
	"+CIEV|indicator changed (AT+CIND=? names them)|indicator$;value$\n" + // 27.007 8.10
	"+CTZR|reports of the time zone|reporting\n" + // 27.007 8.41
	"+CCIOTOPTI|CIoT optimisation that the network supports|supported=none/control plane/user plane/both\n" + // 27.007 7.42
	"+CCHO|logical channel to the card|session\n" + // 27.007 8.45
	"+IPR|speed of the port, 0 finds it|rate@bit/s\n" + // V.250 6.2.10
	"+CSTA|type of address for dialling|type\n" + // 27.007 6.1
	"+CVHU|how ATH ends voice calls|mode\n" + // 27.007 6.20
	"+CPOL|preferred network on the SIM|index;format=long name/short name/number;operator$;gsm=no/yes;gsm_compact=no/yes;utran=no/yes;e_utran=no/yes;ng_ran=no/yes\n" + // 27.007 7.19
	"+CSMP|parameters of text mode|fo;vp$;pid;dcs\n" + // 27.005 3.3.2
	"+CSCB|channels of cell broadcasts|mode=taken/not taken;mids$;dcss$\n" + // 27.005 3.3.4
	"+XACT|allowed and preferred access technologies, and bands|allowed=GSM/UMTS/LTE/GSM, UMTS/UMTS, LTE/GSM, LTE/GSM, UMTS, LTE;preferred=GSM/UMTS/LTE;preferred_2=GSM/UMTS/LTE\n" + // ModemManager plugins/xmm
	"^SIND|indicator of the module|indicator$;mode;value$\n" + // ModemManager plugins/cinterion
	"^ORIG|a call goes out|call;type\n" + // Huawei sticks, as asterisk-chan-dongle reads them; so the next three
	"^CONF|the other end rings|call\n" +
	"^CONN|a call is connected|call;type\n" +
	"^CEND|a call has ended|call;duration@s;end_status;cause\n" +
	"+UIPADDR|addresses of a context|cid;if_name$;ipv4_address$;ipv4_subnet$;ipv6_address$;ipv6_link_local$\n" + // u-blox TOBY-L4, SARA-R5 AT commands manual
	"+UUSORD|data waits on a socket|socket;length@B\n" + // u-blox AT commands manual
	"+UUSORF|data waits on a socket|socket;length@B\n" + // u-blox AT commands manual
	"+UUSOCL|a socket was closed|socket\n" + // u-blox AT commands manual
	"+USORD|data of a socket|socket;length@B;data$\n" + // u-blox AT commands manual
	"+UUPSDD|the network took a data context away|profile\n" + // u-blox AT commands manual
	"#BND|bands, as the module numbers them|band_2g;band_3g;band_4g$;band_tdscdma_or_4g_ext$;band_4g_ext$\n" + // ModemManager plugins/telit
	"^SYSCFG|modes, bands and roaming|mode=2:automatic/13:GSM only/WCDMA only/16:unchanged;order=automatic/GSM first/WCDMA first/unchanged;bands#;roaming=forbidden/allowed/unchanged;domain=CS/PS/CS and PS/any/unchanged\n" + // ModemManager plugins/huawei
	"^PREFMODE|preferred mode|mode=2:CDMA/4:EVDO/8:both\n" + // Huawei CDMA sticks
	"+BEARTYPE|access technology and domain|act$;domain$\n" + // recorded on ZTE sticks
	"+ZPAS|access technology and domain|act$;domain$\n" + // ModemManager plugins/zte
	"+QCFG|Quectel setting|setting$;value$;value_2$;value_3$;value_4$\n" + // Quectel QCFG manual
	"+QNWCFG|Quectel network setting|setting$;value$;value_2$;value_3$;value_4$\n" + // Quectel RG520N manual
	"^SCFG|Cinterion setting|setting$;value$;value_2$;value_3$\n" + // Cinterion AT command sets
	"^CIEV|indicator changed|indicator$;value$\n" + // recorded on SIMCom modules
	"+RXDTMF|a key tone came|tone$\n" // SIMCom
