const maxLines = 400;

/** The failed assertions of a TAP 14 report; tap's own reporters draw on a terminal. */
export function failures(tap: string): readonly string[] {
  const lines = tap.split('\n');
  const path: string[] = [];
  const listed: string[] = [];
  let listedDepth = -1;
  for (let at = 0; at < lines.length; at += 1) {
    const [, spaces = '', text = ''] = /^( *)(.*)$/.exec(lines[at] ?? '') ?? [];
    const depth = Math.floor(spaces.length / 4);
    const subtest = /^# Subtest: (.*)$/.exec(text)?.[1];
    const failed = /^not ok \d+ - (.*?)(?: # time=.*)?$|^not ok\b(.*)$/.exec(text);
    if (subtest !== undefined) {
      path.length = depth;
      path.push(subtest);
    } else if (failed !== null && depth < listedDepth) {
      listedDepth = depth;
    } else if (failed !== null && !/# (TODO|SKIP)\b/i.test(text)) {
      listed.push('', `not ok: ${[...path.slice(0, depth), failed[1] ?? failed[2]].join(' > ')}`);
      for (at += 1; at < lines.length && !/^ *\.\.\.$/.test(lines[at] ?? ''); at += 1)
        listed.push((lines[at] ?? '').slice(spaces.length));
      listedDepth = depth;
    }
  }
  return listed.length > maxLines
    ? [...listed.slice(0, maxLines), `(${listed.length - maxLines} more lines in the report)`]
    : listed;
}

export function skips(tap: string): readonly string[] {
  return tap.split('\n').flatMap((line) => {
    const [, title] = /^ *(?:not )?ok \d+ - (.* # (?:SKIP|TODO)\b.*)$/i.exec(line) ?? [];
    return title === undefined ? [] : [`skipped: ${title}`];
  });
}
