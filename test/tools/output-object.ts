/** The JSON document on stdout. Throws with both outputs if there is none. */
export function objectIn(stdout: string, stderr: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(stdout);
  } catch {
    throw new Error(`stdout is not JSON:\n${stdout}\nstderr:\n${stderr}`);
  }
  if (typeof value !== 'object' || value === null) throw new Error(`stdout is not a JSON object: ${stdout}`);
  return { ...value };
}
