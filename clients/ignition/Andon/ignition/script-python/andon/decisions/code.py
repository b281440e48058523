"""
Decisions of operators: runs in the gateway, for the message handlers andon-decide and andon-open.

The operator's name is asserted by whoever sends the message, so only scripts of the gateway may: a Perspective session does by andon.sessions.decide.
"""

# What each decision takes beside the recommendation's id, and whether it must be there.
FIELDS = {
	u'approve': [(u'notes', False), (u'expectedVersion', False)],
	u'reject': [(u'reason', True), (u'notes', False), (u'expectedVersion', False)],
	u'defer': [(u'until', True), (u'notes', False), (u'expectedVersion', False)],
	u'complete': [(u'outcome', True), (u'resolved', True)],
}


def decide(payload):
	"""
	`payload` holds decision (approve, reject, defer, complete), recommendationId, operator and what the decision takes; `until` may be a date.

	Answers {ok: True, status, version, operatorId}, or {ok: False, code, message} and, for a CONFLICT, status, version, decidedBy, decidedAt.
	"""
	decision = payload.get('decision')
	operator = payload.get('operator')
	if decision not in FIELDS:
		return _refusal(u'BAD_USER_INPUT', u'There is no decision "%s".' % decision)
	if not operator:
		return _refusal(u'UNAUTHENTICATED', u'Sign in to decide.')
	variables = {'id': payload.get('recommendationId')}
	for name, needed in FIELDS[decision]:
		value = payload.get(name)
		if needed and value in (None, u''):
			return _refusal(u'BAD_USER_INPUT', u'%s is missing.' % name)
		if value not in (None, u''):
			variables[name] = plain(value)
	document = getattr(andon.documents, decision.upper())
	try:
		done = andon.http.post(document, variables, operator)['done']
	except andon.errors.AndonError, problem:
		andon.log.info(u'%s by %s: %s' % (decision, operator, problem.message))
		message = problem.message
		if problem.code == u'UNREACHABLE':
			message = u'No answer came: the decision may have been taken. The list will tell.'
		refusal = _refusal(problem.code, message)
		for name in (u'status', u'version', u'decidedBy', u'decidedAt'):
			if name in problem.extensions:
				refusal[name] = problem.extensions[name]
		return refusal
	return {'ok': True, 'status': done['status'].lower(), 'version': done['version'], 'operatorId': done['operatorId']}


def open_rows():
	"""What waits for somebody, and how it stands with the feed: {state, reason, rows}."""
	made = andon.lifecycle.bridge(andon.recommendations)
	if made is None:
		return {'state': u'stopped', 'rows': []}
	return {'state': made.state, 'rows': made.rows.all()}


def plain(value):
	"""A date of Ignition's as RFC 3339; whatever else as it is."""
	if hasattr(value, 'toInstant'):
		return unicode(value.toInstant().toString())
	return value


def _refusal(code, message):
	return {'ok': False, 'code': code, 'message': message}
