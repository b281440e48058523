/** The settings of a server as its audit keeps them: without what is secret. */

const secret = /(?:_KEY|TOKEN|SECRET|PASSWORD|^DATABASE_URL)$/;
/** It ends like a secret and is the path of one. */
const paths = new Set(['ANDON_TLS_KEY']);

/** Of secrets only that they are set; of addresses the origin, since there may be a secret in their path or their user. */
export function statedSettings(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const stated = Object.entries(given).map(([name, value]) => {
    if (secret.test(name) && !paths.has(name)) return [name, 'set'];
    if (!value.includes('://')) return [name, value];
    return [name, value.split(',').map(originOf).join(',')];
  });
  return Object.fromEntries(stated);
}

function originOf(value: string): string {
  if (!value.includes('://')) return value.trim();
  if (!URL.canParse(value)) return 'set';
  const { protocol, host, pathname } = new URL(value);
  return `${protocol}//${host}${pathname.length > 1 ? '/…' : ''}`;
}
