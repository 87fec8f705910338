import t from 'tap';

import { withoutWaitingNotices } from './waiting-notices.js';

t.test('removes the notices about a slow service and no other line', (t) => {
  const others = [
    '2026-11-26 21:00:00 warn  waiting for OpenCTI (http://127.0.0.1:1) \n',
    '2026-11-26 21:00:00 info  waiting for a worker\n',
    'waiting for OpenCTI (http://127.0.0.1:1)\r\n',
  ];
  const notices = [
    '2026-11-26 21:00:00 info  waiting for OpenCTI (http://127.0.0.1:1)',
    '2026-11-26 21:00:00 \u001B[36minfo \u001B[0m waiting for ThreatVision (http://127.0.0.1:1)',
    '{"time":"2026-11-26T21:00:00.000Z","level":"info","message":"waiting for ThreatVision (http://127.0.0.1:1)"}',
  ];
  const [first, second, third] = notices;
  const text = `${others[0]}${first}\n${others[1]}${second}\r\n${third}\n${others[2]}`;
  t.strictSame(withoutWaitingNotices(text), { text: others.join(''), notices });
  t.end();
});
