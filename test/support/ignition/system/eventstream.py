"""system.eventstream: messages to event streams of the project, whose files say what is done with them."""

import json
import os

from java.lang import Runnable, Thread, Throwable
from system import check, is_text, util

OFFERED = ('publishEvent',)
# A handler that waits for what its publisher holds would wait for ever.
HANDLED_WITHIN_MS = 20000


class Event(object):
	"""What a handler of an event stream is given."""

	def __init__(self, data, metadata):
		self.data = data
		self.metadata = metadata


class _Run(Runnable):
	def __init__(self, function):
		self._function = function

	def run(self):
		self._function()


def publishEvent(project, path, message, acknowledge, gatewayName=None):
	check(is_text(project) and is_text(path) and is_text(message), u'publishEvent takes names of project and stream, and a text')
	check(isinstance(acknowledge, bool), u'publishEvent: acknowledge is true or false')
	check(project == util.project[0].name, u'there is no project %s' % project)
	failed = []

	def handled():
		try:
			handle(path, 'ignition.gatewayEvent', [Event(message, {})])
		except (Exception, Throwable), problem:
			failed.append(unicode(problem))

	# As on a gateway, where streams have threads of their own.
	thread = Thread(_Run(handled))
	thread.start()
	thread.join(HANDLED_WITHIN_MS)
	check(not thread.isAlive(), u'the stream %s is not done' % path)
	if failed:
		return {'status': u'ABORTED', 'stage': u'handler-0', 'errorMessage': failed[0]}
	return {'status': u'HANDLED', 'stage': u'handler-0', 'errorMessage': None}


def handle(path, source, events):
	"""Events of that source through the handler of the stream, as its file says."""
	at = os.path.join(util.project[0].folder, 'com.inductiveautomation.eventstream/event-streams', path, 'config.json')
	with open(at) as file:
		config = json.loads(file.read().decode('utf-8'))
	check(config['source']['type'] == source, u'the stream %s takes events of %s' % (path, config['source']['type']))
	[handler] = config['handlers']
	util.project[0].run(handler['config']['userCode'], ('events', 'state'), (events, {}), at)
