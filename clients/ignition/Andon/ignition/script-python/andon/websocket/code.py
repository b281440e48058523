"""
A subscription over Java's WebSocket, in graphql-transport-ws.

One thread opens, sends, reads and closes it: two sends at once fail. Java's callbacks only put what came into the inbox, and every body is wrapped,
since an exception in one kills the socket without a word.
"""

import json

from java.lang import StringBuilder, Throwable
from java.net import URI
from java.net.http import WebSocket, WebSocketHandshakeException
from java.time import Duration
from java.util.concurrent import ExecutionException, LinkedBlockingQueue, TimeoutException, TimeUnit

# Messages that Java may deliver before the first is taken: beyond them the server waits.
WINDOW = 16
LONGEST_MESSAGE = 32 * 1024 * 1024
GOING_AWAY = 1001
FORBIDDEN = 4403


class _Listener(WebSocket.Listener):
	def __init__(self, inbox):
		self.inbox = inbox
		self.parts = StringBuilder()

	def onOpen(self, socket):
		try:
			socket.request(WINDOW)
		except (Exception, Throwable), problem:
			self.inbox.put(('failed', andon.errors.reason_of(problem)))

	def onText(self, socket, data, last):
		try:
			# The buffer is used again after this call, and a message comes in parts.
			self.parts.append(data.toString())
			if last:
				text = self.parts.toString()
				self.parts.setLength(0)
				self.inbox.put(('text', text))
			elif self.parts.length() > LONGEST_MESSAGE:
				self.inbox.put(('failed', u'a message of more than %d characters' % LONGEST_MESSAGE))
			else:
				socket.request(1)
		except (Exception, Throwable), problem:
			self.inbox.put(('failed', andon.errors.reason_of(problem)))

	def onClose(self, socket, code, reason):
		self.inbox.put(('closed', code, reason))

	def onError(self, socket, problem):
		self.inbox.put(('failed', andon.errors.reason_of(problem)))


class Link(object):
	name = u'websocket'

	def __init__(self, feed=None):
		self._feed = feed
		self._inbox = LinkedBlockingQueue()
		self._socket = None
		self._subscription = 0
		self._ping_at = None
		self._pong_by = None

	def open(self, operator=None):
		"""Connects, in the name of `operator` if given, and is acknowledged; raises LinkLost."""
		within = andon.config.ANSWER_WITHIN_MS
		builder = andon.http.client().newWebSocketBuilder().subprotocols('graphql-transport-ws')
		builder = builder.connectTimeout(Duration.ofMillis(within))
		opening = builder.buildAsync(URI.create(_address()), _Listener(self._inbox))
		try:
			self._socket = opening.get(within, TimeUnit.MILLISECONDS)
		except ExecutionException, problem:
			cause = problem.getCause()
			if isinstance(cause, WebSocketHandshakeException):
				status = cause.getResponse().statusCode()
				raise andon.errors.LinkLost(u'a WebSocket was answered with HTTP status %d' % status, unsupported=True)
			raise andon.errors.LinkLost(u'the server does not answer: %s' % andon.errors.reason_of(problem))
		except TimeoutException:
			opening.cancel(True)
			raise andon.errors.LinkLost(u'the server does not answer')
		token = andon.http.key()
		named = {} if operator is None else {'operatorId': operator}
		self._send({'type': 'connection_init', 'payload': named if token is None else dict(named, authorization=u'Bearer ' + token)})
		by = andon.clock.elapsed_ms() + within
		while True:
			message = self._take(by - andon.clock.elapsed_ms())
			if message is None:
				raise andon.errors.LinkLost(u'the server does not acknowledge the connection')
			if message.get('type') == 'connection_ack':
				break
		self._ping_at = andon.clock.elapsed_ms() + andon.config.PING_EVERY_MS

	def subscribe(self, after):
		self._begin(*self._feed.subscription(after))

	def ask(self, document, variables):
		"""The data of a query or mutation; raises LinkLost or AndonError."""
		self._begin(document, variables)
		by = andon.clock.elapsed_ms() + andon.config.ANSWER_WITHIN_MS
		while True:
			message = self._take(by - andon.clock.elapsed_ms())
			if message is None:
				raise andon.errors.LinkLost(u'the server does not answer')
			payload = message.get('payload')
			if message.get('type') == 'error':
				raise andon.errors.of_failures(payload)
			if message.get('type') == 'next':
				if payload.get('errors'):
					raise andon.errors.of_failures(payload['errors'])
				return payload['data']

	def leave(self):
		"""Ends the subscription, not the connection; events of it that are on their way are passed over."""
		self._send({'id': unicode(self._subscription), 'type': 'complete'})
		self._subscription += 1

	def next(self, wait_ms):
		"""The next event, or None when none came within the time; raises LinkLost or AndonError. Pings the server when it is due."""
		now = andon.clock.elapsed_ms()
		if self._pong_by is not None and now >= self._pong_by:
			raise andon.errors.LinkLost(u'nothing is heard from the server')
		if self._pong_by is None and now >= self._ping_at:
			self._send({'type': 'ping'})
			self._pong_by = now + andon.config.PONG_WITHIN_MS
		message = self._take(wait_ms)
		if message is None:
			return None
		kind = message.get('type')
		if kind == 'ping':
			self._send({'type': 'pong'})
		elif kind == 'pong':
			self._pong_by = None
			self._ping_at = andon.clock.elapsed_ms() + andon.config.PING_EVERY_MS
		elif message.get('id') == unicode(self._subscription):
			if kind == 'next':
				return _event(message.get('payload'))
			if kind == 'error':
				raise andon.errors.of_failures(message.get('payload'))
			if kind == 'complete':
				raise andon.errors.AndonError(u'UNAVAILABLE', u'the server has ended the subscription')
		return None

	def close(self):
		if self._socket is not None:
			# A closing handshake would wait for a server that may be gone.
			self._socket.abort()

	def _begin(self, document, variables):
		self._subscription += 1
		payload = {'query': document, 'variables': variables}
		self._send({'id': unicode(self._subscription), 'type': 'subscribe', 'payload': payload})

	def _send(self, message):
		try:
			self._socket.sendText(json.dumps(message), True).get(andon.config.ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
		except (ExecutionException, TimeoutException), problem:
			# What the server said last, if it said why, is in the inbox.
			while not self._inbox.isEmpty():
				self._take(0)
			raise andon.errors.LinkLost(u'the connection is lost: %s' % andon.errors.reason_of(problem))

	def _take(self, wait_ms):
		"""The next message, parsed; None when none came within the time."""
		item = self._inbox.poll(max(0, wait_ms), TimeUnit.MILLISECONDS)
		if item is None:
			return None
		if item[0] == 'failed':
			raise andon.errors.LinkLost(u'the connection is lost: %s' % item[1])
		if item[0] == 'closed':
			raise _lost(item[1], unicode(item[2] or u''))
		self._socket.request(1)
		try:
			message = json.loads(item[1])
		except ValueError:
			message = None
		if not isinstance(message, dict):
			raise andon.errors.LinkLost(u'a message that is not of the protocol')
		return message


def ask(document, variables, operator):
	"""One query or mutation over a connection of its own, in the name of an operator; raises AndonError."""
	link = Link()
	try:
		link.open(operator)
		return link.ask(document, variables)
	except andon.errors.LinkLost, problem:
		raise andon.errors.AndonError(u'UNAUTHENTICATED' if problem.refused else u'UNREACHABLE', problem.reason)
	finally:
		link.close()


def _address():
	# http to ws, https to wss
	return u'ws' + andon.config.URL[4:]


def _event(payload):
	payload = payload if isinstance(payload, dict) else {}
	data = payload.get('data')
	if isinstance(data, dict) and isinstance(data.get('event'), dict):
		return data['event']
	raise andon.errors.of_failures(payload.get('errors'))


def _lost(code, reason):
	if code == FORBIDDEN:
		return andon.errors.LinkLost(reason or u'the server does not take the key', refused=True)
	if code == GOING_AWAY:
		try:
			hint = json.loads(reason).get('retryAfterMs')
		except (ValueError, AttributeError):
			hint = None
		return andon.errors.LinkLost(u'the server has been stopped', retry_after_ms=andon.errors.milliseconds(hint))
	return andon.errors.LinkLost(u'the connection was closed with %d%s' % (code, u': ' + reason if reason else u''))
