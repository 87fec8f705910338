/** Query parameters that grant access: Amazon S3 and CloudFront, Google, Alibaba, Azure, and common names. */
const credential =
  /^(?:x-(?:amz|goog|oss)-.*|.*(?:signature|token|secret|password|passwd|access-?key-?id|access-?id|api-?key)|signature.*|sig|se|sp|sv|sr|st|spr|ske?t?|skoid|sktid|sks|skv|policy|key-pair-id|expires|auth|authorization|jwt|key|code)$/i;

/** Without user, password and signature, because every user of the platform can read the link. */
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
