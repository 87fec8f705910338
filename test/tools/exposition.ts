/** The text format of Prometheus, 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */

export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** Values by name with labels, as written. */
  readonly samples: ReadonlyMap<string, number>;
}

const name = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const label = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const helpLine = new RegExp(`^# HELP (${name}) (.+)$`);
const typeLine = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram|summary|untyped)$`);
const sampleLine = new RegExp(
  String.raw`^((${name})(?:\{(?:${label}(?:,${label})*)?\})?) (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$`,
);

/**
 * Stricter than Prometheus where that finds mistakes: each family has its help, type and samples in one block, and no sample
 * is repeated or without a finite number.
 * @throws Error that names the line
 */
export function parseExposition(text: string): readonly MetricFamily[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, MetricFamily & { readonly samples: Map<string, number> }>();
  let open: { name: string; help: string; type?: string; samples: Map<string, number> } | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, helped, help = ''] = helpLine.exec(line) ?? [];
    const [, typed, type = ''] = typeLine.exec(line) ?? [];
    const [, sample = '', sampled, value] = sampleLine.exec(line) ?? [];
    if (helped !== undefined && !families.has(helped)) {
      open = { name: helped, help, samples: new Map() };
    } else if (typed !== undefined && open?.name === typed && open.type === undefined) {
      families.set(typed, { ...open, type });
      open.type = type;
    } else if (
      sampled !== undefined &&
      open?.type !== undefined &&
      open.name === sampled &&
      !open.samples.has(sample)
    ) {
      open.samples.set(sample, Number(value));
    } else {
      throw new Error(`not accepted: ${line}`);
    }
  }
  for (const { name, samples } of families.values())
    if (samples.size === 0) throw new Error(`no sample: ${name}`);
  return [...families.values()];
}
