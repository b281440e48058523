/** How an endpoint of chat completions misbehaves, as a table for tests. */
import { answers, type Behaviour, begin, lastChunk, silent, textChunk } from './model-server.ts';

/** What the endpoint does, what the caller is told, and what part of the answer they get before. */
export const misbehaviours: readonly [string, Behaviour, string, string?][] = [
  ['says nothing', silent, 'timed_out'],
  [
    'stands still in the middle',
    (response) => {
      begin(response);
      response.write(textChunk('So far '));
    },
    'timed_out',
    'So far ',
  ],
  [
    'breaks off in the middle',
    (response) => {
      begin(response);
      response.write(textChunk('So far '), () => response.destroy());
    },
    'unreachable',
  ],
  [
    'ends without an end',
    (response) => {
      begin(response);
      response.end(textChunk('So far '));
    },
    'unexpected_answer',
    'So far ',
  ],
  ['hangs up', (response) => response.destroy(), 'unreachable'],
  ['fails', answers(500, { 'content-type': 'text/html' }, '<h1>oops</h1>'), 'unreachable'],
  ['refuses the key', answers(401), 'refused'],
  ['is asked too often', answers(429, { 'retry-after': '20' }), 'rate_limited'],
  ['redirects', answers(307, { location: 'http://169.254.169.254/latest/meta-data/' }), 'redirected'],
  ['answers with a page', answers(200, { 'content-type': 'text/html' }, '<h1>login</h1>'), 'unexpected_answer'],
  ['answers without a type', answers(200, {}, 'data: {}\n\n'), 'unexpected_answer'],
  [
    'tells of an error within its answer, and ends it well',
    (response) => {
      begin(response);
      response.write(textChunk('So far '));
      response.end('data: {"error": {"message": "quota exceeded"}}\n\ndata: [DONE]\n\n');
    },
    'unexpected_answer',
    'So far ',
  ],
  [
    'answers with no JSON',
    answers(200, { 'content-type': 'text/event-stream' }, 'data: {"choi\n\n'),
    'unexpected_answer',
  ],
  [
    'answers with another JSON',
    answers(200, { 'content-type': 'text/event-stream' }, 'data: {"choices": "none"}\n\n'),
    'unexpected_answer',
  ],
  [
    'lies about what it took',
    answers(200, { 'content-type': 'text/event-stream' }, 'data: {"usage": {"total_tokens": -5000}}\n\n'),
    'unexpected_answer',
  ],
  [
    'sends one event that never ends',
    (response) => {
      begin(response);
      response.end(`data: {"${'x'.repeat(300_000)}`);
    },
    'too_large',
  ],
  [
    'sends events without end that hold nothing',
    (response) => {
      begin(response);
      const more = () => {
        while (response.write(textChunk('').repeat(500)));
        response.once('drain', more);
      };
      more();
    },
    'too_large',
  ],
  [
    'says nothing in many words',
    (response) => {
      begin(response);
      response.end(`${textChunk('  ')}${lastChunk()}data: [DONE]\n\n`);
    },
    'empty',
  ],
];
