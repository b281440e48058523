"""The recommendations that wait for somebody, pending or deferred, as of the last event that was handed on."""

from threading import Lock

OPEN = (u'PENDING', u'DEFERRED')
WORST_FIRST = (u'critical', u'high', u'medium', u'low')


class Rows(object):
	def __init__(self):
		self._lock = Lock()
		self._rows = {}

	def replace(self, recommendations):
		rows = {}
		for recommendation in recommendations:
			rows[recommendation['recommendationId']] = andon.payloads.row(recommendation)
		with self._lock:
			self._rows = rows

	def apply(self, event):
		"""Takes an event in; one that is older than what is known changes nothing."""
		recommendation = event['recommendation']
		key = recommendation['recommendationId']
		with self._lock:
			known = self._rows.get(key)
			if event['kind'] == u'DELETED':
				self._rows.pop(key, None)
			elif known is not None and recommendation['version'] < known['version']:
				pass
			elif recommendation['status'] in OPEN:
				self._rows[key] = andon.payloads.row(recommendation)
			else:
				self._rows.pop(key, None)

	def all(self):
		"""Copies, the worst first, of equal severity the newest first."""
		with self._lock:
			rows = [dict(row) for row in self._rows.values()]
		rows.sort(key=lambda row: (WORST_FIRST.index(row['severity']), -row['createdAt'].getTime(), row['recommendationId']))
		return rows

	def counts(self):
		"""(open, critical and pending)."""
		with self._lock:
			critical = [row for row in self._rows.values() if row['severity'] == u'critical' and row['status'] == u'pending']
			return len(self._rows), len(critical)
