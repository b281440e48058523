"""Loads a project folder as an Ignition gateway does: script libraries by their path, event scripts, message handlers, views."""

import json
import os

import system as stub
from system import perspective, util

MODULES = 'ignition/script-python'


class Package(object):
	"""Scripts of a folder; each is run when it is first asked for."""

	def __init__(self, project, folder):
		self.__dict__.update({'_project': project, '_folder': folder})

	def __getattr__(self, name):
		folder = os.path.join(self._folder, name)
		code = os.path.join(folder, 'code.py')
		if name.startswith('__') or not os.path.isfile(code):
			raise AttributeError('there is no script %s' % name)
		module = type(os)(name)
		module.__dict__.update(self._project.names())
		execfile_utf8(code, module.__dict__)
		if name == 'config':
			module.__dict__.update(self._project.settings)
		self.__dict__[name] = module
		return module


class Project(object):
	def __init__(self, folder, settings):
		self.folder = folder
		self.name = os.path.basename(folder)
		self.settings = settings
		self.system = stub.stub()
		# What names scripts see beside their own; each load of a project has new modules, and old ones keep theirs.
		self.andon = Package(self, os.path.join(folder, MODULES, 'andon'))

	def names(self):
		return {'system': self.system, 'andon': self.andon}

	def script(self, path, function):
		"""The function of an event script."""
		names = self.names()
		execfile_utf8(os.path.join(self.folder, path), names)
		return names[function]

	def event(self, path, function, *arguments):
		return self.script(path, function)(*arguments)

	def to_gateway(self, handler, payload):
		return self.event('ignition/message/%s/handleMessage.py' % handler, 'handleMessage', payload)

	def to_sessions(self, handler, payload):
		util.note(handler, payload)
		path = 'com.inductiveautomation.perspective/message/%s/handleMessage.py' % handler
		for session in list(perspective.sessions.values()):
			session.within(lambda: self.event(path, 'handleMessage', session, json_copy(payload)))

	def view(self, path):
		with open(os.path.join(self.folder, 'com.inductiveautomation.perspective/views', path, 'view.json')) as file:
			return json.loads(file.read().decode('utf-8'))

	def has_view(self, path):
		return os.path.isfile(os.path.join(self.folder, 'com.inductiveautomation.perspective/views', path, 'view.json'))

	def check_params(self, path, params):
		for name in params:
			stub.check(name in self.view(path)['params'], u'the view %s has no parameter %s' % (path, name))

	def run(self, code, arguments, given, where):
		"""A script of a view or stream: the indented body of a function."""
		names = self.names()
		exec compile((u'# coding: utf-8\ndef script(%s):\n%s\n' % (u', '.join(arguments), code)).encode('utf-8'), where, 'exec') in names
		return names['script'](*given)


def json_copy(payload):
	"""Each session has a payload of its own."""
	return stub.plain(payload, u'a message')


def execfile_utf8(path, names):
	with open(path) as file:
		source = file.read()
	# Ignition reads scripts as UTF-8; Python 2 has to be told.
	names['__file__'] = path
	exec compile('# coding: utf-8\n' + source, path, 'exec') in names
