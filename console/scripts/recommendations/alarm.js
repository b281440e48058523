/** The sound for CRITICAL alarms and alerts, and the title of the page. */

/** @import { Alarm, QueueEntry, Recommendation } from '../../types.ts' */
import { element, part, setText } from '../page/elements.js';
import { plainText } from '../page/phrase.js';
import { placeName } from '../page/words.js';

const storageKey = 'andon.sound';
const repeatMs = 15_000;
/** Two tones, three times: a pattern that neither telephones nor reversing trucks have. */
const beeps = [880, 660, 880, 660, 880, 660];
const beepSeconds = 0.16;

/**
 * The horn, and the page's title, which also tells when the page is behind others. The horn sounds again and again while a critical alarm is
 * active that nobody has acknowledged or silenced, on whatever screen, and for critical recommendations that are about no alarm of ours. Browsers
 * give no sound before somebody has touched the page, so it says whether it can be heard.
 *
 * @param {object} options
 * @param {() => readonly Alarm[]} options.ringing
 * @param {(about: Recommendation) => boolean} options.isTold whether an active alarm sounds for it
 * @param {() => Promise<void>} options.silenceAlarms
 */
export function createAlarm({ ringing: alarmsRinging, isTold, silenceAlarms }) {
  const button = part('sound', HTMLButtonElement);
  const silence = part('silence', HTMLButtonElement);
  const icon = element('span', { class: 'tool-icon', 'aria-hidden': 'true' });
  const label = element('span', {});
  button.replaceChildren(icon, label);
  const still = window.matchMedia('(prefers-reduced-motion: reduce)');
  /** @type {AudioContext | null} */
  let audio = null;
  let wanted = localStorage.getItem(storageKey) === 'on';
  /** @type {readonly QueueEntry[]} */
  let critical = [];
  let waiting = 0;
  let around = { beyond: 0, alarmed: 0, isLive: false };
  /** @type {Set<string>} */
  const silenced = new Set();
  let soundedAtMs = 0;
  let blink = false;

  async function wake() {
    if (!wanted) return;
    audio ??= new AudioContext();
    await audio.resume();
    show();
  }

  function show() {
    const audible = wanted && audio?.state === 'running';
    button.setAttribute('aria-pressed', String(wanted));
    button.dataset['sound'] = audible ? 'on' : 'off';
    setText(icon, audible ? '♪' : '×');
    setText(label, audible ? 'Sound on' : wanted ? 'Sound waits for a touch' : 'Sound off');
    button.title = audible ? 'Press to mute critical alerts' : 'Press to hear critical alerts';
    silence.hidden = !audible || ringing().length === 0;
  }

  function ringing() {
    const alerts = critical.filter(({ recommendation }) => !silenced.has(recommendation.id) && !isTold(recommendation));
    return [...alarmsRinging(), ...alerts];
  }

  function ring() {
    if (ringing().length > 0) sound();
  }

  function sound() {
    if (!wanted || audio?.state !== 'running') return;
    soundedAtMs = Date.now();
    for (const [index, frequency] of beeps.entries()) {
      const start = audio.currentTime + index * beepSeconds;
      const tone = new OscillatorNode(audio, { type: 'square', frequency });
      const volume = new GainNode(audio, { gain: 0.0001 });
      volume.gain.setValueAtTime(0.18, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + beepSeconds * 0.9);
      tone.connect(volume).connect(audio.destination);
      tone.start(start);
      tone.stop(start + beepSeconds);
    }
  }

  async function toggle() {
    wanted = !wanted;
    localStorage.setItem(storageKey, wanted ? 'on' : 'off');
    if (wanted) await wake();
    show();
    ring();
  }

  function tick() {
    if (Date.now() - soundedAtMs >= repeatMs) ring();
    const [worst] = critical;
    blink = !blink && !still.matches;
    const count = waiting === 0 ? '' : `(${waiting}) `;
    document.title =
      worst === undefined
        ? `${around.isLive ? '' : 'Not live · '}${count}Andon${conditions()}`
        : blink
          ? '■■■ CRITICAL ■■■'
          : `${count}CRITICAL ${plainText(placeName(worst.recommendation))}`;
    show();
  }

  function conditions() {
    if (around.beyond > 0) return ` · ${around.beyond} beyond a limit`;
    return around.alarmed > 0 ? ` · ${around.alarmed} in alarm` : '';
  }

  button.addEventListener('click', toggle);
  silence.addEventListener('click', () => {
    for (const { recommendation } of critical) silenced.add(recommendation.id);
    void silenceAlarms();
    show();
  });
  // The sound was on when the page was last open: the first touch or key turns it on again.
  for (const gesture of ['pointerdown', 'keydown']) window.addEventListener(gesture, () => void wake(), { once: true });
  show();

  return {
    tick,
    toggle,
    /** A critical alarm is active anew: one pattern, also where no recommendation came with it; not two at once where one did. */
    strike() {
      if (Date.now() - soundedAtMs >= beeps.length * beepSeconds * 1_000) sound();
    },
    /** @param {readonly QueueEntry[]} pending @param {{ readonly beyond: number; readonly alarmed: number; readonly isLive: boolean }} now machines beyond a limit, and in alarm; whether all this is so now */
    watch(pending, now) {
      around = now;
      const known = new Set(critical.map(({ recommendation }) => recommendation.id));
      critical = pending.filter(({ recommendation }) => recommendation.severity === 'CRITICAL');
      waiting = pending.length;
      const fresh = critical.some(({ recommendation }) => !known.has(recommendation.id));
      const standing = new Set(critical.map(({ recommendation }) => recommendation.id));
      for (const id of silenced) if (!standing.has(id)) silenced.delete(id);
      if (fresh) {
        if (Date.now() - soundedAtMs >= beeps.length * beepSeconds * 1_000) ring();
        tick();
      }
      show();
    },
  };
}
