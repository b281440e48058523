"""The alarms that are shown, as of the last event that was handed on: active, not acknowledged, shelved or latched ones."""

from threading import Lock

# The order of a list: what nobody has seen yet first.
STATES = (u'unacknowledged', u'acknowledged', u'latched', u'returned', u'shelved', u'suppressed', u'out_of_service', u'normal')


class AlarmRows(object):
	def __init__(self):
		self._lock = Lock()
		self._rows = {}
		# Machines that have tags; None: not read yet. Of the hand-over's thread alone.
		self.known = None

	def replace(self, alarms):
		rows = [andon.payloads.alarm_row(alarm) for alarm in alarms]
		with self._lock:
			self._rows = dict([(row['alarmId'], row) for row in rows])

	def apply(self, event):
		"""Takes an event in; one that is older than what is known changes nothing."""
		alarm = event['alarm']
		key = alarm['alarmId']
		with self._lock:
			known = self._rows.get(key)
			if known is not None and alarm['version'] < known['version']:
				return
			if alarm['isShown']:
				self._rows[key] = andon.payloads.alarm_row(alarm)
			else:
				self._rows.pop(key, None)

	def all(self):
		"""Copies: by state, then the worst first, then the newest first."""
		with self._lock:
			rows = [dict(row) for row in self._rows.values()]
		worst = andon.rows.WORST_FIRST
		rows.sort(key=lambda row: (STATES.index(row['state']), worst.index(row['severity']), -row['activeSince'].getTime(), row['alarmId']))
		return rows

	def counts(self):
		"""By the names of tags. An alarm that is shelved or out of service is as active as any."""
		with self._lock:
			rows = list(self._rows.values())
		return {
			'Shown': len(rows), 'Active': len([row for row in rows if row['isActive']]),
			'Unacknowledged': len([row for row in rows if row['state'] == u'unacknowledged']),
			'Shelved': len([row for row in rows if row['state'] == u'shelved']), 'WorstActive': _worst(rows),
		}

	def machines(self):
		"""A set of (site, equipment)."""
		with self._lock:
			return set([(row['siteId'], row['equipmentId']) for row in self._rows.values()])

	def of_machine(self, site_id, equipment_id):
		"""By the names of tags."""
		with self._lock:
			rows = [row for row in self._rows.values() if row['siteId'] == site_id and row['equipmentId'] == equipment_id]
		return {
			'WorstAlarm': _worst(rows), 'ActiveAlarms': len([row for row in rows if row['isActive']]),
			'UnacknowledgedAlarms': len([row for row in rows if row['state'] == u'unacknowledged']),
		}


def _worst(rows):
	"""Severity of the worst that is active, whatever people did about it; u'' without one."""
	for severity in andon.rows.WORST_FIRST:
		if [row for row in rows if row['isActive'] and row['severity'] == severity]:
			return severity
	return u''
