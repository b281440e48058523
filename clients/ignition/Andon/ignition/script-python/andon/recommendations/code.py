"""The feed of recommendations, as the bridge follows it: what it asks for, which tags it writes, and what sessions are told."""

NAME = u'recommendations'
# Names of its threads.
CONNECTION = u'andon-connection'
HAND_OVER = u'andon-hand-over'
# Its folder of tags, and its names among the gateway's globals.
TAGS = 'Bridge'
BRIDGE = 'bridge'
GLOBALS = ''
SUBJECT = u'recommendation'
# What was missed is asked for in pages.
HAS_LOG = True


def new_rows():
	return andon.rows.Rows()


def head():
	"""{head: cursor of the newest event, caller: {siteIds}}"""
	return andon.http.post(andon.documents.HEAD, {})


def open_page(after):
	"""A page of what waits for somebody."""
	where = {'statuses': list(andon.rows.OPEN)}
	where.update(andon.documents.site_filter() or {})
	return andon.http.post(andon.documents.OPEN, {'filter': where, 'after': after})['recommendations']


def missed_page(after):
	"""A page of events behind a cursor: {events, endCursor, hasMore}."""
	return andon.http.post(andon.documents.LOG, andon.documents.wanted(after))['page']


def subscription(after):
	"""(document, variables)"""
	return andon.documents.LIVE, andon.documents.wanted(after)


def steps_of_event(event, missed, rows):
	"""What has to be done with an event, a list of functions in order; each is tried until it succeeds, and done once."""
	steps = []
	if event['kind'] == u'CREATED':
		steps.append(lambda: andon.tags.write(andon.tags.latest(event['recommendation'])))
	steps.append(lambda: rows.apply(event))
	for message in andon.payloads.of_event(event, missed):
		steps.extend(andon.handover.sending(message))
	return steps


def steps_of_list(recommendations, reason, rows):
	"""The same for a list that was loaded anew; `reason` None: after a start of the gateway, which goes on where it was."""
	steps = [lambda: rows.replace(recommendations)]
	if reason is not None:
		data = {'reason': reason, 'timestamp': system.date.now()}
		steps.extend(andon.handover.sending(andon.payloads.message(andon.payloads.RESET, data)))
	return steps


def counts(rows):
	"""What is told every second, a list of (path, value)."""
	waiting, critical = rows.counts()
	return [(andon.tags.path('Recommendations', 'Open'), waiting), (andon.tags.path('Recommendations', 'Critical'), critical)]
