/** Builds and finds elements of the page. */

/** @import { Phrase } from './phrase.js' */
import { nodesOf } from './phrase.js';

/** @typedef {string | number | Node | Phrase | null} Child strings are this page's own words */
/** @typedef {string | number | boolean | null | ((event: Event) => void)} Attribute */

/**
 * Builds an element. Text stays text whatever it holds: nothing on this page parses HTML, and the server's Content-Security-Policy
 * forbids it. `onclick` and its like add listeners; false and null leave an attribute out.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, Attribute>>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, Attribute>>} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function drawing(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

/**
 * @template {Element} Target
 * @param {Target} target
 * @param {Readonly<Record<string, Attribute>>} attributes
 * @param {readonly Child[]} children
 */
function fill(target, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') target.addEventListener(name.slice('on'.length), value);
    else if (value === true) target.setAttribute(name, '');
    else if (value !== false && value !== null) target.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (child === null) continue;
    if (typeof child === 'object' && !(child instanceof Node)) target.append(...nodesOf(child));
    else target.append(typeof child === 'number' ? String(child) : child);
  }
  return target;
}

/**
 * Writes only what has changed: ages tick each second, and a screen reader or a selection should not notice.
 *
 * @param {Node} target
 * @param {string} text
 */
export function setText(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/**
 * An element that the page was delivered with.
 *
 * @template {typeof HTMLElement} Type
 * @param {string} id
 * @param {Type} type
 * @returns {InstanceType<Type>}
 */
export function part(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} #${id}`);
  return /** @type {InstanceType<Type>} */ (found);
}
