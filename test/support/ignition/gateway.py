"""
A gateway for tests: takes commands, one JSON a line, and answers each with one. Run by Jython.

    jython gateway.py PROJECT_FOLDER
"""

import json
import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from java.io import BufferedReader, InputStreamReader
from java.lang import String, System, Thread, Throwable
from java.util import Date

import system
from project import Project
from screens import Properties, Session, View
from system import date, eventstream, perspective, tag, util

folder = sys.argv[1]
views = {}
tag.stored[u'[default]'] = {'type': None, 'value': None}


class Response(object):
	"""The part of a servlet's response that a resource of Web Dev may set."""

	def __init__(self):
		self.status = 200

	def setStatus(self, status):
		self.status = status


class Commands(object):
	def load(self, settings):
		"""A save of the project: new modules; event scripts are run by `run`."""
		util.project[0] = Project(folder, settings)
		for session in perspective.sessions.values():
			session.project = util.project[0]

	def run(self, script):
		scripts = {
			'startup': ('ignition/startup/onStartup.py', 'onStartup'), 'shutdown': ('ignition/shutdown/onShutdown.py', 'onShutdown'),
			'watchdog': ('ignition/timer/andon-watchdog/handleTimerEvent.py', 'handleTimerEvent'),
			'forward': ('ignition/timer/andon-forward/handleTimerEvent.py', 'handleTimerEvent'),
		}
		if script == 'update':
			util.project[0].event('ignition/update/onUpdate.py', 'onUpdate', u'admin', [])
		else:
			util.project[0].event(*scripts[script])

	def call(self, path, arguments):
		target = util.project[0].andon
		for name in path.split('.')[1:]:
			target = getattr(target, name)
		return target(*arguments)

	def documents(self):
		"""Every document that the pack sends."""
		named = vars(util.project[0].andon.documents)
		texts = [named[name] for name in named if name.isupper() and isinstance(named[name], basestring)]
		return sorted([text for text in texts + named['ALARM_ACTIONS'].values() if not text.startswith('fragment') and not text.startswith('$')])

	def request(self, handler, payload):
		return util.sendRequest(util.project[0].name, handler, payload)

	def stream(self, events):
		"""Tag events through the handler of the project's event stream."""
		given = [eventstream.Event(one['data'], {'tagPath': one['tagPath'], 'isInitial': False}) for one in events]
		eventstream.handle('andon-readings', 'ignition.tagEvent', given)

	def post(self, resource, headers, body, parsed):
		"""A request to a Web Dev resource, whose body came as bytes, or taken apart by Web Dev; what it answers: status, value."""
		response = Response()
		data = json.loads(body) if parsed else String(body).getBytes('UTF-8')
		request = {'data': data, 'headers': headers, 'params': {}, 'scheme': 'https', 'remainingPath': None, 'servletResponse': response}
		path = 'com.inductiveautomation.webdev/resources/%s/doPost.py' % resource
		answer = util.project[0].event(path, 'doPost', request, {})
		return [response.status, answer['json']]

	def webhooks(self, requests):
		"""Requests through the script that the page gives for an event stream with an HTTP source."""
		given = [eventstream.Event(one['body'], {'method': 'POST', 'headers': one['headers'], 'scheme': 'https'}) for one in requests]
		util.project[0].run('\tandon.webhooks.receive(events)\n', ('events', 'state'), (given, {}), 'the script handler')

	def tags(self):
		with tag.lock:
			return dict([(path, tag.stored[path]['value']) for path in tag.stored if tag.stored[path]['type'] is not None])

	def types(self):
		with tag.lock:
			return dict([(path, tag.stored[path]['type']) for path in tag.stored])

	def set(self, path, value):
		tag.stored[path]['value'] = value

	def writes(self, path):
		return [value for written, value in list(tag.history.toArray()) if written == path]

	def sent(self, first):
		return list(util.sent.toArray())[first:]

	def compact(self, paths):
		"""From now on little is kept of messages, and only writes of these tags: for very many events."""
		util.compact[0] = True
		tag.kept[0] = set(paths)

	def count(self):
		return util.sent.size()

	def threads(self):
		names = [thread.getName() for thread in Thread.getAllStackTraces().keySet()]
		return sorted([name for name in names if name.startswith('andon-') or name.startswith('HttpClient')])

	def logs(self):
		return list(util.logs)

	def violations(self):
		return list(system.violations)

	def clock(self, offset):
		date.offset_ms[0] = offset

	def slow(self, ms):
		tag.slow_ms[0] = ms

	def refuse(self, path):
		tag.refused[0] = path

	def fail(self, calls):
		util.failing[0] = calls

	def session(self, id, user, levels, pages):
		perspective.sessions[id] = Session(util.project[0], id, user, levels, pages)

	def open(self, session, page, path, params):
		views['%s %s' % (session, path)] = perspective.sessions[session].open(page, path, params)

	def close(self, session, path):
		views.pop('%s %s' % (session, path)).close()

	def custom(self, session, path):
		custom = views['%s %s' % (session, path)].custom if path else perspective.sessions[session].custom
		return custom.__dict__

	def enter(self, session, path, values):
		views['%s %s' % (session, path)].custom.__dict__.update(values)

	def fire(self, session, path, component, event, value):
		system.check(self._view(session, path).component(component).fire('component', event, value), u'%s has no %s' % (component, event))

	def component(self, session, path, component):
		return self._view(session, path).component(component).props.__dict__

	def _view(self, session, path):
		"""The open one; also where another view holds it."""
		found = [view for page in perspective.sessions[session].pages.values() for view in page if view.path == path]
		system.check(len(found) == 1, u'%d views %s are open' % (len(found), path))
		return found[0]

	def tick(self, session, path):
		"""What Perspective does each second with a property that is bound to now()."""
		view = views['%s %s' % (session, path)]
		bound = view.definition['propConfig']['custom.now']
		view.session.within(lambda: util.project[0].run(bound['onChange']['script'], ('self',), (view,), path))

	def screens(self):
		return {'messages': list(perspective.messages), 'popups': list(perspective.popups)}

	def compile(self):
		"""Names of all scripts in the project, each compiled; those in views and streams as the bodies that they are."""
		found = []
		for place, _, names in os.walk(folder):
			for name in sorted(names):
				path = os.path.join(place, name)
				if name.endswith('.py'):
					with open(path) as file:
						compile('# coding: utf-8\n' + file.read(), path, 'exec')
					found.append(os.path.relpath(path, folder))
				elif name in ('view.json', 'config.json'):
					with open(path) as file:
						self._compile_within(json.loads(file.read().decode('utf-8')), os.path.relpath(path, folder), found)
		return sorted(found)

	def _compile_within(self, value, where, found):
		if isinstance(value, list):
			for n, one in enumerate(value):
				self._compile_within(one, '%s[%d]' % (where, n), found)
		elif isinstance(value, dict):
			for name in value:
				if name in ('script', 'userCode') and isinstance(value[name], basestring) and value[name]:
					compile(('# coding: utf-8\ndef script():\n%s\n' % value[name]).encode('utf-8'), where, 'exec')
					found.append('%s.%s' % (where, name))
				else:
					self._compile_within(value[name], '%s.%s' % (where, name), found)


def plain(value):
	"""As JSON: dates as epoch ms."""
	if isinstance(value, Date):
		return value.getTime()
	if isinstance(value, dict):
		return dict([(unicode(name), plain(value[name])) for name in value])
	if isinstance(value, (list, tuple)):
		return [plain(one) for one in value]
	return value


def main():
	commands = Commands()
	lines = BufferedReader(InputStreamReader(getattr(System, 'in'), 'UTF-8'))
	line = lines.readLine()
	while line is not None:
		command = json.loads(line)
		try:
			answer = {'answer': plain(getattr(commands, command['do'])(*command['with']))}
		except (Exception, Throwable), problem:
			answer = {'error': traceback.format_exc() if isinstance(problem, Exception) else unicode(problem)}
		sys.stdout.write(json.dumps(answer) + '\n')
		sys.stdout.flush()
		line = lines.readLine()
	# Threads of the pack are daemons, and executors are not.
	System.exit(0)


main()
