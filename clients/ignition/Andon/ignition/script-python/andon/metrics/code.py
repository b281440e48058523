"""What the bridge tells of itself: counts, and how long events took from their commit to the operators."""

from threading import Lock

REMEMBERED = 1000


class Metrics(object):
	def __init__(self):
		self._lock = Lock()
		self._latencies = []
		self.handled = 0
		self.duplicates = 0
		self.reconnects = 0
		self.retries = 0

	def took(self, ms):
		"""One event that was live: ms from its commit, by the server's clock, to the end of its hand-over, by the gateway's."""
		with self._lock:
			self._latencies.append(max(0, ms))
			if len(self._latencies) > REMEMBERED:
				del self._latencies[0]

	def percentile(self, share):
		"""Of the last 1,000 live events, by nearest rank, in ms; None before the first."""
		with self._lock:
			ordered = sorted(self._latencies)
		if not ordered:
			return None
		return float(ordered[max(0, -int(-share * len(ordered) // 1) - 1)])
