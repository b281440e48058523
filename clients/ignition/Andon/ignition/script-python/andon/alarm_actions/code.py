"""
What operators do about alarms: runs in the gateway, for the message handlers andon-alarm-act and andon-alarms.

The operator's name is asserted by whoever sends the message, so only scripts of the gateway may: a Perspective session does by andon.alarm_sessions.act.
"""

# What each action takes beside the alarms, and whether it must be there.
FIELDS = {
	u'acknowledge': [(u'note', False)],
	u'confirm': [(u'note', False)],
	u'comment': [(u'note', True)],
	u'shelve': [(u'until', False), (u'reason', True)],
	u'unshelve': [(u'note', False)],
	u'silence': [],
	u'reset': [(u'note', False)],
}


def act(payload):
	"""
	`payload` holds action (acknowledge, confirm, comment, shelve, unshelve, silence, reset), operator, alarms ([{alarmId, version}]; without a version
	on whatever stands) and what the action takes; `until` may be a date, and without it an alarm is shelved until it returns to normal.

	Answers {ok: all were done, results: [{alarmId, ok, state, version} or {alarmId, ok, code, message}]}, or {ok: False, code, message}.
	"""
	action = payload.get('action')
	operator = payload.get('operator')
	if action not in FIELDS:
		return andon.decisions.refusal(u'BAD_USER_INPUT', u'There is no action "%s".' % action)
	if not operator:
		return andon.decisions.refusal(u'UNAUTHENTICATED', u'Sign in to act on alarms.')
	alarms = [_reference(alarm) for alarm in payload.get('alarms') or []]
	if not alarms:
		return andon.decisions.refusal(u'BAD_USER_INPUT', u'No alarm is chosen.')
	variables, missing = andon.decisions.given(FIELDS[action], payload)
	if missing is not None:
		return andon.decisions.refusal(u'BAD_USER_INPUT', u'%s is missing.' % missing)
	variables['alarms'] = alarms
	try:
		done = andon.http.post(andon.documents.ALARM_ACTIONS[action], variables, operator)['done']
	except andon.errors.AndonError, problem:
		andon.log.info(u'%s alarms by %s: %s' % (action, operator, problem.message))
		message = problem.message
		if problem.code == u'UNREACHABLE':
			message = u'No answer came: it may have been done. The list will tell.'
		return andon.decisions.refusal(problem.code, message)
	results = [_result(one) for one in done]
	return {'ok': not [one for one in results if not one['ok']], 'results': results}


def open_rows():
	"""The alarms that are shown, and how it stands with their feed: {state, rows}."""
	made = andon.lifecycle.bridge(andon.alarms)
	if made is None:
		return {'state': u'stopped', 'rows': []}
	return {'state': made.state, 'rows': made.rows.all()}


def _reference(alarm):
	version = alarm.get('version')
	return {'id': alarm['alarmId']} if version is None else {'id': alarm['alarmId'], 'expectedVersion': int(version)}


def _result(one):
	if one['alarm'] is None:
		return {'alarmId': one['id'], 'ok': False, 'code': one['code'], 'message': one['message']}
	return {'alarmId': one['alarm']['alarmId'], 'ok': True, 'state': one['alarm']['state'].lower(), 'version': one['alarm']['version']}
