const units = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 } as const;

const shape =
  /^P(?:(?<W>\d+(?:\.\d+)?)W)?(?:(?<D>\d+(?:\.\d+)?)D)?(?:T(?=\d)(?:(?<H>\d+(?:\.\d+)?)H)?(?:(?<M>\d+(?:\.\d+)?)M)?(?:(?<S>\d+(?:\.\d+)?)S)?)?$/i;

/**
 * Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds (`P7D`, `PT15M`, `P1DT12H`),
 * or of a plain number of seconds, as the Python connector reads it; undefined for anything else.
 * Years and months are refused: their length depends on the calendar.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,10}$/.test(text)) return Number(text) * units.S;
  const parts = shape.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const amounts = Object.entries(units).flatMap(([unit, milliseconds]) => {
    const amount = parts[unit];
    return amount === undefined ? [] : [Number(amount) * milliseconds];
  });
  if (amounts.length === 0) return undefined;
  return Math.round(amounts.reduce((sum, amount) => sum + amount, 0));
}

/** The ISO 8601 form of a duration in milliseconds: days, hours, minutes, seconds (`P7D`, `P1DT12H`, `PT0S`). */
export function formatDuration(milliseconds: number): string {
  const days = Math.floor(milliseconds / units.D);
  const hours = Math.floor((milliseconds % units.D) / units.H);
  const minutes = Math.floor((milliseconds % units.H) / units.M);
  const seconds = (milliseconds % units.M) / units.S;
  const date = days > 0 ? `${days}D` : '';
  const time = [
    hours > 0 ? `${hours}H` : '',
    minutes > 0 ? `${minutes}M` : '',
    seconds > 0 ? `${seconds}S` : '',
  ].join('');
  if (date === '' && time === '') return 'PT0S';
  return `P${date}${time === '' ? '' : `T${time}`}`;
}
