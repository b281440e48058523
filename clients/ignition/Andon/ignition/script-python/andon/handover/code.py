"""
How events are handed on: tags, then messages, then its id is remembered, then the cursor is stored.

At least once: a gateway that dies in between hands the event on again after its start. Not twice for the operator: within a gateway's life an event
whose messages were sent is known by its id. Whoever hands on holds the lock of the feed, so a bridge that was replaced finishes its event first.
"""

from collections import OrderedDict

from java.util.concurrent.locks import ReentrantLock

REMEMBERED = 20000


def lock(feed):
	return _shared(feed)['lock']


def is_known(feed, event_id):
	return event_id in _shared(feed)['seen']


def remember(feed, event_id):
	seen = _shared(feed)['seen']
	seen[event_id] = True
	if len(seen) > REMEMBERED:
		seen.popitem(last=False)


def sending(message):
	"""A step for each project, so that one that fails is tried again alone. Sessions judge by themselves whether they may see it."""

	def step(project):
		return lambda: system.util.sendMessage(project=project, messageHandler=message['type'], payload=message, scope='S')

	return [step(project) for project in andon.config.SESSION_PROJECTS]


def _shared(feed):
	shared = system.util.getGlobals()
	name = 'andon.handover' + feed.GLOBALS
	if name not in shared:
		shared[name] = {'lock': ReentrantLock(), 'seen': OrderedDict()}
	return shared[name]
