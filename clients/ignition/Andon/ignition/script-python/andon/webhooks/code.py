"""
Webhooks of the server, signed CloudEvents: a Web Dev resource takes them, an event stream tells of them in sessions and tags.

What is not signed by the secret, or too old, is refused and counted; what has come before is counted and dropped. The resource answers the sender
after the stream is done, so what fails there is sent again.
"""

import json
from array import array
from collections import OrderedDict

from java.io import File, IOException
from java.lang import IllegalArgumentException, String
from java.nio.charset import StandardCharsets
from java.nio.file import Files
from java.security import MessageDigest
from java.util import Base64
from java.util.concurrent.locks import ReentrantLock
from javax.crypto import Mac
from javax.crypto.spec import SecretKeySpec

# How far the sender's clock may be off, in s, as Standard Webhooks says; what is older may be a copy that somebody sends again.
WITHIN_S = 300
PREFIX = u'whsec_'
TYPE = u'andon.'
REMEMBERED = 1000
# The event stream that tells of what is taken.
STREAM = 'andon-webhooks'


class Refused(Exception):
	"""It is not the server's, or not one for now; why, in words."""


def take(request):
	"""
	For doPost of the Web Dev resource `webhooks`: checks the request, hands its CloudEvent to the stream, and returns what the sender is answered. By
	the status the server sees whether to send again: 200 it was told, 401 it is not signed for now, 415 it cannot be checked, 503 the stream failed.
	"""
	data = request['data']
	if not isinstance(data, (basestring, array)):
		# Web Dev takes bodies apart that say they are application/json; the server's say application/cloudevents+json.
		return _answer(request, 415, _refuse(u'its body is not as it was signed'))
	# Web Dev hands on what is no text/* as the bytes that came.
	body = unicode(data) if isinstance(data, basestring) else unicode(String(data, StandardCharsets.UTF_8))
	try:
		_check(request['headers'], body)
	except Refused, problem:
		return _answer(request, 401, _refuse(problem.args[0]))
	result = system.eventstream.publishEvent(andon.config.PROJECT, STREAM, body, True)
	if result['errorMessage'] is not None:
		andon.log.warn(u'the event stream %s has failed: %s' % (STREAM, result['errorMessage']))
		return _answer(request, 503, u'the event stream has failed')
	return _answer(request, 200, u'taken')


def tell(events):
	"""For the script handler of that stream, to which only scripts of the gateway publish; raises when tags or messages fail."""
	_each(events, lambda event: _tell(unicode(event.data)))


def receive(events):
	"""For the script handler of a stream of your own with an HTTP source, whose encoder is String, so that `data` is the text that was signed."""

	def checked(event):
		_check(event.metadata['headers'], unicode(event.data))
		_tell(unicode(event.data))

	_each(events, checked)


def _each(events, do):
	lock = _shared()['lock']
	lock.lock()
	try:
		for event in events:
			try:
				do(event)
			except Refused, problem:
				_refuse(problem.args[0])
	finally:
		lock.unlock()


def _tell(body):
	try:
		told = json.loads(body)
		message_id, kind, data = told['id'], told['type'], told['data']
		if message_id in _shared()['seen']:
			_count('Duplicates', [])
			return
		alarm = data['alarm']
		message = {
			'kind': data['kind'].lower(), 'route': data.get('route'), 'step': data.get('step'), 'operatorId': data.get('operatorId'), 'note': data.get('note'),
			'timestamp': andon.clock.date(told['time']), 'eventId': message_id, 'eventNumber': data.get('number'), 'alarmId': alarm['alarmId'],
			'version': alarm['version'], 'siteId': alarm['siteId'], 'equipmentId': alarm['equipmentId'], 'problem': alarm['problem'],
			'sentence': alarm['sentence'], 'severity': alarm['severity'].lower(), 'state': alarm['state'].lower(), 'isActive': alarm['isActive'],
		}
	except (ValueError, KeyError, TypeError, AttributeError):
		raise Refused(u'it is signed, but no CloudEvent about an alarm')
	if not kind.startswith(TYPE):
		raise Refused(u'it is signed, but of type %s' % kind)
	for step in andon.handover.sending(andon.payloads.message(andon.payloads.NOTIFICATION, message)):
		step()
	# Remembered after it was told: what fails is tried again.
	seen = _shared()['seen']
	seen[message_id] = True
	if len(seen) > REMEMBERED:
		seen.popitem(last=False)
	latest = andon.tags.path('Webhooks', 'Latest')
	_count('Accepted', [(latest, body), (andon.tags.path('Webhooks', 'LatestAt'), message['timestamp'])])


def _check(given, body):
	"""Raises Refused unless a signature in the headers is by one of the secrets in the file, which may hold an old and a new one, a line each."""
	headers = _headers(given)
	message_id, timestamp, signatures = [headers.get(u'webhook-' + name) for name in (u'id', u'timestamp', u'signature')]
	if not message_id or not timestamp or not signatures:
		raise Refused(u'it is not signed')
	try:
		age_s = andon.clock.now_ms() / 1000 - int(timestamp)
	except ValueError:
		raise Refused(u'its time cannot be read')
	if abs(age_s) > WITHIN_S:
		raise Refused(u'it is signed for a time %d s away' % abs(age_s))
	signed = String(u'%s.%s.%s' % (message_id, timestamp, body)).getBytes(StandardCharsets.UTF_8)
	known = [one[3:] for one in signatures.split(u' ') if one.startswith(u'v1,')]
	for secret in _secrets():
		mac = Mac.getInstance('HmacSHA256')
		mac.init(SecretKeySpec(secret, 'HmacSHA256'))
		own = Base64.getEncoder().encode(mac.doFinal(signed))
		# Compared in a time that says nothing of where they differ.
		if [one for one in known if MessageDigest.isEqual(own, String(one).getBytes(StandardCharsets.UTF_8))]:
			return
	raise Refused(u'its signature is not by the secret')


def _secrets():
	"""As bytes; read anew each time, so that a new one counts at once."""
	try:
		text = unicode(String(Files.readAllBytes(File(andon.config.WEBHOOK_SECRET_FILE).toPath()), StandardCharsets.UTF_8))
	except IOException, problem:
		raise Refused(u'the file of the secret cannot be read: %s' % andon.errors.reason_of(problem))
	lines = [line.strip() for line in text.split(u'\n')]
	try:
		return [Base64.getDecoder().decode(line[len(PREFIX):]) for line in lines if line.startswith(PREFIX)]
	except IllegalArgumentException:
		raise Refused(u'a secret in the file is not base64')


def _headers(headers):
	"""By small letters; a header that came several times may be a list."""
	found = {}
	for name in headers.keys():
		value = headers[name]
		found[unicode(name).lower()] = unicode(value if isinstance(value, basestring) else value[0])
	return found


def _refuse(reason):
	"""Counts and logs it; returns the reason."""
	told = andon.log.safe(unicode(reason))
	andon.log.warn(u'a webhook was refused: %s' % told)
	lock = _shared()['lock']
	lock.lock()
	try:
		_count('Refused', [(andon.tags.path('Webhooks', 'LastRefusal'), told)])
	finally:
		lock.unlock()
	return told


def _answer(request, status, text):
	request['servletResponse'].setStatus(status)
	return {'json': {'ok': status == 200, 'message': text}}


def _count(name, more):
	andon.tags.ensure()
	path = andon.tags.path('Webhooks', name)
	andon.tags.write([(path, (andon.tags.read('Webhooks', name) or 0) + 1)] + more)


def _shared():
	shared = system.util.getGlobals()
	if 'andon.webhooks' not in shared:
		shared['andon.webhooks'] = {'lock': ReentrantLock(), 'seen': OrderedDict()}
	return shared['andon.webhooks']
