/** The settings of tokens of an identity provider: what the environment may hold, and what becomes of it. */
import { z } from 'zod';
import { StartupError } from '../errors.ts';
import type { TokenSettings } from './token-verifier.ts';

/** Who can change what comes from there can become anybody. */
const jwksUrl = z
  .url()
  .regex(
    /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/])/,
    'must start with https:// (http:// on this machine only)',
  );

/** Members of the server's environment. */
export const tokenEnvironment = {
  ANDON_TOKEN_ISSUER: z.string().min(1).optional(),
  ANDON_TOKEN_AUDIENCE: z.string().min(1).optional(),
  ANDON_TOKEN_JWKS_URL: jwksUrl.optional(),
  ANDON_TOKEN_NAME_CLAIM: z.string().min(1).default('preferred_username'),
  ANDON_TOKEN_SCOPES_CLAIM: z.string().min(1).default('scope'),
  ANDON_TOKEN_SITES_CLAIM: z.string().min(1).optional(),
};

type TokenValues = z.infer<z.ZodObject<typeof tokenEnvironment>> & { readonly ANDON_AUTH: string };

/** Throws StartupError where a setting is missing without which no token can be checked. */
export function tokenSettings(values: TokenValues): TokenSettings {
  const { ANDON_TOKEN_ISSUER: issuer, ANDON_TOKEN_AUDIENCE: audience, ANDON_TOKEN_JWKS_URL: url } = values;
  if (issuer === undefined || audience === undefined || url === undefined) {
    const needed = ['ANDON_TOKEN_ISSUER', 'ANDON_TOKEN_AUDIENCE', 'ANDON_TOKEN_JWKS_URL'] as const;
    const missing = needed.filter((name) => values[name] === undefined);
    throw new StartupError(`ANDON_AUTH=${values.ANDON_AUTH} also needs ${missing.join(' and ')}.`);
  }
  return {
    issuer,
    audience,
    jwksUrl: new URL(url),
    nameClaim: values.ANDON_TOKEN_NAME_CLAIM,
    scopesClaim: values.ANDON_TOKEN_SCOPES_CLAIM,
    sitesClaim: values.ANDON_TOKEN_SITES_CLAIM ?? null,
  };
}
