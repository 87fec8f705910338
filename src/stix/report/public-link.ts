/**
 * The query parameters by which signed links grant access: those of Amazon S3 and CloudFront, Google and Alibaba Cloud, Azure,
 * and common names of tokens and keys.
 */
const credential =
  /^(?:x-(?:amz|goog|oss)-.*|.*(?:signature|token|secret|password|passwd|access-?key-?id|access-?id|api-?key)|signature.*|sig|se|sp|sv|sr|st|spr|ske?t?|skoid|sktid|sks|skv|policy|key-pair-id|expires|auth|authorization|jwt|key|code)$/i;

/**
 * Returns a link without user, password and signature: every user of the platform can read it. A link without any of them is
 * returned as it is.
 */
export function publicLink(link: string | undefined): string | undefined {
  if (link === undefined || !URL.canParse(link)) return undefined;
  const url = new URL(link);
  const secrets = [...url.searchParams.keys()].filter((name) => credential.test(name.replaceAll('_', '-')));
  const hasUser = url.username !== '' || url.password !== '';
  if (!hasUser && secrets.length === 0 && !/token|signature/i.test(url.hash)) return link;
  url.username = '';
  url.password = '';
  url.hash = '';
  for (const name of secrets) url.searchParams.delete(name);
  return url.href;
}
