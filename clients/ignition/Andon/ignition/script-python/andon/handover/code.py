"""
Hands an event on: tags, then messages, then its id is remembered, then the cursor is stored.

At least once: a gateway that dies in between hands the event on again after its start. Not twice for the operator: within a gateway's life an event
whose messages were sent is known by its id. Whoever hands on holds the gateway's lock, so a bridge that was replaced finishes its event first.
"""

from collections import OrderedDict

from java.util.concurrent.locks import ReentrantLock

REMEMBERED = 20000


def lock():
	return _shared()['lock']


def is_known(event_id):
	return event_id in _shared()['seen']


def remember(event_id):
	seen = _shared()['seen']
	seen[event_id] = True
	if len(seen) > REMEMBERED:
		seen.popitem(last=False)


def steps_of_event(event, missed, rows):
	"""What has to be done with an event, a list of functions in order; each is tried until it succeeds, and done once."""
	steps = []
	if event['kind'] == u'CREATED':
		steps.append(lambda: andon.tags.write(andon.tags.latest(event['recommendation'])))
	steps.append(lambda: rows.apply(event))
	for message in andon.payloads.of_event(event, missed):
		steps.extend(_sending(message))
	steps.append(lambda: remember(event['cursor']))
	return steps


def steps_of_reset(reason, recommendations, rows):
	data = {'reason': reason, 'timestamp': system.date.now()}
	message = andon.payloads.message(andon.payloads.RESET, data)
	return [lambda: rows.replace(recommendations)] + _sending(message)


def store(cursor):
	andon.tags.write([(andon.tags.path('Bridge', 'Cursor'), cursor)])


def _sending(message):
	"""A step for each project, so that one that fails is tried again alone. Sessions judge by themselves whether they may see it."""

	def step(project):
		return lambda: system.util.sendMessage(project=project, messageHandler=message['type'], payload=message, scope='S')

	return [step(project) for project in andon.config.SESSION_PROJECTS]


def _shared():
	shared = system.util.getGlobals()
	if 'andon.handover' not in shared:
		shared['andon.handover'] = {'lock': ReentrantLock(), 'seen': OrderedDict()}
	return shared['andon.handover']
