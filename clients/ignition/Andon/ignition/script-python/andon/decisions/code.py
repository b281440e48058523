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
		return refusal(u'BAD_USER_INPUT', u'There is no decision "%s".' % decision)
	if not operator:
		return refusal(u'UNAUTHENTICATED', u'Sign in to decide.')
	variables, missing = given(FIELDS[decision], payload)
	if missing is not None:
		return refusal(u'BAD_USER_INPUT', u'%s is missing.' % missing)
	variables['id'] = payload.get('recommendationId')
	document = getattr(andon.documents, decision.upper())
	try:
		done = andon.http.post(document, variables, operator)['done']
	except andon.errors.AndonError, problem:
		andon.log.info(u'%s by %s: %s' % (decision, operator, problem.message))
		message = problem.message
		if problem.code == u'UNREACHABLE':
			message = u'No answer came: the decision may have been taken. The list will tell.'
		answer = refusal(problem.code, message)
		for name in (u'status', u'version', u'decidedBy', u'decidedAt'):
			if name in problem.extensions:
				answer[name] = problem.extensions[name]
		return answer
	return {'ok': True, 'status': done['status'].lower(), 'version': done['version'], 'operatorId': done['operatorId']}


def open_rows():
	"""What waits for somebody, and how it stands with the feed: {state, rows}."""
	made = andon.lifecycle.bridge(andon.recommendations)
	if made is None:
		return {'state': u'stopped', 'rows': []}
	return {'state': made.state, 'rows': made.rows.all()}


def given(fields, payload):
	"""({name: value} of the fields that are there, dates as RFC 3339; the first that has to be there and is not, or None)."""
	found = dict([(name, payload.get(name)) for name, _ in fields if payload.get(name) not in (None, u'')])
	missing = [name for name, needed in fields if needed and name not in found]
	plain = dict([(name, unicode(found[name].toInstant().toString()) if hasattr(found[name], 'toInstant') else found[name]) for name in found])
	return plain, missing[0] if missing else None


def refusal(code, message):
	return {'ok': False, 'code': code, 'message': message}
