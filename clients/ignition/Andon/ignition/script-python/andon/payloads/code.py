"""
What sessions are sent. Each message has its type, under both names that handlers look for, and `data`.

ML_RECOMMENDATION_UPDATE tells of a new recommendation, ML_RECOMMENDATION_STATUS of a changed status, criticalAlert of a new one that is critical, in
the keys that Perspective handlers of such messages know. ML_RECOMMENDATION_CHANGED and ML_RECOMMENDATION_DELETED tell what other programs did to a
row, ML_RECOMMENDATION_RESET that what is shown has to be loaded anew.
"""

UPDATE = u'ML_RECOMMENDATION_UPDATE'
STATUS = u'ML_RECOMMENDATION_STATUS'
CHANGED = u'ML_RECOMMENDATION_CHANGED'
DELETED = u'ML_RECOMMENDATION_DELETED'
RESET = u'ML_RECOMMENDATION_RESET'
CRITICAL = u'criticalAlert'


def of_event(event, missed):
	"""The messages of an event of the feed, a list."""
	kind = event['kind']
	if kind == u'CREATED':
		told = [message(UPDATE, created(event, missed))]
		if event['recommendation']['severity'] == u'CRITICAL':
			told.append(message(CRITICAL, created(event, missed)))
		return told
	if kind == u'STATUS_CHANGED':
		return [message(STATUS, status(event, missed))]
	return [message(DELETED if kind == u'DELETED' else CHANGED, created(event, missed))]


def message(kind, data):
	return {'type': kind, 'messageType': kind, 'data': data}


def created(event, missed):
	return _with_event(row(event['recommendation']), event, missed)


def status(event, missed):
	data = row(event['recommendation'])
	data['oldStatus'] = lower(event['oldStatus'])
	data['newStatus'] = lower(event['newStatus'])
	# Who made this change, which for a later one may be somebody else.
	data['operatorId'] = event['operatorId']
	data['operatorNotes'] = event['operatorNotes']
	return _with_event(data, event, missed)


def row(recommendation):
	"""A recommendation as lists and messages have it: severity and status in small letters, times as dates."""
	data = dict(recommendation)
	data['severity'] = lower(data['severity'])
	data['status'] = lower(data['status'])
	for name in ('createdAt', 'updatedAt', 'deferUntil'):
		if data.get(name) is not None:
			data[name] = andon.clock.date(data[name])
	data['timestamp'] = data['createdAt']
	return data


def _with_event(data, event, missed):
	data['timestamp'] = andon.clock.date(event['occurredAt'])
	data['eventId'] = event['cursor']
	data['eventNumber'] = event['number']
	# True: it happened while the gateway was away, so nobody is to be startled by it.
	data['missed'] = missed
	return data


def lower(name):
	return None if name is None else name.lower()
