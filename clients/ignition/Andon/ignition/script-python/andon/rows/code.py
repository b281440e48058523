"""The recommendations that wait for somebody, pending or deferred, as of the last event that was handed on."""

from threading import Lock

OPEN = (u'PENDING', u'DEFERRED')
WORST_FIRST = (u'critical', u'high', u'medium', u'low')


class Rows(object):
	def __init__(self):
		self._lock = Lock()
		self._rows = {}
		# Keys of those that are critical and pending: counts are told every second.
		self._critical = set()

	def replace(self, recommendations):
		rows = [andon.payloads.row(recommendation) for recommendation in recommendations]
		with self._lock:
			self._rows = {}
			self._critical = set()
			for row in rows:
				self._put(row)

	def apply(self, event):
		"""Takes an event in; one that is older than what is known changes nothing."""
		recommendation = event['recommendation']
		key = recommendation['recommendationId']
		with self._lock:
			known = self._rows.get(key)
			if event['kind'] == u'DELETED':
				self._drop(key)
			elif known is not None and recommendation['version'] < known['version']:
				pass
			elif recommendation['status'] in OPEN:
				self._put(andon.payloads.row(recommendation))
			else:
				self._drop(key)

	def all(self):
		"""Copies, the worst first, of equal severity the newest first."""
		with self._lock:
			rows = [dict(row) for row in self._rows.values()]
		rows.sort(key=lambda row: (WORST_FIRST.index(row['severity']), -row['createdAt'].getTime(), row['recommendationId']))
		return rows

	def counts(self):
		"""(open, critical and pending)."""
		with self._lock:
			return len(self._rows), len(self._critical)

	def _put(self, row):
		key = row['recommendationId']
		self._rows[key] = row
		if row['severity'] == u'critical' and row['status'] == u'pending':
			self._critical.add(key)
		else:
			self._critical.discard(key)

	def _drop(self, key):
		self._rows.pop(key, None)
		self._critical.discard(key)
