const line =
  /^(?:[\d-]{10} [\d:]{8} (?:\u001B\[36m)?info (?:\u001B\[0m)? waiting for (?:ThreatVision|OpenCTI) \(http\S+\)|\{[^\n]*"message":"waiting for (?:ThreatVision|OpenCTI) \(http[^\s"]+\)"\})\r?\n/gm;

/**
 * Separates the lines about a service that has not responded for 2 s from the other text. Whether a command writes them
 * depends on the speed of the machine.
 */
export function withoutWaitingNotices(text: string): {
  readonly text: string;
  readonly notices: readonly string[];
} {
  return {
    text: text.replaceAll(line, ''),
    notices: [...text.matchAll(line)].map(([notice]) => notice.trimEnd()),
  };
}
