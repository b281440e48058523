import { expect, it } from 'vitest';
import { isNotANumber, numberOfText } from '../../../../src/domain/readings/numeric-text.ts';

it.each([
  ['195.5', 195.5],
  [' 195.5 ', 195.5],
  ['-0.5', -0.5],
  ['+7', 7],
  ['.5', 0.5],
  ['5.', 5],
  ['007', 7],
  ['1e3', 1_000],
  ['1E-3', 0.001],
  ['1e400', Number.POSITIVE_INFINITY],
])('the text %j is a number', (text, number) => {
  expect(numberOfText(text)).toBe(number);
});

it.each([
  '',
  ' ',
  '.',
  '1,5',
  '1.500,0',
  '1_000',
  '0x10',
  '0b1',
  '1e',
  '--1',
  '1 2',
  '5 bar',
  'NaN',
  'RUN',
  '١٢',
  '9'.repeat(65),
])('the text %j is no number', (text) => {
  expect(numberOfText(text)).toBeNull();
});

it.each([
  'NaN',
  'nan',
  '-nan',
  '+NaN',
  ' NaN ',
  'sNaN',
  'nan(ind)',
  'Infinity',
  '-infinity',
  'inf',
  '+Inf',
  '∞',
  '1.#QNAN',
  '-1.#IND',
  '1.#INF00',
])('the text %j means NaN or infinity', (text) => expect(isNotANumber(text)).toBe(true));

it.each(['', 'Nano', 'banana', 'info', 'N/A', 'infinite', '1.#', '5'])(
  'the text %j does not mean NaN or infinity',
  (text) => {
    expect(isNotANumber(text)).toBe(false);
  },
);
