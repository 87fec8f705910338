// Tells the failures of a TAP report: tap's own reporters draw them on a terminal and say nothing under CI.

const most = 400;

/**
 * The failed assertions of a TAP 14 report, each with the path of its subtests and its diagnostics, as lines.
 * A failed subtest is not repeated when something inside it has been told.
 */
export function failures(tap) {
  const lines = tap.split('\n');
  const path = [];
  const told = [];
  let toldDepth = -1;
  for (let at = 0; at < lines.length; at++) {
    const [, spaces, text] = /^( *)(.*)$/.exec(lines[at]);
    const depth = Math.floor(spaces.length / 4);
    const subtest = /^# Subtest: (.*)$/.exec(text);
    const failed = /^not ok \d+ - (.*?)(?: # time=.*)?$|^not ok\b(.*)$/.exec(text);
    if (subtest !== null) {
      path.length = depth;
      path.push(subtest[1]);
    } else if (failed !== null && depth < toldDepth) {
      toldDepth = depth;
    } else if (failed !== null && !/# (TODO|SKIP)\b/i.test(text)) {
      told.push('', `not ok: ${[...path.slice(0, depth), failed[1] ?? failed[2]].join(' > ')}`);
      for (at++; at < lines.length && !/^ *\.\.\.$/.test(lines[at]); at++)
        told.push(lines[at].slice(spaces.length));
      toldDepth = depth;
    }
  }
  return told.length > most
    ? [...told.slice(0, most), `(${told.length - most} more lines in the report)`]
    : told;
}
