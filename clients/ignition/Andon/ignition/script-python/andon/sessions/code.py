"""
For Perspective sessions: what their message handlers and views call. Perspective runs these scripts on the gateway, in the session's name, so what a
session may not see never leaves the gateway.
"""

import json

TOAST = u'Andon/Toast'
TITLES = {u'critical': u'Critical', u'high': u'High', u'medium': u'Medium', u'low': u'Low'}


def may_see(site_id):
	"""Whether this session may be told of a site."""
	levels = andon.config.SITE_LEVELS.get(site_id, andon.config.SITE_LEVELS.get(u'*', []))
	return bool(levels) and system.perspective.isAuthorized(False, list(levels))


def may_decide():
	return bool(andon.config.DECIDE_LEVELS) and system.perspective.isAuthorized(False, list(andon.config.DECIDE_LEVELS))


def receive(session, payload):
	"""For each session message handler of the pack: passes a message on to the pages that watch its site, and tells the operator."""
	kind, data = payload['messageType'], payload['data']
	site_id = data.get('siteId')
	if site_id is not None and not may_see(site_id):
		return
	pages = _pages(session, site_id)
	for page_id in pages:
		system.perspective.sendMessage(kind, payload, scope='page', sessionId=session.props.id, pageId=page_id)
	if kind == andon.payloads.UPDATE and (not data['missed'] or data['severity'] == u'critical'):
		_toast(session, pages, data)
		if not data['missed']:
			session.custom.andonLatencyMs = andon.clock.now_ms() - system.date.toMillis(data['timestamp'])
	elif kind == andon.payloads.NOTIFICATION and data['kind'] == u'escalated':
		_toast(session, pages, {
			'recommendationId': data['eventId'], 'severity': data['severity'], 'equipmentId': data['equipmentId'], 'issueType': data['sentence'],
		})
	elif kind == andon.payloads.RESET and data['reason'] != u'START':
		_toast(session, pages, {
			'recommendationId': u'reset', 'severity': u'high', 'equipmentId': u'',
			'issueType': u'The list was loaded anew. Decisions made since the last entry may have to be made again.',
		})


def watch(view, name, site_ids=None):
	"""For a view's startup: its page is sent messages of these sites from now on; None: of all that the session may see. `name`: which view of the page."""
	watched = _watched(view.session)
	page_id = view.page.props.pageId
	watched.setdefault(page_id, {})[name] = None if site_ids is None else list(site_ids)
	view.session.custom.andonPages = json.dumps(watched)


def unwatch(view, name):
	"""For its shutdown."""
	watched = _watched(view.session)
	page_id = view.page.props.pageId
	watched.get(page_id, {}).pop(name, None)
	if not watched.get(page_id):
		watched.pop(page_id, None)
	view.session.custom.andonPages = json.dumps(watched)


def listing(site_ids=None):
	"""{state, rows}: what waits for somebody, of the sites that this session may see, with times as text for tables."""
	answer = system.util.sendRequest(andon.config.PROJECT, 'andon-open', {})
	allowed = {}
	rows = []
	for row in answer['rows']:
		site_id = row['siteId']
		if site_id not in allowed:
			allowed[site_id] = may_see(site_id) and (site_ids is None or site_id in site_ids)
		if allowed[site_id]:
			row = dict(row)
			row['since'] = system.date.format(row['createdAt'], 'yyyy-MM-dd HH:mm:ss')
			rows.append(row)
	return {'state': answer['state'], 'rows': rows}


def row(recommendation_id):
	"""The one with this id, or None when it waits no longer or the session may not see it."""
	for one in listing()['rows']:
		if one['recommendationId'] == recommendation_id:
			return one
	return None


def decide(session, decision, row, given):
	"""
	Decides in the name of who is signed in, on the version that they see. `given`: what the decision takes, as in andon.decisions.decide, whose answer
	this is.
	"""
	user = session.props.auth.user.userName if session.props.auth.authenticated else None
	if not may_see(row['siteId']) or not may_decide():
		return {'ok': False, 'code': u'FORBIDDEN', 'message': u'You may not decide here.'}
	payload = dict(given)
	payload.update({'decision': decision, 'recommendationId': row['recommendationId'], 'operator': user})
	if decision != u'complete':
		payload['expectedVersion'] = row['version']
	return system.util.sendRequest(andon.config.PROJECT, 'andon-decide', payload)


def said(answer):
	"""An answer of decide in words."""
	return u'Done: %s.' % answer['status'] if answer['ok'] else answer['message']


def _watched(session):
	"""{page id: {view: its sites, or None for all}}. Kept as text: names of properties may not begin as ids of pages do."""
	return json.loads(getattr(session.custom, 'andonPages', None) or u'{}')


def _pages(session, site_id):
	watched = _watched(session)
	wants = lambda site_ids: site_id is None or site_ids is None or site_id in site_ids
	return [page_id for page_id in sorted(watched) if [name for name in watched[page_id] if wants(watched[page_id][name])]]


def _toast(session, pages, data):
	popup = u'andon-%s' % data['recommendationId']
	params = {
		'popupId': popup, 'severity': data['severity'], 'title': TITLES.get(data['severity'], u''), 'equipmentId': data['equipmentId'],
		'text': data['issueType'], 'staysMs': 0 if data['severity'] == u'critical' else andon.config.TOAST_MS,
	}
	for page_id in pages:
		system.perspective.openPopup(
			popup, TOAST, params=params, position={'right': 20, 'bottom': 20}, showCloseIcon=False, draggable=False, resizable=False, modal=False,
			sessionId=session.props.id, pageId=page_id)
