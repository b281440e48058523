"""system.util: messages between scopes, loggers, globals."""

from java.time import Instant
from java.time.temporal import ChronoUnit
from java.util import ArrayList, Collections
from java.util.concurrent import CopyOnWriteArrayList
from system import check, is_text, plain

OFFERED = ('getGlobals', 'getLogger', 'sendMessage', 'sendRequest')

shared = {}
logs = CopyOnWriteArrayList()
# What sendMessage was given, in order: {'handler', 'payload', 'atUs'}; of very many messages only what tells them apart.
sent = Collections.synchronizedList(ArrayList())
compact = [False]
KEPT = ('recommendationId', 'equipmentId', 'eventNumber', 'newStatus')
# The project that runs; set by gateway.py.
project = [None]
# How many calls of sendMessage fail from now on, as they do while a module starts.
failing = [0]


class Logger(object):
	def __init__(self, name):
		self._name = name

	def _log(self, level, message):
		check(is_text(message), u'a logger takes text, not %r' % (message,))
		logs.add(u'%s %s %s' % (level, self._name, message))

	def trace(self, message):
		self._log(u'TRACE', message)

	def debug(self, message):
		self._log(u'DEBUG', message)

	def info(self, message):
		self._log(u'INFO', message)

	def warn(self, message):
		self._log(u'WARN', message)

	def error(self, message):
		self._log(u'ERROR', message)


def getGlobals():
	return shared


def getLogger(name):
	check(is_text(name), u'getLogger takes a name')
	return Logger(name)


def sendMessage(project, messageHandler, payload=None, scope=None, clientSessionId=None, user=None, hasRole=None, hostName=None, remoteServers=None):
	check(is_text(project) and is_text(messageHandler), u'sendMessage takes names of project and handler')
	check(scope == 'S', u'sendMessage: a scope of C, G or S, here S: %r' % scope)
	if failing[0] > 0:
		failing[0] -= 1
		raise RuntimeError('Perspective is not ready')
	_running(project).to_sessions(messageHandler, plain(payload, u'sendMessage'))
	return []


def sendRequest(project, messageHandler, payload=None, hostName=None, remoteServer=None, timeoutSec=None):
	check(is_text(project) and is_text(messageHandler), u'sendRequest takes names of project and handler')
	return plain(_running(project).to_gateway(messageHandler, plain(payload or {}, u'sendRequest')), u'the answer of %s' % messageHandler)


def note(handler, payload):
	at_us = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())
	if compact[0]:
		payload = {'data': dict([(name, payload['data'].get(name)) for name in KEPT])}
	sent.add({'handler': handler, 'payload': payload, 'atUs': at_us})


def _running(name):
	running = project[0]
	check(running is not None and running.name == name, u'there is no project %s' % name)
	return running
