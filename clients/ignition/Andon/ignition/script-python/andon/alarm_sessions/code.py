"""For views of alarms in Perspective sessions: the list that a session may see, and what its operator does about alarms."""

DONE = {
	u'acknowledge': u'acknowledged', u'confirm': u'confirmed', u'comment': u'commented', u'shelve': u'shelved', u'unshelve': u'unshelved',
	u'silence': u'silenced', u'reset': u'reset',
}


def listing(site_ids=None, states=None):
	"""{state, rows}: the alarms that are shown, of the sites that this session may see, in these states if named; times as text for tables."""
	answer = system.util.sendRequest(andon.config.PROJECT, 'andon-alarms', {})
	allowed = {}
	rows = []
	for row in answer['rows']:
		site_id = row['siteId']
		if site_id not in allowed:
			allowed[site_id] = andon.sessions.may_see(site_id) and (site_ids is None or site_id in site_ids)
		if allowed[site_id] and (not states or row['state'] in states):
			row = dict(row)
			row['since'] = system.date.format(row['activeSince'], 'yyyy-MM-dd HH:mm:ss')
			row['until'] = u'' if row['shelvedUntil'] is None else system.date.format(row['shelvedUntil'], 'yyyy-MM-dd HH:mm')
			rows.append(row)
	return {'state': answer['state'], 'rows': rows}


def act(session, action, rows, given):
	"""
	Acts on the rows that the operator has chosen, in the name of who is signed in, on the versions that they see. `given`: what the action takes, as in
	andon.alarm_actions.act, whose answer this is.
	"""
	user = session.props.auth.user.userName if session.props.auth.authenticated else None
	if not andon.sessions.may_decide() or [row for row in rows if not andon.sessions.may_see(row['siteId'])]:
		return {'ok': False, 'code': u'FORBIDDEN', 'message': u'You may not act on alarms here.'}
	payload = dict(given)
	alarms = [{'alarmId': row['alarmId'], 'version': row['version']} for row in rows]
	payload.update({'action': action, 'alarms': alarms, 'operator': user})
	return system.util.sendRequest(andon.config.PROJECT, 'andon-alarm-act', payload)


def said(action, answer):
	"""An answer of act in words."""
	if 'results' not in answer:
		return answer['message']
	done = len([one for one in answer['results'] if one['ok']])
	words = [u'%d %s.' % (done, DONE[action])] if done else []
	return u' '.join(words + [one['message'] for one in answer['results'] if not one['ok']])
