/** The vocabularies of STIX 2.1 section 10. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/* Closed vocabularies: no other value is allowed. */
export const encryptionAlgorithm = ['AES-256-GCM', 'ChaCha20-Poly1305', 'mime-type-indicated'] as const;
export const opinion = ['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree'] as const;
export const socketAddressFamily = [
  'AF_UNSPEC',
  'AF_INET',
  'AF_IPX',
  'AF_APPLETALK',
  'AF_NETBIOS',
  'AF_INET6',
  'AF_IRDA',
  'AF_BTH',
] as const;
export const socketType = ['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_RDM', 'SOCK_SEQPACKET'] as const;
export const windowsIntegrityLevel = ['low', 'medium', 'high', 'system'] as const;
export const windowsServiceStartType = [
  'SERVICE_AUTO_START',
  'SERVICE_BOOT_START',
  'SERVICE_DEMAND_START',
  'SERVICE_DISABLED',
  'SERVICE_SYSTEM_ALERT',
] as const;
export const windowsServiceStatus = [
  'SERVICE_CONTINUE_PENDING',
  'SERVICE_PAUSE_PENDING',
  'SERVICE_PAUSED',
  'SERVICE_RUNNING',
  'SERVICE_START_PENDING',
  'SERVICE_STOP_PENDING',
  'SERVICE_STOPPED',
] as const;
export const windowsServiceType = [
  'SERVICE_KERNEL_DRIVER',
  'SERVICE_FILE_SYSTEM_DRIVER',
  'SERVICE_WIN32_OWN_PROCESS',
  'SERVICE_WIN32_SHARE_PROCESS',
] as const;

/* Open vocabularies: other values are allowed. */
export const accountType = words(`
  facebook ldap nis openid radius skype tacacs twitter unix windows-local windows-domain
`);
export const attackMotivation = words(`
  accidental coercion dominance ideology notoriety organizational-gain personal-gain
  personal-satisfaction revenge unpredictable
`);
export const attackResourceLevel = words('individual club contest team organization government');
export const groupingContext = words('suspicious-activity malware-analysis unspecified');
export const identityClass = words('individual group system organization class unknown');
export const implementationLanguage = words(`
  applescript bash c c++ c# go java javascript lua objective-c perl php powershell python ruby scala
  swift typescript visual-basic x86-32 x86-64
`);
export const indicatorType = words(`
  anomalous-activity anonymization benign compromised malicious-activity attribution unknown
`);
export const industrySector = words(`
  agriculture aerospace automotive chemical commercial communications construction defense education
  energy entertainment financial-services government emergency-services government-national
  government-regional government-local government-public-services healthcare hospitality-leisure
  infrastructure dams nuclear water insurance manufacturing mining non-profit pharmaceuticals retail
  technology telecommunications transportation utilities
`);
export const infrastructureType = words(`
  amplification anonymization botnet command-and-control control-system exfiltration firewall
  hosting-malware hosting-target-lists phishing reconnaissance routers-switches staging workstation
  unknown
`);
export const malwareCapability = words(`
  accesses-remote-machines anti-debugging anti-disassembly anti-emulation anti-memory-forensics
  anti-sandbox anti-vm captures-input-peripherals captures-output-peripherals captures-system-state-data
  cleans-traces-of-infection commits-fraud communicates-with-c2 compromises-data-availability
  compromises-data-integrity compromises-system-availability controls-local-machine
  degrades-security-software degrades-system-updates determines-c2-server emails-spam
  escalates-privileges evades-av exfiltrates-data fingerprints-host hides-artifacts hides-executing-code
  infects-files infects-remote-machines installs-other-components persists-after-system-reboot
  prevents-artifact-access prevents-artifact-deletion probes-network-environment self-modifies
  steals-authentication-credentials violates-system-operational-integrity
`);
export const malwareResult = words('malicious suspicious benign unknown');
export const malwareType = words(`
  adware backdoor bot bootkit ddos downloader dropper exploit-kit keylogger ransomware
  remote-access-trojan resource-exploitation rogue-security-software rootkit screen-capture spyware
  trojan unknown virus webshell wiper worm
`);
export const patternType = words('stix pcre sigma snort suricata yara');
export const processorArchitecture = words('alpha arm ia-64 mips powerpc sparc x86 x86-64');
export const region = words(`
  africa eastern-africa middle-africa northern-africa southern-africa western-africa americas
  latin-america-caribbean south-america caribbean central-america northern-america asia central-asia
  eastern-asia southern-asia south-eastern-asia western-asia europe eastern-europe northern-europe
  southern-europe western-europe oceania antarctica australia-new-zealand melanesia micronesia polynesia
`);
export const reportType = words(`
  attack-pattern campaign identity indicator intrusion-set malware observed-data threat-actor
  threat-report tool vulnerability
`);
export const threatActorRole = words(`
  agent director independent infrastructure-architect infrastructure-operator malware-author sponsor
`);
export const threatActorSophistication = words(`
  none minimal intermediate advanced expert innovator strategic
`);
export const threatActorType = words(`
  activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled
  nation-state sensationalist spy terrorist unknown
`);
export const toolType = words(`
  denial-of-service exploitation information-gathering network-capture credential-exploitation
  remote-access vulnerability-scanning unknown
`);
export const windowsPebinaryType = words('dll exe sys');
export const windowsRegistryDatatype = words(`
  REG_NONE REG_SZ REG_EXPAND_SZ REG_BINARY REG_DWORD REG_DWORD_BIG_ENDIAN REG_DWORD_LITTLE_ENDIAN
  REG_LINK REG_MULTI_SZ REG_RESOURCE_LIST REG_FULL_RESOURCE_DESCRIPTION REG_RESOURCE_REQUIREMENTS_LIST
  REG_QWORD REG_INVALID_TYPE
`);
