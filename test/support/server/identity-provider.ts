import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What stands where a company's identity provider does: it publishes its keys, and signs tokens with the newest. */
export interface IdentityProvider {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** How often its keys were asked for. */
  readonly asked: number;
  /** A token with these claims beside the usual ones; a claim given as undefined is left out. */
  token(claims?: Readonly<Record<string, unknown>>, type?: string): Promise<string>;
  /** Signs with a new key from now on, and publishes it alone. */
  rotate(): Promise<void>;
  /** Answers 503 from now on, or again. */
  beAway(isAway: boolean): void;
  close(): Promise<void>;
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const issuer = 'https://login.plant.example';
  const audience = 'andon';
  let asked = 0;
  let away = false;
  let keyNumber = 0;
  let current: { readonly kid: string; readonly privateKey: CryptoKey; readonly jwk: object };
  const rotate = async () => {
    keyNumber += 1;
    const kid = `key-${keyNumber}`;
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    current = { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
  };
  await rotate();
  const server = createServer((_request, response) => {
    asked += 1;
    response
      .writeHead(away ? 503 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(away ? { error: 'away' } : { keys: [current.jwk] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    issuer,
    audience,
    jwksUrl: `http://127.0.0.1:${port}/keys`,
    get asked() {
      return asked;
    },
    token: (claims = {}, type) => {
      const { kid, privateKey } = current;
      const seconds = Math.floor(Date.now() / 1_000);
      const usual = { iss: issuer, aud: audience, sub: 'user-1', iat: seconds, exp: seconds + 3_600 };
      return new SignJWT({ ...usual, ...claims })
        .setProtectedHeader({ alg: 'ES256', kid, ...(type !== undefined && { typ: type }) })
        .sign(privateKey);
    },
    rotate,
    beAway: (isAway) => {
      away = isAway;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
