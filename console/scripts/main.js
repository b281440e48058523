/** @import { Caller, Health, Recommendation, RecommendationEvent, SensorStatus } from '../types.ts' */
/** @import { Machine } from './plant.js' */
import { createAccess } from './access.js';
import { createAlarm } from './alarm.js';
import { keepClock, now } from './clock.js';
import { createDecisions } from './decisions.js';
import { element, part, setText } from './elements.js';
import { createFeed } from './feed.js';
import { createKeyEnd } from './key-end.js';
import { listenToKeys } from './keyboard.js';
import { openLine } from './line.js';
import { createLineView } from './line-view.js';
import { createMachineView } from './machine-view.js';
import { notice, speak } from './notices.js';
import { details, equipmentStatus, health } from './operations.js';
import { createOperator } from './operator.js';
import { createPlant } from './plant.js';
import { createPlantView } from './plant-view.js';
import { createQueue } from './queue.js';
import { createQueueView } from './queue-view.js';
import { createRecommendationView } from './recommendation-view.js';
import { createSend } from './request.js';
import { createSignIn } from './sign-in.js';
import { createTopAlert } from './top-alert.js';
import { clockTime, counted, duration, placeName, spaced, statusWords } from './words.js';

const graphqlPath = '/graphql';
const socketUrl = new URL(graphqlPath, location.href);
socketUrl.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

const leftAloneAfterMs = 60_000;
const phone = window.matchMedia('(max-width: 800px)');

const access = createAccess(graphqlPath, accessChanged);
const operator = createOperator(access);
const signIn = createSignIn({ access, operator, signedIn: () => line.tryNow() });
const keyEnd = createKeyEnd(access);
const claim = () => ({ key: access.key(), operatorId: operator.claimed() });
const send = createSend(graphqlPath, claim);
const queue = createQueue();
const plant = createPlant();
const lineView = createLineView();
const alarm = createAlarm();
const topAlert = createTopAlert(select);
const queueView = createQueueView(select);
const plantView = createPlantView(plant, selectMachine);
const machineView = createMachineView(send);
const decide = createDecisions({ send, operator, decided: take, outdated: refresh });
const recommendationView = createRecommendationView({ send, decide, mayDecide: () => access.may('DECIDE') });
const detail = part('detail', HTMLElement);
const clock = part('clock', HTMLTimeElement);
const emptyDetail = element('p', { class: 'detail-note' }, 'Select an alert or a machine to see all about it.');
const back = element(
  'button',
  { type: 'button', class: 'tool detail-back', onclick: leaveDetail },
  '‹ Back to the queue',
);

/** @type {{ readonly id: string } | { readonly machine: Machine } | null} */
let selected = null;
/** The operator has chosen; until then, and when nobody has touched the screen for a while, it shows the worst alert by itself. */
let chosen = false;
let touchedAtMs = performance.now();
let drawWaits = false;

/** Many events may come at once; they are drawn together, at the end of the task that brought them. */
function draw() {
  if (drawWaits) return;
  drawWaits = true;
  queueMicrotask(() => {
    drawWaits = false;
    const sections = queue.sections();
    if (chosen && isLeftAlone()) chosen = false;
    if (!chosen) selected = sections.pending[0] === undefined ? null : { id: sections.pending[0].recommendation.id };
    topAlert.show(sections.pending);
    queueView.show(sections, selected !== null && 'id' in selected ? selected.id : null);
    plantView.show(sections.pending);
    alarm.watch(sections.pending);
    drawDetail();
  });
}

function drawDetail() {
  const entry = selected !== null && 'id' in selected ? queue.get(selected.id) : undefined;
  const machine = selected !== null && 'machine' in selected ? selected.machine : null;
  if (entry === undefined) recommendationView.hide();
  if (machine === null) machineView.hide();
  const page = entry !== undefined ? recommendationView.root : machine !== null ? machineView.root : emptyDetail;
  if (page.parentElement !== detail) detail.replaceChildren(back, page);
  if (entry !== undefined) recommendationView.show(entry, chosen);
  if (machine !== null) machineView.show(machine);
}

/** @param {string} id */
function select(id) {
  chosen = true;
  selected = { id };
  recommendationView.arm();
  document.body.dataset['pane'] = 'detail';
  draw();
}

/** @param {Machine} machine */
function selectMachine(machine) {
  chosen = true;
  selected = { machine };
  document.body.dataset['pane'] = 'detail';
  draw();
}

/** On a phone the details are a page that the operator has gone to, and goes back from. */
function isLeftAlone() {
  const busy = phone.matches || document.querySelector('dialog[open]') !== null;
  return !busy && performance.now() - touchedAtMs > leftAloneAfterMs;
}

/** Who points at what is shown or has the focus in it wants it to stay. */
function hold() {
  touchedAtMs = performance.now();
  chosen ||= selected !== null;
}

/** On a phone the queue and the details are two pages. */
function leaveDetail() {
  delete document.body.dataset['pane'];
  const current = document.querySelector('#queue .card[aria-current="true"]');
  if (current instanceof HTMLElement) current.focus();
}

/** @param {Recommendation} recommendation */
function take(recommendation) {
  queue.take(recommendation);
  draw();
}

/** @param {string} id */
async function refresh(id) {
  try {
    /** @type {{ recommendation: Recommendation | null }} */
    const { recommendation } = await send(details, { id });
    if (recommendation !== null) take(recommendation);
  } catch (error) {
    notice(`Its new state cannot be read now. ${error instanceof Error ? error.message : error}`, 'staying');
  }
}

/** @param {RecommendationEvent} event */
function tell({ kind, newStatus, operatorId, recommendation }) {
  const place = placeName(recommendation);
  if (kind === 'CREATED') {
    if (recommendation.severity === 'CRITICAL') speak(`Critical: ${recommendation.issueDescription ?? place}`);
  } else if (newStatus !== null && operatorId !== operator.name()) {
    const what = newStatus === 'PENDING' ? 'back in the queue' : statusWords[newStatus];
    notice(`${place}, ${spaced(recommendation.issueType)}: ${what}${operatorId === null ? '' : ` by ${operatorId}`}`);
  }
}

/** @param {Caller | null} caller @param {Caller | null} before */
function accessChanged(caller, before) {
  operator.show();
  signIn.show();
  keyEnd.tick();
  if (caller !== null && before !== null && sitesOf(caller) !== sitesOf(before)) {
    recommendations.startAnew();
    plant.clear();
    selected = null;
    chosen = false;
  }
  draw();
}

const recommendations = createFeed({
  send,
  queue,
  happened: (event, missed) => {
    if (!missed) tell(event);
    draw();
  },
  caughtUp: ({ alerts, decisions, cutOffMs }) => {
    const nothing = alerts + decisions === 0;
    const news = nothing
      ? 'Nothing was missed.'
      : `Meanwhile: ${counted(alerts, 'new alert')}, ${counted(decisions, 'decision')}.`;
    notice(
      `Connected again at ${clockTime(now())}, after ${duration(cutOffMs)}. ${news}`,
      nothing ? 'passing' : 'staying',
    );
  },
  loaded: (truncated) => {
    queueView.noteTruncated(truncated);
    draw();
  },
  expired: () =>
    notice('The server no longer keeps what happened meanwhile. The queue was read anew and is complete.', 'staying'),
});

const line = openLine({
  url: socketUrl.href,
  claim,
  enter: access.enter,
  changed: lineView.show,
  session: (session) =>
    Promise.race([
      recommendations.follow(session),
      session.subscribe(equipmentStatus, {}, (/** @type {{ equipmentStatus: SensorStatus[] }} */ data) => {
        plant.take(data.equipmentStatus);
        draw();
      }),
      session.subscribe(health, {}, (/** @type {{ pipelineHealth: Health }} */ data) =>
        session.health(data.pipelineHealth),
      ),
    ]),
});

for (const sign of ['pointermove', 'focusin']) detail.addEventListener(sign, hold);
for (const touch of ['pointerdown', 'keydown']) {
  window.addEventListener(touch, () => {
    touchedAtMs = performance.now();
  });
}
listenToKeys({ step: queueView.step, back: leaveDetail, toggleSound: () => void alarm.toggle() });
lineView.show({ kind: 'connecting' });
setInterval(() => {
  keepClock('/healthz');
  setText(clock, clockTime(now()));
  lineView.tick();
  topAlert.tick();
  recommendationView.tick();
  machineView.tick();
  alarm.tick();
  keyEnd.tick();
  draw();
}, 1_000);
draw();

/** @param {Caller} caller */
function sitesOf({ siteIds }) {
  return siteIds === null ? 'every site' : JSON.stringify([...siteIds].sort());
}
