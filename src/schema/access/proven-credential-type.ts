import type { ProvenCredential } from '../../domain/access.ts';
import { builder } from '../builder.ts';

export const provenCredentialType = builder.objectRef<ProvenCredential>('ProvenCredential').implement({
  description: 'A credential that this server has checked: a key of its own, or a token of an identity provider.',
  fields: (t) => ({
    keyId: t.exposeID('keyId', { nullable: true, description: 'Id of the key; null for a token.' }),
    issuer: t.exposeString('issuer', {
      nullable: true,
      description: 'The identity provider that signed the token (claim `iss`); null for a key.',
    }),
    subject: t.exposeString('subject', {
      nullable: true,
      description: 'Whom the identity provider says it is of (claim `sub`); null for a key.',
    }),
  }),
});
