/** Wires the page: makes the client, the queue, the alarms, the machines and their views, and draws when something has changed. */

/** @import { Caller, ConnectionState, Health, Recommendation, RecommendationEvent, Send, SensorStatus } from '../types.ts' */
import { createAlarmDesk } from './alarms/alarm-desk.js';
import { createAlarmFeed } from './alarms/alarm-feed.js';
import { createAlarms } from './alarms/alarms.js';
import { createAccess, sitesOf } from './connection/access.js';
import { openClient } from './connection/client.js';
import { keepClock, now } from './connection/clock.js';
import { watchConnection } from './connection/connection-state.js';
import { createConnectionView } from './connection/connection-view.js';
import { createKeyEnd } from './connection/key-end.js';
import { followValues } from './connection/live-values.js';
import { details, equipmentStatus, health } from './connection/operations.js';
import { createOperator } from './connection/operator.js';
import { createSignIn } from './connection/sign-in.js';
import { createConversions } from './machines/conversions.js';
import { createMachineView } from './machines/machine-view.js';
import { createMachinesView } from './machines/machines-view.js';
import { createMaintenance } from './machines/maintenance.js';
import { createMaster } from './machines/master.js';
import { createPlant } from './machines/plant.js';
import { createPlantView } from './machines/plant-view.js';
import { part, setText } from './page/elements.js';
import { onceAFrame } from './page/frame.js';
import { listenToKeys } from './page/keyboard.js';
import { createNews, notice } from './page/notices.js';
import { foreign, own, phrase } from './page/phrase.js';
import { clockTime, counted, duration, placeName, spaced, statusWords } from './page/words.js';
import { createAlarm } from './recommendations/alarm.js';
import { createDecisions } from './recommendations/decisions.js';
import { createDetailView } from './recommendations/detail-view.js';
import { createFeed } from './recommendations/feed.js';
import { createLearntSilences } from './recommendations/learnt-silences.js';
import { createQueue } from './recommendations/queue.js';
import { createQueueView } from './recommendations/queue-view.js';
import { createRecommendationView } from './recommendations/recommendation-view.js';
import { createReturns } from './recommendations/returns.js';
import { createTopAlert } from './recommendations/top-alert.js';

/** The transitions that make an alarm unacknowledged. */
const alarming = ['RAISED', 'WORSENED', 'REALARMED'];
/** @type {ConnectionState['kind']} */
let connectionKind = 'connecting';
const isLive = () => connectionKind === 'live';
const access = createAccess(accessChanged);
const operator = createOperator(access);
const signIn = createSignIn({ access, operator, signedIn: () => andon.retryNow() });
const keyEnd = createKeyEnd(access);
const andon = openClient({ key: access.key, operatorId: operator.claimed, beforeConnecting: access.enter });
/** @type {Send} */
const send = (query, variables) => andon.query(query, variables);
const { ask: draw, now: drawNow } = onceAFrame(drawAll);
const queue = createQueue();
const conversions = createConversions(send, () => {
  plant.judgeAnew();
  draw();
});
const plant = createPlant(conversions, () => master.missed());
const master = createMaster({ send, plant, changed: draw });
const connectionView = createConnectionView();
const news = createNews();
const decisions = createDecisions({
  send,
  operator,
  latest: (id) => queue.get(id)?.recommendation,
  decided: take,
  outdated: refresh,
});
const recommendationView = createRecommendationView({
  send,
  plant,
  decide: decisions.decide,
  mayDecide: () => access.may('DECIDE'),
  readNormalSince: (id, normalSince) => {
    queue.setNormalSince(id, normalSince);
    draw();
  },
});
const alarms = createAlarms();
const alarm = createAlarm({
  ringing: () => alarmDesk.ringing(),
  isTold: alarms.isTold,
  silenceAlarms: () => alarmDesk.silence(),
});
const alarmDesk = createAlarmDesk({
  alarms,
  known: () => alarmFeed.known(),
  plant,
  send,
  access,
  operator,
  select: (machine) => detailView.openMachine(machine),
  showAll: () => detailView.openAlarms(),
  changed: drawNow,
});
const maintenance = createMaintenance({ send, operator, mayDecide: () => access.may('DECIDE') });
const machineView = createMachineView(send, maintenance);
const machinesView = createMachinesView({
  plant,
  select: (machine) => detailView.openMachine(machine),
  open: () => detailView.openMachines() && draw(),
});
const pages = {
  recommendation: recommendationView,
  machine: machineView,
  machines: machinesView,
  alarms: alarmDesk.page,
};
const detailView = createDetailView({ pages, queue, plant, changed: drawNow });
const queueView = createQueueView(detailView.openAlert);
const plantView = createPlantView({
  plant,
  select: detailView.openMachine,
  search: machinesView.search,
  showAll: () => {
    machinesView.clear();
    detailView.openMachines();
  },
});
const topAlert = createTopAlert({
  plant,
  select: detailView.openAlert,
  selectMachine: detailView.openMachine,
  limitsKnown: master.isRead,
  queueKnown: () => recommendations.isLoaded() && alarmFeed.known().isLoaded,
  isLive,
});
const returns = createReturns({ send, queue, changed: draw });
const learnt = createLearntSilences({ send, operator, mayDecide: () => access.may('DECIDE') });
const clock = part('clock', HTMLTimeElement);

/** Draws everything that has changed since the last drawing. */
function drawAll() {
  for (const { place, alert } of queue.changes()) plant.warn(place, alert);
  for (const { place, condition } of alarms.changes()) plant.alarm(place, condition);
  plant.settle();
  const { sections } = queue;
  topAlert.show(sections.pending);
  plantView.show();
  alarm.watch(sections.pending, { ...plant.counts, isLive: isLive() });
  queueView.show(sections, detailView.show(), recommendations.isLoaded());
  alarmDesk.show();
  decisions.tell();
  news.tell();
}

/** @param {Recommendation} recommendation */
function take(recommendation) {
  queue.take(recommendation);
  drawNow();
}

/** @param {string} id */
async function refresh(id) {
  try {
    /** @type {{ recommendation: Recommendation | null }} */
    const { recommendation } = await send(details, { id });
    if (recommendation !== null) take(recommendation);
  } catch (error) {
    const reason = foreign(error instanceof Error ? error.message : String(error), { kind: 'text', most: 400 });
    notice(phrase`Its new state cannot be read now. ${reason}`, 'staying');
  }
}

/** @param {RecommendationEvent} event */
function tell({ kind, newStatus, operatorId, recommendation }) {
  const place = placeName(recommendation);
  if (kind === 'CREATED') {
    const { severity, issueDescription } = recommendation;
    if (severity !== 'CRITICAL') return;
    const what = issueDescription === null ? place : foreign(issueDescription, { kind: 'text', most: 200 });
    news.alarming(phrase`Critical: ${what}`);
  } else if (kind === 'DELETED') {
    news.decided(phrase`${place}, ${spaced(recommendation.issueType)}: deleted or moved by another program`);
  } else if (kind === 'STATUS_CHANGED' && newStatus !== null && operatorId !== operator.name()) {
    const what = own(newStatus === 'PENDING' ? 'back in the queue' : statusWords[newStatus]);
    const by = operatorId === null ? [] : phrase` by ${operatorId}`;
    news.decided(phrase`${place}, ${spaced(recommendation.issueType)}: ${what}${by}`);
  }
}

/** @param {Caller | null} caller @param {Caller | null} before */
function accessChanged(caller, before) {
  operator.show();
  signIn.show();
  keyEnd.tick();
  if (caller !== null && before !== null && sitesOf(caller) !== sitesOf(before)) {
    recommendations.startAnew();
    alarmFeed.startAnew();
    learnt.startAnew();
    plant.clear();
    master.forget();
    detailView.closeUnless((siteId) => caller.siteIds === null || caller.siteIds.includes(siteId));
  }
  draw();
}

const recommendations = createFeed({
  andon,
  send,
  queue,
  happened: (event, missed) => {
    if (!missed) tell(event);
    if (event.kind === 'STATUS_CHANGED') learnt.wanted();
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
    topAlert.noteTruncated(truncated);
    draw();
  },
  expired: () => {
    // What the old database held is gone, and what the new one holds may have been told already.
    plant.clear();
    alarms.tellAnew();
    master.forget();
    statuses.again();
    notice(
      'The server cannot tell what happened meanwhile: it is too long ago, or the database was restored. The queue was read anew and is complete; look again at what you have decided.',
      'staying',
    );
  },
  changed: () => connection.look(),
});

const alarmFeed = createAlarmFeed({
  andon,
  send,
  alarms,
  seesEverySite: () => access.caller()?.siteIds === null,
  happened: ({ kind, alarm: { severity } }) => {
    if (severity === 'CRITICAL' && alarming.includes(kind)) alarm.strike();
  },
  changed: () => {
    draw();
    connection.look();
  },
});

const statuses = followValues(andon, equipmentStatus, (/** @type {{ equipmentStatus: SensorStatus[] }} */ data) => {
  plant.take(data.equipmentStatus);
  draw();
});
const healthTold = followValues(andon, health, (/** @type {{ pipelineHealth: Health }} */ data) =>
  connection.health(data.pipelineHealth),
);
const connection = watchConnection({
  andon,
  isCurrent: () => recommendations.isCurrent() && alarmFeed.isCurrent(),
  troubles: () => [recommendations.trouble(), alarmFeed.trouble(), statuses.trouble(), healthTold.trouble()],
  changed: (state) => {
    connectionView.show(state);
    connectionKind = state.kind;
    draw();
  },
});
recommendations.start();
alarmFeed.start();
andon.connection.observe(({ status }) => {
  // Limits and names may have changed while this screen was cut off.
  if (status === 'online') master.wanted();
});

listenToKeys({
  step: queueView.step,
  back: detailView.leave,
  toggleSound: () => void alarm.toggle(),
  search: () => machinesView.search.focus(),
});
connectionView.show({ kind: 'connecting' });
setInterval(() => {
  keepClock('/healthz');
  connection.look();
  master.tick(isLive());
  plant.tick();
  returns.tick(isLive());
  learnt.tick(isLive());
  setText(clock, clockTime(now()));
  connectionView.tick();
  topAlert.tick();
  queueView.tick();
  alarmDesk.tick();
  recommendationView.tick();
  machineView.tick();
  alarm.tick();
  keyEnd.tick();
  draw();
}, 1_000);
draw();
