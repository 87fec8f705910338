import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { items } from '../faults/counts.js';
import type { Fault } from '../sandbox/server.js';
import { createRig, type Rig } from '../tools/rig.js';

const proxyPassword = 'proxy-password-77';
const basic = Buffer.from('gate-user-1:gate-password-1').toString('base64');

/** Every value that a service can see in the requests of a run, or in its configuration. */
function secretsOf(rig: Rig): readonly string[] {
  return [
    ...[rig.env.OPENCTI_TOKEN ?? '', basic, 'gate-user-1', 'gate-password-1', proxyPassword],
    ...rig.threatVision.issuedTokens,
  ];
}

const forms: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  'URL-encoded': encodeURIComponent,
  'JSON-encoded twice': (secret) => JSON.stringify(JSON.stringify({ secret })),
  'base64-encoded': (secret) => Buffer.from(secret).toString('base64'),
  cut: (secret) => secret.slice(0, -3),
};

function filesIn(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('token'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

const stixOf = (n: number): RegExp => new RegExp(`bundle-${String(n).padStart(6, '0')}\\.stix$`);

const json = { 'content-type': 'application/json' };
const echoes: Readonly<
  Record<string, (text: string, n: number) => Fault & { readonly of: 'threatVision' | 'openCti' }>
> = {
  'the status of a download': (text) => ({
    of: 'threatVision',
    path: /\.stix$/,
    status: 418,
    body: text,
  }),
  // Repeated like a 500.
  'success: false': (text, n) => ({
    of: 'threatVision',
    path: stixOf(n),
    times: 50,
    status: 200,
    headers: json,
    body: JSON.stringify({ success: false, message: text }),
  }),
  'a GraphQL error of a push': (text) => ({
    of: 'openCti',
    path: '/graphql',
    matchBody: 'stixBundlePush',
    status: 200,
    headers: json,
    body: JSON.stringify({
      errors: [
        {
          message: text,
          name: 'UNSUPPORTED_ERROR',
          path: ['stixBundlePush'],
          extensions: { code: 'UNSUPPORTED_ERROR' },
        },
      ],
    }),
  }),
};

for (const [echo, faultOf] of Object.entries(echoes)) {
  t.test(`a service that quotes the request in ${echo} puts no secret into any output`, async (t) => {
    const rig = await createRig(t, { threatVision: { content: items(0, 30) } });
    const env = {
      OPENCTI_CUSTOM_HEADERS: `X-Gate:Basic ${basic}`,
      TEAMT5_HTTP_RETRY_PERIOD: 'PT0.2S',
      HTTPS_PROXY: `http://proxy-user:${proxyPassword}@127.0.0.1:9`,
    };
    await rig.run(['auth'], env);
    const everyForm = Object.values(forms).flatMap((form) => secretsOf(rig).map(form));
    t.equal(everyForm.length, 30, 'one text for each item');
    // Five failures with one cause that can be the source's end a run: two runs with four each.
    const repeated = echo === 'success: false';
    const texts = repeated ? everyForm.filter((_, n) => n % 4 === 0) : everyForm;
    const outputs: string[] = [];
    const run = async (...args: readonly string[]): Promise<void> => {
      const { stdout, stderr } = await rig.call(args, env);
      outputs.push(stdout, stderr);
    };
    const perRun = repeated ? 4 : texts.length;
    for (let start = 0; start < texts.length; start += perRun) {
      for (const [n, text] of texts.slice(start, start + perRun).entries()) {
        const { of, ...fault } = faultOf(`you sent ${text}`, n + 1);
        rig[of].fault(fault);
      }
      await run('sync', '--json', '--log-level', 'debug', '--retry-failed');
      rig.threatVision.clearFaults();
    }
    await run('status');
    await run('status', '--json');
    t.ok((outputs.join('').match(/you sent /g)?.length ?? 0) >= texts.length, 'the messages are shown');
    const bodies = rig.openCti.requests.map(({ body }) => body.toString());
    const all = [...outputs, filesIn(rig.home), ...bodies].join('\n');
    for (const text of texts) t.notOk(all.includes(text), text);
  });
}
