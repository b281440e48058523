"""The memory tags that the pack writes, and the one that it reads: the cursor."""

BRIDGE = [
	('State', 'String'), ('Reason', 'String'), ('Since', 'DateTime'), ('Transport', 'String'), ('Cursor', 'String'), ('LastEvent', 'Int8'),
	('LatencyP50Ms', 'Float8'), ('LatencyP99Ms', 'Float8'), ('Reconnects', 'Int8'), ('Backlog', 'Int4'), ('Handled', 'Int8'), ('Duplicates', 'Int8'),
	('HandOverRetries', 'Int8'), ('HandOverReason', 'String'),
]
RECOMMENDATIONS = [('Open', 'Int4'), ('Critical', 'Int4')]
READINGS = [
	('Accepted', 'Int8'), ('Duplicates', 'Int8'), ('Rejected', 'Int8'), ('LastRejected', 'String'), ('WaitingBytes', 'Int8'), ('Lost', 'Int8'),
	('LastError', 'String'),
]
ALARMS = [
	('Shown', 'Int4'), ('Active', 'Int4'), ('Unacknowledged', 'Int4'), ('Shelved', 'Int4'), ('WorstActive', 'String'), ('Machines', 'String'),
]
MACHINE = [('WorstAlarm', 'String'), ('ActiveAlarms', 'Int4'), ('UnacknowledgedAlarms', 'Int4')]
WEBHOOKS = [
	('Accepted', 'Int8'), ('Duplicates', 'Int8'), ('Refused', 'Int8'), ('LastRefusal', 'String'), ('Latest', 'String'), ('LatestAt', 'DateTime'),
]
LATEST = [
	('RecommendationId', 'String'), ('SiteId', 'String'), ('EquipmentId', 'String'), ('IssueType', 'String'), ('Severity', 'String'),
	('RecommendedAction', 'String'), ('Timestamp', 'DateTime'),
]


def path(folder, name):
	return u'%s/%s/%s' % (andon.config.TAGS, folder, name)


def ensure():
	"""Makes what is missing; a tag that is there keeps its value and whatever somebody has set on it."""
	folders = [
		('Bridge', BRIDGE), ('Recommendations', RECOMMENDATIONS), ('Readings', READINGS), ('AlarmBridge', BRIDGE), ('Alarms', ALARMS), ('Webhooks', WEBHOOKS),
	]
	for folder, names in folders:
		_make(u'%s/%s' % (andon.config.TAGS, folder), names)
	_make(andon.config.LATEST_TAGS, LATEST)


def ensure_machines(folders):
	"""The same for machines that have an alarm; folders below that of all tags."""
	for folder in folders:
		_make(u'%s/%s' % (andon.config.TAGS, folder), MACHINE)


def read(folder, name):
	"""The value, None when there is none."""
	return system.tag.readBlocking([path(folder, name)])[0].value


def write(values):
	"""Writes a list of (path, value), and raises when one was not taken."""
	paths = [given for given, _ in values]
	qualities = system.tag.writeBlocking(paths, [value for _, value in values])
	bad = [u'%s: %s' % (paths[n], qualities[n]) for n in range(len(paths)) if not qualities[n].isGood()]
	if bad:
		raise andon.errors.AndonError(u'UNAVAILABLE', u'tags were not written: %s' % u', '.join(bad))


def tell(values):
	"""Writes without waiting: what is told again soon."""
	system.tag.writeAsync([given for given, _ in values], [value for _, value in values])


def latest(recommendation):
	values = {
		'RecommendationId': recommendation['recommendationId'], 'SiteId': recommendation['siteId'], 'EquipmentId': recommendation['equipmentId'],
		'IssueType': recommendation['issueType'], 'Severity': recommendation['severity'].lower(),
		'RecommendedAction': recommendation['recommendedAction'], 'Timestamp': andon.clock.date(recommendation['createdAt']),
	}
	return [(u'%s/%s' % (andon.config.LATEST_TAGS, name), values[name]) for name, _ in LATEST]


def _make(folder, names):
	there = system.tag.exists(folder)
	missing = [(name, kind) for name, kind in names if not there or not system.tag.exists(u'%s/%s' % (folder, name))]
	if not missing:
		return
	made = {'tags': [{'name': name, 'tagType': 'AtomicTag', 'valueSource': 'memory', 'dataType': kind} for name, kind in missing]}
	# From the provider down, since folders in between may be missing too.
	provider, _, names = folder.partition(u']')
	for name in reversed(names.split(u'/')):
		made = {'tags': [dict(made, name=name, tagType='Folder')]}
	system.tag.configure(provider + u']', made['tags'], 'm')
