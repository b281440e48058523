"""
The same subscription as server-sent events, for networks in which something refuses WebSockets. It has the methods of websocket.Link.

Nothing can be sent on a stream, so a dead server is noticed by its silence: it gives a sign of life every 12 s.
"""

import json

from java.lang import Throwable
from java.net import URI
from java.net.http import HttpRequest, HttpResponse
from java.time import Duration
from java.util.concurrent import Flow, LinkedBlockingQueue, TimeUnit
from java.util.function import BiConsumer

WINDOW = 64


class _Lines(Flow.Subscriber):
	def __init__(self, inbox):
		self.inbox = inbox
		self.subscription = None

	def onSubscribe(self, subscription):
		self.subscription = subscription
		subscription.request(WINDOW)

	def onNext(self, line):
		self.inbox.put(('line', line))

	def onError(self, problem):
		self.inbox.put(('failed', andon.errors.reason_of(problem)))

	def onComplete(self):
		self.inbox.put(('ended',))


class _Handler(HttpResponse.BodyHandler):
	"""Tells the status at once: Java's answer is there only when the whole body is."""

	def __init__(self, inbox, lines):
		self.inbox = inbox
		self.lines = lines

	def apply(self, info):
		self.inbox.put(('status', info.statusCode()))
		return HttpResponse.BodySubscribers.fromLineSubscriber(self.lines)


class _Failure(BiConsumer):
	def __init__(self, inbox):
		self.inbox = inbox

	def accept(self, answer, problem):
		if problem is not None:
			self.inbox.put(('failed', andon.errors.reason_of(problem)))


class Link(object):
	name = u'sse'

	def __init__(self, feed):
		self._feed = feed
		self._inbox = LinkedBlockingQueue()
		self._lines = None
		self._answer = None
		self._status = None
		self._fields = {}
		self._retry_ms = None
		self._heard_at = None

	def open(self):
		"""There is no connection without a subscription."""

	def subscribe(self, after):
		"""Returns when the server has begun to answer; raises LinkLost or AndonError."""
		self._inbox = LinkedBlockingQueue()
		self._lines = _Lines(self._inbox)
		self._status = None
		self._fields = {}
		document, variables = self._feed.subscription(after)
		body = json.dumps({'query': document, 'variables': variables})
		request = HttpRequest.newBuilder(URI.create(andon.config.URL)).header('Content-Type', 'application/json')
		request = request.header('Accept', 'text/event-stream').POST(HttpRequest.BodyPublishers.ofString(body))
		token = andon.http.key()
		if token is not None:
			request = request.header('Authorization', u'Bearer ' + token)
		self._answer = andon.http.client().sendAsync(request.build(), _Handler(self._inbox, self._lines))
		self._answer.whenComplete(_Failure(self._inbox))
		self._heard_at = andon.clock.elapsed_ms()
		while self._status != 200:
			self.next(andon.config.ANSWER_WITHIN_MS)

	def leave(self):
		self.close()
		self._inbox = LinkedBlockingQueue()
		self._answer = None

	def next(self, wait_ms):
		"""The next event, or None when none came within the time; raises LinkLost or AndonError."""
		item = self._inbox.poll(max(0, wait_ms), TimeUnit.MILLISECONDS)
		if item is None:
			silent_ms = andon.clock.elapsed_ms() - self._heard_at
			longest_ms = andon.config.ANSWER_WITHIN_MS if self._status is None else andon.config.SILENT_FOR_MS
			if self._answer is not None and silent_ms >= longest_ms:
				raise andon.errors.LinkLost(u'nothing is heard from the server')
			return None
		self._heard_at = andon.clock.elapsed_ms()
		if item[0] == 'status':
			self._status = item[1]
			return None
		if item[0] == 'line':
			self._lines.subscription.request(1)
			return self._line(item[1])
		if item[0] == 'failed' and self._status is None:
			raise andon.errors.LinkLost(u'the server does not answer: %s' % item[1])
		raise andon.errors.LinkLost(u'the stream has ended', retry_after_ms=self._retry_ms)

	def close(self):
		try:
			if self._lines is not None and self._lines.subscription is not None:
				self._lines.subscription.cancel()
			if self._answer is not None:
				self._answer.cancel(True)
		except Throwable, problem:
			andon.log.warn(u'the stream could not be closed: %s' % andon.errors.reason_of(problem))

	def _line(self, line):
		if self._status != 200:
			return self._refused(line)
		name, _, value = line.partition(u':')
		if line != u'':
			if name == 'retry':
				self._retry_ms = andon.errors.milliseconds(int(value)) if value.strip().isdigit() else None
			elif name != '':
				value = value[1:] if value.startswith(u' ') else value
				self._fields[name] = self._fields[name] + u'\n' + value if name in self._fields else value
			return None
		fields, self._fields = self._fields, {}
		if fields.get('event') == 'complete':
			raise andon.errors.AndonError(u'UNAVAILABLE', u'the server has ended the subscription')
		if fields.get('event') != 'next':
			return None
		payload = json.loads(fields['data'])
		data = payload.get('data')
		if isinstance(data, dict) and isinstance(data.get('event'), dict):
			return data['event']
		self._failed(andon.errors.of_failures(payload.get('errors')))

	def _refused(self, line):
		"""An answer of another status than 200: its body is JSON, or of somebody else."""
		try:
			failures = json.loads(line).get('errors')
		except (ValueError, AttributeError):
			failures = None
		if failures:
			self._failed(andon.errors.of_failures(failures))
		raise andon.errors.LinkLost(u'a subscription was answered with HTTP status %s' % self._status)

	def _failed(self, error):
		if error.code == u'UNAUTHENTICATED':
			raise andon.errors.LinkLost(error.message, refused=True)
		raise error
