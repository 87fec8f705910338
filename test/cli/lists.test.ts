import { stripVTControlCharacters } from 'node:util';

import stringWidth from 'string-width';
import t from 'tap';

import { ownContent } from '../sandbox/content/index.js';
import { createRig } from '../tools/rig.js';

const content = ownContent();
const taipei = { TZ: 'Asia/Taipei' };

t.test('without a terminal, a list has whole values between tabs, newest first, and no header', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const run = await rig.run(['reports', '--limit', '4'], taipei);
  t.equal(run.code, 0, run.stderr);
  t.strictSame(
    run.stdout.split('\n').map((line) => line.split('\t')),
    [
      ['monthly-2026-05', 'Monthly Report', '2026-04-26', 'APT Monthly Report: May 2026'],
      [
        ...['kagerou-maritime', 'Campaign Tracking Report', '2026-04-21'],
        'Kagerou Follows the Ships: Ports and Maritime Logistics',
      ],
      [
        ...['affairs-bug-bounties', 'Cyber Affairs Report', '2026-04-16'],
        'Cyber Affairs: Where Bug Bounty Reports Go',
      ],
      ['slime901-parrotfish-v2', 'Flash Report', '2026-04-11', 'Parrotfish v2 全新加密通訊協定分析'],
    ]
      .map(([id, type, day, title]) => [`${day ?? ''}T08:00:00+08:00`, 'new', type, id, title])
      .concat([['']]),
  );
  const bundles = await rig.run(['bundles', 'list', '--limit', '2'], taipei);
  t.equal(bundles.stdout, '2026-04-21T08:00:00+08:00\tnew\t4111\n2026-04-11T08:00:00+08:00\tnew\t4110\n');
});

t.test('filters ignore case and width, and JSON has times in UTC', async (t) => {
  const rig = await createRig(t, { threatVision: { content } });
  const list = async (...args: string[]) => (await rig.call(['reports', ...args, '--json'])).json();
  t.strictSame(await list('--search', 'ＰＡＲＲＯＴＦＩＳＨ', '--type', 'flash', '--limit', '1'), {
    reports: [
      {
        id: 'slime901-parrotfish-v2',
        date: '2026-04-11T00:00:00.000Z',
        type: 'Flash Report',
        title: 'Parrotfish v2 全新加密通訊協定分析',
        state: 'new',
      },
    ],
    more: true,
  });
  const window = await list('--since', '2026-04-11', '--until', '2026-04-20', '--limit', '9');
  t.match(window, { reports: [{ id: 'affairs-bug-bounties' }, { id: 'slime901-parrotfish-v2' }] });
  t.strictSame(await list('--search', 'nothing has this'), { reports: [], more: false });
});

t.test('in a terminal of 80 columns, titles with CJK characters are aligned', async (t) => {
  const titles = [
    '針對台灣半導體供應鏈之攻擊活動追蹤與後門程式分析報告',
    '日本の政府機関を狙う標的型攻撃',
    '한국 방산업체를 노린 공격',
    'Plain ASCII, which is long enough to be cut at the edge of the screen',
    'é combined and 👩‍💻 joined',
  ];
  const rig = await createRig(t, {
    threatVision: {
      content: {
        reports: titles.map((title, at) => ({
          alias: `report-${at}`,
          title,
          typeName: 'Flash Report',
          date: 1_767_225_600 + at * 86_400,
        })),
        bundles: [],
      },
    },
  });
  const columns = 80;
  const { stdout: raw } = await rig.call(['reports'], {}, { columns });
  const text = stripVTControlCharacters(raw);
  const lines = text.trimEnd().split('\n');
  t.equal(lines.shift(), 'date        state  type   id        title');
  t.equal(lines.length, titles.length);
  for (const line of lines) {
    t.ok(stringWidth(line) <= 80, line);
    t.match(line, /^2026-01-0\d {2}new {4}Flash {2}report-\d {2}\S/);
  }
  t.match(lines.at(-1), /報告$|…$/);
  t.match(raw, '\u001b[36mnew\u001b[39m', 'the state is colored');
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    const plain = await rig.call(['reports'], env, { columns });
    t.equal(plain.stdout, text, `the same text without colors: ${JSON.stringify(env)}`);
  }
});
