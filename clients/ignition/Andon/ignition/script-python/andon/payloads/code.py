"""
What sessions are sent. Each message has its type, under both names that handlers look for, and `data`.

ML_RECOMMENDATION_UPDATE tells of a new recommendation, ML_RECOMMENDATION_STATUS of a changed status, criticalAlert of a new one that is critical, in
the keys that Perspective handlers of such messages know. ML_RECOMMENDATION_CHANGED and ML_RECOMMENDATION_DELETED tell what other programs did to a
row, ML_RECOMMENDATION_RESET that what is shown has to be loaded anew. ANDON_ALARM tells of each transition of an alarm, ANDON_ALARM_RESET that the list
of alarms has to be loaded anew, ANDON_NOTIFICATION of what a webhook brought: a transition, or a step of an escalation.
"""

UPDATE = u'ML_RECOMMENDATION_UPDATE'
STATUS = u'ML_RECOMMENDATION_STATUS'
CHANGED = u'ML_RECOMMENDATION_CHANGED'
DELETED = u'ML_RECOMMENDATION_DELETED'
RESET = u'ML_RECOMMENDATION_RESET'
CRITICAL = u'criticalAlert'
ALARM = u'ANDON_ALARM'
ALARM_RESET = u'ANDON_ALARM_RESET'
NOTIFICATION = u'ANDON_NOTIFICATION'


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


def of_alarm_event(event, missed):
	"""The message of a transition of an alarm: `kind` as raised, worsened, acknowledged, and the alarm as it was then."""
	data = alarm_row(event['alarm'])
	data['kind'] = lower(event['kind'])
	data['operatorId'] = event['operatorId']
	data['note'] = event['note']
	return message(ALARM, _with_event(data, event, missed))


def alarm_row(alarm):
	"""An alarm as lists and messages have it: severity and states in small letters, times as dates."""
	data = dict(alarm)
	for name in ('severity', 'worstSeverity', 'state', 'shelving'):
		data[name] = lower(data[name])
	for name in ('activeSince', 'returnedAt', 'acknowledgedAt', 'shelvedUntil', 'changedAt'):
		if data.get(name) is not None:
			data[name] = andon.clock.date(data[name])
	return data


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
