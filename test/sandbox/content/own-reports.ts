export interface WrittenReport {
  readonly alias: string;
  readonly typeName: string;
  readonly title: string;
  /** Plain text, or simple markup: paragraphs, lists, emphasis, entities. */
  readonly digest: string;
  readonly adversary: string;
  readonly malware: string;
}

const flash = 'Flash Report';
const campaign = 'Campaign Tracking Report';
const monthly = 'Monthly Report';
const vulnerability = 'Vulnerability Insights Report';
const affairs = 'Cyber Affairs Report';

export const writtenReports: readonly WrittenReport[] = [
  r(
    'glassheron-edge-appliances',
    flash,
    'GlassHeron Turns to Edge Appliances in Taiwan',
    '<p>GlassHeron now enters through <b>unpatched VPN appliances</b>.</p><ul><li>Web shell in the login page</li><li>Mizuchi loaded from a firmware image</li></ul>',
    'GlassHeron',
    'Mizuchi',
  ),
  r(
    'glassheron-2026-01-tw',
    campaign,
    '針對台灣半導體供應鏈之 GlassHeron 攻擊活動追蹤',
    '<p>本報告說明 GlassHeron 自 2025 年底起，以假冒採購信件對<strong>半導體供應鏈</strong>發動之攻擊。</p><p>後門程式 Mizuchi 已更新通訊協定。</p>',
    'GlassHeron',
    'Mizuchi',
  ),
  r(
    'monthly-2026-01',
    monthly,
    'APT Monthly Report: January 2026',
    'Twelve campaigns in the region, three of them new. R&amp;D departments remain the favourite target.',
    'PaperLantern',
    'Origami',
  ),
  r(
    'paperlantern-lnk',
    flash,
    'PaperLantern Delivers Origami by LNK Files Inside ISO Images',
    'The lure is an invitation to a policy forum. The loader waits for <i>three</i> clicks before it unpacks.',
    'PaperLantern',
    'Origami',
  ),
  r(
    'vuln-insights-2026-02',
    vulnerability,
    'Vulnerability Insights: Mail Gateways, February 2026',
    '<p>Two flaws in mail gateways are exploited in the wild:</p><ol><li>argument injection in the scanner</li><li>path traversal in the quarantine viewer</li></ol>',
    'MistFei',
    'Kirin',
  ),
  r(
    'mistfei-gov-jp',
    campaign,
    '日本の政府機関を狙う MistFei の標的型攻撃',
    '<p>MistFei は 2026 年 1 月から、<b>政府機関の関連団体</b>に対してクラウドストレージ経由で Kirin を配布している。</p>',
    'MistFei',
    'Kirin',
  ),
  r(
    'affairs-election-platforms',
    affairs,
    'Cyber Affairs: Influence Operations Before Local Elections',
    'Coordinated accounts on short-video platforms repeat the same six claims; see the annex for the list.',
    'SLIME901',
    'Parrotfish',
  ),
  r(
    'slime901-supply-chain',
    flash,
    'SLIME901：以軟體更新機制散布 Parrotfish',
    '<p>攻擊者入侵一家會計軟體供應商的<em>更新伺服器</em>，受害單位超過 40 家。</p>',
    'SLIME901',
    'Parrotfish',
  ),
  r(
    'monthly-2026-02',
    monthly,
    'APT Monthly Report: February 2026',
    'Nine campaigns. Loaders written in Go &gt; loaders written in Rust, for the first time since 2024.',
    'GlassHeron',
    'Mizuchi',
  ),
  r(
    'kagerou-energy',
    campaign,
    'Kagerou Maps Energy Utilities in Southeast Asia',
    '<p>Long dwell times, no ransom note. The actor copies <b>grid diagrams</b> and leaves.</p>',
    'Kagerou',
    'Tanuki',
  ),
  r(
    'kagerou-tanuki-analysis',
    flash,
    'Tanuki: a Fileless Backdoor That Lives in WMI',
    'Technical analysis of Tanuki 3.1: storage, persistence, and the four commands it understands.',
    'Kagerou',
    'Tanuki',
  ),
  r(
    'vuln-insights-2026-03',
    vulnerability,
    'Vulnerability Insights: Virtualisation Hosts, March 2026',
    'Three guest-to-host escapes are traded; one is in use by SLIME902.',
    'SLIME902',
    'Nautilus',
  ),
  r(
    'slime902-esxi',
    flash,
    'SLIME902 Encrypts Virtualisation Hosts From Within',
    '<p>Nautilus stops the guests one by one, then encrypts their disks &mdash; backups first.</p>',
    'SLIME902',
    'Nautilus',
  ),
  r(
    'monthly-2026-03',
    monthly,
    '2026 年 3 月 APT 月報',
    '<p>本月共追蹤 11 起活動，其中 4 起針對<strong>金融業</strong>。</p>',
    'PaperLantern',
    'Origami',
  ),
  r(
    'paperlantern-kr',
    campaign,
    '한국 방산업체를 노린 PaperLantern 캠페인',
    '<p>PaperLantern은 채용 제안으로 위장한 문서를 통해 <b>Origami</b>를 유포했다.</p>',
    'PaperLantern',
    'Origami',
  ),
  r(
    'affairs-sanctions',
    affairs,
    'Cyber Affairs: What the New Sanctions Name and What They Omit',
    'Two front companies are named; their successor is already registered.',
    'Kagerou',
    'Tanuki',
  ),
  r(
    'mistfei-oauth-apps',
    flash,
    'MistFei Abuses Consent to Cloud Applications',
    '<ul><li>Consent phishing</li><li>Mailbox rules that hide replies</li><li>Tokens kept alive for 90 days</li></ul>',
    'MistFei',
    'Kirin',
  ),
  r(
    'vuln-insights-2026-04',
    vulnerability,
    'Vulnerability Insights: Printers Are Computers, April 2026',
    'A pre-authentication overflow in a print server, with proof of concept in public since 3 April.',
    'GlassHeron',
    'Mizuchi',
  ),
  r(
    'glassheron-telecom',
    campaign,
    'GlassHeron in Telecommunication Cores',
    '<p>Signalling nodes, lawful-interception servers, billing: <b>in that order</b>.</p>',
    'GlassHeron',
    'Mizuchi',
  ),
  r(
    'monthly-2026-04',
    monthly,
    'APT Monthly Report: April 2026',
    'Fourteen campaigns; command-and-control moves to compromised home routers.',
    'SLIME901',
    'Parrotfish',
  ),
  r(
    'slime901-parrotfish-v2',
    flash,
    'Parrotfish v2 全新加密通訊協定分析',
    '<p>新版本以 ChaCha20 取代 RC4，設定檔格式與舊版<em>不相容</em>。</p>',
    'SLIME901',
    'Parrotfish',
  ),
  r(
    'affairs-bug-bounties',
    affairs,
    'Cyber Affairs: Where Bug Bounty Reports Go',
    'A reporting duty of 48 hours, and the exploits that followed it.',
    'SLIME902',
    'Nautilus',
  ),
  r(
    'kagerou-maritime',
    campaign,
    'Kagerou Follows the Ships: Ports and Maritime Logistics',
    'Port community systems in four countries; entry through a shared dispatcher account.',
    'Kagerou',
    'Tanuki',
  ),
  r(
    'monthly-2026-05',
    monthly,
    'APT Monthly Report: May 2026',
    '<p>Ten campaigns. <a href="https://example.com/annex">The annex</a> lists the indicators by campaign.</p>',
    'MistFei',
    'Kirin',
  ),
];

function r(
  alias: string,
  typeName: string,
  title: string,
  digest: string,
  adversary: string,
  malware: string,
): WrittenReport {
  return { alias, typeName, title, digest, adversary, malware };
}
