import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import t from 'tap';

import { selfSigned } from '../sandbox/certificate.js';
import { createRig } from '../tools/rig.js';
import { deliveredOnce, items } from './counts.js';

t.test(
  'a self-signed certificate is rejected without a request, and accepted with its authority',
  async (t) => {
    const [threatVision, openCti] = [selfSigned('127.0.0.1'), selfSigned('127.0.0.2')];
    const rig = await createRig(t, {
      threatVision: { content: items(2, 1), tls: threatVision },
      openCti: { host: '127.0.0.2', tls: openCti },
    });
    const cases = [
      { trusted: threatVision.cert, code: 5, asked: rig.openCti },
      { trusted: openCti.cert, code: 4, asked: rig.threatVision },
    ];
    for (const { trusted, code, asked } of cases) {
      const env = {
        HTTPS_CA_CERTIFICATES: trusted,
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_NO_WARNINGS: '1',
      };
      const before = asked.count('/');
      const run = await rig.run(['sync'], env);
      t.equal(run.code, code, run.stderr);
      t.match(run.stderr, /certificate/i);
      t.equal(asked.count('/'), before, 'nothing was sent over a connection that is not trusted');
    }
    const both = `${threatVision.cert}${openCti.cert}`;
    writeFileSync(join(rig.home, 'authorities.pem'), both);
    for (const value of [both, 'authorities.pem']) {
      const run = await rig.run(['sync'], { HTTPS_CA_CERTIFICATES: value });
      t.equal(run.code, 0, run.stderr);
      t.ok(deliveredOnce(rig.openCti.pushes, 3), 'the second run finds nothing to do');
    }
  },
);
