"""
Follows the feed: loads the list where it has to begin, asks for what was missed, then subscribes, and checks that no event is left out.

Runs in the bridge's connection thread, and touches no tag and sends no message: whatever is slow there cannot keep it from its pings.
"""

TICK_MS = 100
# The fields by which an event is put in order; whatever lacks one is not from such a server.
NEEDED = (u'cursor', u'previousCursor', u'number', u'kind', u'occurredAt')


class GapFound(Exception):
	"""Between the last event and this one others are missing."""


class Follower(object):
	def __init__(self, bridge, cursor):
		self._bridge = bridge
		self._feed = bridge.feed
		# Cursor and number of the last event that waits or was handed on; None: it has to begin anew.
		self.cursor = cursor or None
		self._number = None
		self._reset_reason = u'START'
		# The cursor behind which a gap was found; a second one there means that the events are not to be had.
		self._gap_after = None
		self._proves = False
		self._loaded = False

	def follow(self, link):
		"""From the first question to the end of the connection; returns when the bridge stops, raises what went wrong."""
		bridge = self._bridge
		head = self._feed.head()
		# With a filter, or for a key of some sites, numbers have gaps, and the server does the proof.
		self._proves = andon.config.SITES is None and (head.get('caller') or {}).get('siteIds') is None
		if self.cursor is None:
			self._load(head['head'], self._reset_reason)
		elif not self._loaded:
			self._load(None, None)
		self._catch_up()
		if bridge.stopping():
			return
		link.open()
		began_ms = andon.clock.now_ms()
		link.subscribe(self.cursor)
		bridge.become(u'live', None, link.name)
		left = False
		while not bridge.stopping():
			if left and bridge.backlog() <= andon.config.MOST_WAITING // 2:
				link.subscribe(self.cursor)
				left = False
			event = link.next(TICK_MS)
			bridge.beat()
			if event is None or left:
				continue
			self._take(event, False if self._feed.HAS_LOG else began_ms)
			bridge.is_well()
			if bridge.backlog() >= andon.config.MOST_WAITING:
				link.leave()
				left = True

	def failed(self, error):
		"""What an error of the feed means for where to begin; answers whether the next attempt may be made at once."""
		if isinstance(error, GapFound):
			if self._gap_after == self.cursor:
				self._begin_anew(u'GAP')
			else:
				self._gap_after = self.cursor
			return True
		if isinstance(error, andon.errors.AndonError) and error.code in (u'CURSOR_EXPIRED', u'CURSOR_INVALID'):
			self._begin_anew(error.code)
			return True
		return False

	def _begin_anew(self, reason):
		self.cursor = None
		self._reset_reason = reason

	def _load(self, head, reason):
		"""Loads what is open. The head was asked first: what happens meanwhile comes once more as an event."""
		rows = []
		after = None
		more = True
		while more and not self._bridge.stopping():
			page = self._feed.open_page(after)
			rows.extend([edge['node'] for edge in page['edges']])
			after, more = page['pageInfo']['endCursor'], page['pageInfo']['hasNextPage']
			self._bridge.beat()
		if self._bridge.stopping():
			return
		self._loaded = True
		if head is not None:
			self.cursor, self._number, self._gap_after = head, None, None
		self._bridge.put(('list', rows, reason, head))

	def _catch_up(self):
		"""
		Page by page, no faster than they are handed on; the cursor also passes events that are of no site of ours. A feed without such pages has its
		subscription begin with what was missed.
		"""
		bridge = self._bridge
		more = self._feed.HAS_LOG
		while more and not bridge.stopping():
			if bridge.backlog() > andon.config.MOST_WAITING // 2:
				bridge.rest(TICK_MS)
				continue
			page = self._feed.missed_page(self.cursor)
			if page['events']:
				bridge.become(u'catching-up', None, None)
			for event in page['events']:
				self._take(event, True)
			if page['endCursor'] != self.cursor:
				self.cursor = page['endCursor']
				bridge.put(('place', page['endCursor']))
			more = page['hasMore']
			bridge.beat()

	def _take(self, event, missed):
		"""
		Passes over events that came before; raises GapFound where one is missing. `missed`: whether it happened while the gateway was away, or the time
		in epoch ms before which it did.
		"""
		needed = NEEDED + (self._feed.SUBJECT,)
		if [name for name in needed if name not in event]:
			raise andon.errors.AndonError(u'PROTOCOL', u'an event without %s' % u', '.join(needed))
		if self._number is not None and event['number'] <= self._number:
			if event['number'] == self._number and event['cursor'] != self.cursor:
				# The number was another event's before: this is another log, for example a restored one.
				raise GapFound()
			return
		if self._proves and event['previousCursor'] != self.cursor:
			raise GapFound()
		self._number = event['number']
		self.cursor = event['cursor']
		if not isinstance(missed, bool):
			missed = andon.clock.millis(event['occurredAt']) < missed
		self._bridge.put(('event', event, missed))
