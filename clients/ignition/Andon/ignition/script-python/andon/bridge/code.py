"""
The bridge: one thread follows the feed over a connection and sends on it, another hands events on to tags and sessions, with a bounded queue between.

`feed`, andon.recommendations or andon.alarms, says what is asked for, where its tags are and what is told. Made and ended by andon.lifecycle only.
"""

from random import random
from threading import Event, Thread

from java.lang import Throwable
from java.util.concurrent import LinkedBlockingQueue, TimeUnit

LEAST_PAUSE_MS = 100
LONGEST_HINT_MS = 60000
# A connection that lasted so long was a good one: the pauses begin small again.
STEADY_AFTER_MS = 5000
LONGEST_RETRY_MS = 5000


class Bridge(object):
	def __init__(self, fingerprint, feed):
		self.fingerprint = fingerprint
		self.feed = feed
		self.rows = feed.new_rows()
		self.metrics = andon.metrics.Metrics()
		self._queue = LinkedBlockingQueue()
		self._in_hand = 0
		self._stop = Event()
		self._failures = 0
		self._handshakes_refused = 0
		self._state = (u'connecting', None, None)
		self._since_ms = andon.clock.now_ms()
		self._told_at = None
		self._beat_at = andon.clock.elapsed_ms()
		self._hand_over_reason = u''
		self._last_event = None
		self._threads = [Thread(target=self._connect, name=feed.CONNECTION), Thread(target=self._hand_on, name=feed.HAND_OVER)]

	def start(self):
		for thread in self._threads:
			thread.setDaemon(True)
			thread.start()

	def stop(self, within_s=5.0):
		"""Both threads end after what they are at; a hand-over that is stuck in a tag write ends when that does."""
		self._stop.set()
		for thread in self._threads:
			thread.join(within_s)

	def is_alive(self, silent_ms=120000):
		"""Both threads run, and the connection's has done something lately."""
		running = [thread for thread in self._threads if thread.isAlive()]
		return len(running) == len(self._threads) and andon.clock.elapsed_ms() - self._beat_at < silent_ms

	@property
	def state(self):
		return self._state[0]

	# For the follower, in the connection's thread.

	def stopping(self):
		return self._stop.isSet()

	def rest(self, ms):
		self._stop.wait(ms / 1000.0)
		self.beat()

	def backlog(self):
		return self._queue.size() + self._in_hand

	def put(self, item):
		self._queue.put(item)

	def is_well(self):
		self._failures = 0

	def beat(self):
		now = andon.clock.elapsed_ms()
		self._beat_at = now
		if self._told_at is None or now - self._told_at >= andon.config.METRICS_EVERY_MS:
			self._tell(now)

	def become(self, state, reason, transport):
		if self._state[0] != state:
			self._since_ms = andon.clock.now_ms()
		changed = self._state != (state, reason, transport)
		self._state = (state, reason, transport)
		if changed:
			self._tell(andon.clock.elapsed_ms())

	def _connect(self):
		follower = None
		while not self.stopping():
			if follower is None:
				follower = self._first_place()
				continue
			link = self._link()
			begun = andon.clock.elapsed_ms()
			at_once = False
			problem = None
			try:
				follower.follow(link)
			except (Exception, Throwable), failure:
				problem = failure
				at_once = follower.failed(failure) and self._failures == 0
			try:
				link.close()
			except (Exception, Throwable), failure:
				andon.log.warn(u'a connection could not be closed: %s' % andon.errors.reason_of(failure))
			if problem is None or self.stopping():
				continue
			if andon.clock.elapsed_ms() - begun >= STEADY_AFTER_MS:
				self._failures = 0
			self._after(problem, at_once)
		self._tell(andon.clock.elapsed_ms(), u'stopped')

	def _first_place(self):
		"""Begins at the stored cursor; without knowing it nothing may be begun, or what happened since would be left out."""
		try:
			andon.tags.ensure()
			return andon.following.Follower(self, andon.tags.read(self.feed.TAGS, 'Cursor'))
		except (Exception, Throwable), problem:
			andon.log.warn(u'the tags of the bridge cannot be read: %s' % andon.errors.reason_of(problem))
			self.rest(self._pause_ms(None))
			self._failures += 1
			return None

	def _link(self):
		if andon.config.TRANSPORT == u'sse':
			return andon.sse.Link(self.feed)
		if andon.config.TRANSPORT == u'auto' and self._handshakes_refused >= 2:
			# WebSocket is tried again after this stream.
			self._handshakes_refused = 1
			return andon.sse.Link(self.feed)
		return andon.websocket.Link(self.feed)

	def _after(self, problem, at_once):
		"""Says what is wrong, and waits before the next attempt."""
		lost = isinstance(problem, andon.errors.LinkLost)
		refused = lost and problem.refused or getattr(problem, 'code', None) in (u'UNAUTHENTICATED', u'FORBIDDEN')
		if lost and problem.unsupported:
			self._handshakes_refused += 1
		reason = andon.errors.reason_of(problem) if not isinstance(problem, andon.following.GapFound) else u'events were missing between two that came'
		self.metrics.reconnects += 1
		before = self._state
		self.become(u'refused' if refused else u'offline', reason, None)
		if before != self._state:
			andon.log.warn(u'the feed of %s is %s: %s' % (self.feed.NAME, self.state, reason))
		if at_once:
			self._failures += 1
			return
		wait_ms = self._pause_ms(getattr(problem, 'retry_after_ms', None))
		key = self._key()
		if refused and self._failures > 0:
			wait_ms = max(wait_ms, andon.config.REFUSED_PAUSE_MS * (1 + random() / 2))
		self._failures += 1
		until = andon.clock.elapsed_ms() + wait_ms
		while not self.stopping() and andon.clock.elapsed_ms() < until:
			self.rest(min(500, max(1, until - andon.clock.elapsed_ms())))
			if refused and self._key() != key:
				break

	def _pause_ms(self, hint_ms):
		"""Drawn from the whole of a span that doubles, so that many gateways do not return together; what the server says counts more."""
		if hint_ms is not None:
			return min(LONGEST_HINT_MS, max(LEAST_PAUSE_MS, hint_ms))
		span = min(andon.config.LONGEST_PAUSE_MS, andon.config.FIRST_PAUSE_MS * 2 ** min(self._failures, 20))
		return LEAST_PAUSE_MS + random() * max(0, span - LEAST_PAUSE_MS)

	def _key(self):
		try:
			return andon.http.key()
		except andon.errors.AndonError:
			return None

	def _tell(self, now, state=None):
		self._told_at = now
		metrics = self.metrics
		bridge = {
			'State': state or self._state[0], 'Reason': self._state[1] or u'', 'Since': system.date.fromMillis(self._since_ms),
			'Transport': self._state[2] or u'', 'Backlog': self.backlog(), 'Reconnects': metrics.reconnects, 'Handled': metrics.handled,
			'Duplicates': metrics.duplicates, 'LatencyP50Ms': metrics.percentile(0.5), 'LatencyP99Ms': metrics.percentile(0.99),
			'HandOverRetries': metrics.retries, 'HandOverReason': self._hand_over_reason, 'LastEvent': self._last_event,
		}
		values = [(andon.tags.path(self.feed.TAGS, name), value) for name, value in sorted(bridge.items())]
		values += self.feed.counts(self.rows)
		try:
			andon.tags.tell(values)
		except (Exception, Throwable), problem:
			andon.log.warn(u'the state of the bridge could not be told: %s' % andon.errors.reason_of(problem))

	# The hand-over's thread.

	def _hand_on(self):
		while not self.stopping():
			item = self._queue.poll(250, TimeUnit.MILLISECONDS)
			if item is None:
				continue
			self._in_hand = 1
			lock = andon.handover.lock(self.feed)
			lock.lock()
			try:
				# What a stopped bridge still has, the next one gets again by the cursor.
				if not self.stopping():
					self._hand(item)
			finally:
				lock.unlock()
				self._in_hand = 0

	def _hand(self, item):
		"""One item, to its end or until the bridge is stopped."""
		kind = item[0]
		event = item[1] if kind == 'event' else None
		if event is not None and andon.handover.is_known(self.feed, event['cursor']):
			self.metrics.duplicates += 1
			steps = [lambda: self.rows.apply(event)]
		elif event is not None:
			steps = self.feed.steps_of_event(event, item[2], self.rows)
			steps.append(lambda: andon.handover.remember(self.feed, event['cursor']))
		elif kind == 'list':
			steps = self.feed.steps_of_list(item[1], item[2], self.rows)
		else:
			steps = []
		cursor = event['cursor'] if event is not None else item[3] if kind == 'list' else item[1]
		if cursor is not None:
			steps.append(lambda: andon.tags.write([(andon.tags.path(self.feed.TAGS, 'Cursor'), cursor)]))
		for step in steps:
			if not self._do(step):
				return
		if event is not None:
			self.metrics.handled += 1
			self._last_event = int(event['number'])
			if not item[2]:
				self.metrics.took(andon.clock.now_ms() - andon.clock.millis(event['occurredAt']))

	def _do(self, step):
		"""Until it succeeds: an event that cannot be handed on is neither dropped nor overtaken, and the tags say so."""
		wait_s = 0.1
		while True:
			try:
				step()
				self._hand_over_reason = u''
				return True
			except (Exception, Throwable), problem:
				self._hand_over_reason = andon.log.safe(andon.errors.reason_of(problem))
				self.metrics.retries += 1
				andon.log.warn(u'an event could not be handed on, and is tried again: %s' % self._hand_over_reason)
			self._stop.wait(wait_s)
			if self.stopping():
				return False
			wait_s = min(LONGEST_RETRY_MS / 1000.0, wait_s * 2)
