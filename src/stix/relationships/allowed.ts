/**
 * The relationship types that OpenCTI 7.260817.0 allows, beside `related-to` and `revoked-by`: its response
 * to `query { schemaRelationsTypesMapping { key values } }` (docs/opencti-api.md#relationships). A line:
 * source, type, targets. A source or target in lower case is a relationship of that type.
 */
const table = `
AI-Prompt targets Software
Administrative-Area derived-from Administrative-Area
Administrative-Area located-at Country Region
Artifact communicates-with Domain-Name IPv4-Addr IPv6-Addr
Artifact derived-from Artifact
Artifact interpreted-by Artifact StixFile
Artifact uses Attack-Pattern Narrative
Attack-Pattern delivers Malware
Attack-Pattern derived-from Attack-Pattern
Attack-Pattern subtechnique-of Attack-Pattern
Attack-Pattern targets @victim @place Vulnerability
Attack-Pattern uses Malware Tool
Bank-Account transferred-to Bank-Account
Campaign attributed-to Intrusion-Set Threat-Actor-Group Threat-Actor-Individual
Campaign compromises Infrastructure
Campaign derived-from Campaign
Campaign originates-from @place
Campaign targets @victim @place Vulnerability
Campaign uses Attack-Pattern Channel Infrastructure Malware Narrative Tool
Channel amplifies Channel Media-Content
Channel belongs-to Individual Intrusion-Set Organization Threat-Actor-Group Threat-Actor-Individual
  User-Account
Channel delivers Malware
Channel derived-from Channel
Channel drops Malware
Channel publishes Domain-Name Hostname Media-Content StixFile Text Url
Channel targets City Country Event Individual Organization Position Region Sector Vulnerability
Channel uses Attack-Pattern Infrastructure Language Malware Narrative Tool
City derived-from City
City located-at Administrative-Area Country Region
Country derived-from Country
Country located-at Region
Course-Of-Action derived-from Course-Of-Action
Course-Of-Action investigates Indicator
Course-Of-Action mitigates Attack-Pattern Indicator Malware Tool Vulnerability
Course-Of-Action remediates Malware Vulnerability
Data-Component derived-from Data-Component
Data-Component detects Attack-Pattern
Data-Source derived-from Data-Source
Domain-Name belongs-to Individual Organization
Domain-Name derived-from Domain-Name Hostname
Domain-Name resolves-to Domain-Name Hostname IPv4-Addr IPv6-Addr
Domain-Name uses Narrative
Event derived-from Event
Event located-at City Country Position Region
Grouping derived-from Grouping
Hostname communicates-with Domain-Name IPv4-Addr IPv6-Addr
Hostname derived-from Hostname
Hostname drops Artifact StixFile
Hostname resolves-to Domain-Name IPv4-Addr IPv6-Addr
Hostname uses Attack-Pattern
ICCID has IMSI
ICCID resolves-to Phone-Number
ICCID uses IMEI
IMEI has Mac-Addr
IMEI uses ICCID IMSI
IMSI has ICCID
IMSI uses IMEI Phone-Number
IPv4-Addr belongs-to Autonomous-System Individual Organization
IPv4-Addr communicates-with IPv4-Addr
IPv4-Addr derived-from IPv4-Addr
IPv4-Addr located-at @place
IPv4-Addr resolves-to Mac-Addr
IPv6-Addr belongs-to Autonomous-System Individual Organization
IPv6-Addr derived-from IPv6-Addr
IPv6-Addr located-at @place
IPv6-Addr resolves-to Mac-Addr
Incident attributed-to Campaign Intrusion-Set Threat-Actor-Group Threat-Actor-Individual
Incident compromises Infrastructure
Incident derived-from Incident
Incident originates-from @place
Incident targets @victim @place Vulnerability
Incident uses Attack-Pattern Channel Infrastructure Malware Narrative Tool
Indicator based-on AI-Prompt Artifact Autonomous-System Bank-Account Credential Cryptocurrency-Wallet
  Cryptographic-Key Directory Domain-Name Email-Addr Email-Message Email-Mime-Part-Type Hostname ICCID IMEI
  IMSI IPv4-Addr IPv6-Addr Mac-Addr Media-Content Mutex Network-Traffic Observed-Data Payment-Card Persona
  Phone-Number Process SSH-Key Software StixFile Text Tracking-Number Url User-Account User-Agent
  Windows-Registry-Key Windows-Registry-Value-Type X509-Certificate
Indicator derived-from Indicator
Indicator indicates Attack-Pattern Campaign Incident Infrastructure Intrusion-Set Malware Threat-Actor-Group
  Threat-Actor-Individual Tool Vulnerability uses
Individual derived-from Individual
Individual located-at @place
Individual part-of Individual Organization
Individual publishes Media-Content
Infrastructure belongs-to Organization
Infrastructure communicates-with Domain-Name IPv4-Addr IPv6-Addr Infrastructure Url
Infrastructure consists-of AI-Prompt Artifact Autonomous-System Bank-Account Credential
  Cryptocurrency-Wallet Cryptographic-Key Directory Domain-Name Email-Addr Email-Message
  Email-Mime-Part-Type Hostname ICCID IMEI IMSI IPv4-Addr IPv6-Addr Infrastructure Mac-Addr Media-Content
  Mutex Network-Traffic Observed-Data Payment-Card Persona Phone-Number Process SSH-Key Software StixFile
  Text Tracking-Number Url User-Account User-Agent Windows-Registry-Key Windows-Registry-Value-Type
  X509-Certificate
Infrastructure controls Infrastructure Malware
Infrastructure delivers Malware
Infrastructure derived-from Infrastructure
Infrastructure detects Attack-Pattern
Infrastructure has Vulnerability
Infrastructure hosts Malware Software Tool
Infrastructure located-at @place
Infrastructure supports Infrastructure
Infrastructure technology Software
Infrastructure technology-from Software
Infrastructure technology-to Software
Infrastructure uses Infrastructure
Intrusion-Set attributed-to Campaign Threat-Actor-Group Threat-Actor-Individual
Intrusion-Set compromises Infrastructure
Intrusion-Set derived-from Intrusion-Set
Intrusion-Set hosts Infrastructure
Intrusion-Set originates-from @place
Intrusion-Set owns Infrastructure
Intrusion-Set part-of Intrusion-Set
Intrusion-Set targets @victim @place Vulnerability
Intrusion-Set uses Attack-Pattern Channel Infrastructure Malware Narrative StixFile Tool
Malware authored-by Intrusion-Set Threat-Actor-Group Threat-Actor-Individual
Malware beacons-to Infrastructure
Malware communicates-with Domain-Name IPv4-Addr IPv6-Addr Url
Malware controls Malware
Malware derived-from Malware
Malware downloads Malware StixFile Tool
Malware drops Malware StixFile Tool
Malware exfiltrates-to Infrastructure
Malware exploits Vulnerability
Malware originates-from @place
Malware targets @victim @place Infrastructure Vulnerability
Malware uses Attack-Pattern Infrastructure Malware Tool
Malware variant-of Malware
Malware-Analysis analysis-of Malware
Malware-Analysis characterizes Malware
Malware-Analysis derived-from Malware-Analysis
Malware-Analysis dynamic-analysis-of Malware
Malware-Analysis static-analysis-of Malware
Media-Content authored-by Individual Organization User-Account
Media-Content derived-from Media-Content
Media-Content uses Narrative
Narrative derived-from Narrative
Narrative subnarrative-of Narrative
Organization derived-from Organization
Organization has Vulnerability
Organization located-at @place
Organization owns Infrastructure
Organization part-of Organization Sector
Organization publishes Media-Content
Organization should-cover Attack-Pattern
Organization uses Tool
Phone-Number resolves-to ICCID
Phone-Number uses IMSI
Position derived-from Position
Position located-at Administrative-Area City Country Region
Region derived-from Region
Region located-at Region
Sector derived-from Sector
Sector located-at @place
Sector part-of Sector
Security-Coverage has-covered Artifact Attack-Pattern Indicator SecurityPlatform Vulnerability
SecurityPlatform should-cover Attack-Pattern
Software derived-from Software
Software has Vulnerability
Software remediates Vulnerability
StixFile communicates-with Domain-Name IPv4-Addr IPv6-Addr
StixFile demonstrates Vulnerability
StixFile derived-from StixFile
StixFile downloads StixFile
StixFile drops StixFile
StixFile interpreted-by Artifact StixFile
StixFile targets Vulnerability
StixFile uses Attack-Pattern Narrative
System belongs-to Organization
System derived-from System
System has Vulnerability
System located-at @place
System uses Software
Text derived-from Text
Text uses Narrative
Threat-Actor-Group attributed-to Individual Organization
Threat-Actor-Group compromises Infrastructure
Threat-Actor-Group cooperates-with Threat-Actor-Group Threat-Actor-Individual
Threat-Actor-Group derived-from Threat-Actor-Group Threat-Actor-Individual
Threat-Actor-Group hosts Infrastructure
Threat-Actor-Group impersonates Individual Organization
Threat-Actor-Group located-at @place
Threat-Actor-Group owns Infrastructure
Threat-Actor-Group part-of Threat-Actor-Group
Threat-Actor-Group participates-in Campaign
Threat-Actor-Group targets @victim @place Vulnerability
Threat-Actor-Group uses Attack-Pattern Channel Infrastructure Malware Narrative StixFile Tool
Threat-Actor-Individual attributed-to Individual Organization
Threat-Actor-Individual citizen-of Country
Threat-Actor-Individual compromises Infrastructure
Threat-Actor-Individual cooperates-with Threat-Actor-Group Threat-Actor-Individual
Threat-Actor-Individual derived-from Threat-Actor-Group
Threat-Actor-Individual employed-by Organization Threat-Actor-Group
Threat-Actor-Individual hosts Infrastructure
Threat-Actor-Individual impersonates Individual Organization
Threat-Actor-Individual known-as Persona Threat-Actor-Individual
Threat-Actor-Individual located-at @place
Threat-Actor-Individual national-of Country
Threat-Actor-Individual owns Infrastructure
Threat-Actor-Individual part-of Threat-Actor-Group
Threat-Actor-Individual participates-in Campaign
Threat-Actor-Individual reports-to Threat-Actor-Group Threat-Actor-Individual
Threat-Actor-Individual resides-in Country
Threat-Actor-Individual supports Threat-Actor-Group Threat-Actor-Individual
Threat-Actor-Individual targets @victim @place Vulnerability
Threat-Actor-Individual uses Attack-Pattern Channel Infrastructure Malware Narrative StixFile Tool
Tool delivers Malware
Tool derived-from Tool
Tool drops Malware
Tool has Vulnerability
Tool targets @victim @place Infrastructure Vulnerability
Tool uses Attack-Pattern Infrastructure
Url derived-from Url
Url uses Narrative
User-Account derived-from User-Account
User-Account publishes Media-Content
Vulnerability derived-from Vulnerability
targets located-at @place
`;

/** Sets of targets that many lines have in common. */
const shared: Readonly<Record<string, string>> = {
  '@place': 'Administrative-Area City Country Position Region',
  '@victim': 'Event Individual Organization Sector System',
};

const anyPair = new Set(['related-to', 'revoked-by']);

const allowed = readTable();

/** Source -> relationship type -> targets. */
type Allowed = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;

function readTable(): Allowed {
  const read = new Map<string, Map<string, ReadonlySet<string>>>();
  // A line that begins with a space continues the line before it.
  for (const line of table.trim().replace(/\n +/g, ' ').split('\n')) {
    const [source = '', type = '', ...targets] = line.split(' ');
    const types = read.get(source) ?? new Map<string, ReadonlySet<string>>();
    read.set(
      source,
      types.set(type, new Set(targets.flatMap((target) => (shared[target] ?? target).split(' ')))),
    );
  }
  return read;
}

/** Between two of OpenCTI's entity types. */
export function isAllowed(source: string, type: string, target: string): boolean {
  return anyPair.has(type) || allowed.get(source)?.get(type)?.has(target) === true;
}
