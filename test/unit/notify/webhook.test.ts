import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { cloudEventOf } from '../../../src/notify/webhook/cloud-event.ts';
import { secretProblem, signedHeaders } from '../../../src/notify/webhook/signature.ts';
import { message } from '../../support/notify/messages.ts';
import { newerSecret, secret } from '../../support/notify/receiver.ts';

const signed = (secrets: readonly string[]) =>
  signedHeaders(secrets, { id: 'andon_7_abc', timestampS: Math.floor(Date.now() / 1_000), body: '{"a":1}' });

describe('a signature', () => {
  it('is what Standard Webhooks verifies, and that of no other body, id or secret', () => {
    const headers = { ...signed([secret]) };
    expect(new Webhook(secret).verify('{"a":1}', headers)).toEqual({ a: 1 });
    expect(() => new Webhook(secret).verify('{"a":2}', headers)).toThrow();
    expect(() => new Webhook(secret).verify('{"a":1}', { ...headers, 'webhook-id': 'other' })).toThrow();
    expect(() => new Webhook(newerSecret).verify('{"a":1}', headers)).toThrow();
  });

  it('is of each secret while one rotates, so that receivers with either take it', () => {
    const headers = { ...signed([newerSecret, secret]) };
    for (const key of [secret, newerSecret]) expect(new Webhook(key).verify('{"a":1}', headers)).toEqual({ a: 1 });
  });

  it.each([
    ['whsec_', 'without a prefix', secret.slice(6)],
    ['base64', 'of other letters', 'whsec_not base64 at all, is it?'],
    ['24 to 64 bytes', 'that is short', `whsec_${Buffer.alloc(23).toString('base64')}`],
    ['24 to 64 bytes', 'that is long', `whsec_${Buffer.alloc(65).toString('base64')}`],
  ])('says %s of a secret %s, and nothing of the secret', (said, _what, text) => {
    const problem = secretProblem(text);
    expect(problem).toContain(said);
    expect(problem).not.toContain(text.slice(6));
  });

  it('takes a secret as it should be', () => {
    expect(secretProblem(secret)).toBeNull();
  });
});

describe('the envelope', () => {
  it('is a CloudEvent in structured JSON, the same text each time', () => {
    const text = cloudEventOf(message());
    expect(text).toBe(cloudEventOf(message()));
    expect(JSON.parse(text)).toEqual({
      specversion: '1.0',
      id: 'andon_7_abc',
      source: '/andon/e1',
      type: 'andon.alarm.raised',
      subject: 'north/CRUSH%201/bearing_temperature_high',
      time: '2026-03-01T03:00:00.000Z',
      datacontenttype: 'application/json',
      data: {
        kind: 'RAISED',
        dedupKey: 'andon/e1/17',
        number: 7,
        operatorId: null,
        note: null,
        route: 'night',
        step: 1,
        alarm: message().alarm,
      },
    });
  });

  it('says of a trial that it is one', () => {
    expect(JSON.parse(cloudEventOf(message({ kind: 'test' })))).toMatchObject({ type: 'andon.test' });
  });
});
