"""
Webhooks of the server, for the script handler of an event stream whose source is an HTTP endpoint: signed CloudEvents, told to sessions and in tags.

What is not signed by the secret, too old, or come before is dropped and counted: the sender was answered already, and would send it no other way.
"""

import json
from collections import OrderedDict

from java.io import File, IOException
from java.lang import String
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


class Refused(Exception):
	"""It is not the server's, or not one for now; why, in words."""


def receive(events):
	"""For the script handler; the source's encoder is String, so that `data` is the text that was signed."""
	lock = _shared()['lock']
	lock.lock()
	try:
		for event in events:
			try:
				_take(event)
			except Refused, problem:
				reason = andon.log.safe(unicode(problem.args[0]))
				andon.log.warn(u'a webhook was dropped: %s' % reason)
				_count('Refused', [(andon.tags.path('Webhooks', 'LastRefusal'), reason)])
	finally:
		lock.unlock()


def _take(event):
	headers = _headers(event.metadata)
	message_id = headers.get(u'webhook-id')
	_check(message_id, headers.get(u'webhook-timestamp'), headers.get(u'webhook-signature'), unicode(event.data))
	seen = _shared()['seen']
	if message_id in seen:
		_count('Duplicates', [])
		return
	try:
		told = json.loads(event.data)
		kind, data = told['type'], told['data']
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
	# Remembered after it was told: what fails is tried again by the stream.
	seen[message_id] = True
	if len(seen) > REMEMBERED:
		seen.popitem(last=False)
	latest = andon.tags.path('Webhooks', 'Latest')
	_count('Accepted', [(latest, event.data), (andon.tags.path('Webhooks', 'LatestAt'), message['timestamp'])])


def _check(message_id, timestamp, signatures, body):
	"""Raises Refused unless one of the signatures is by one of the secrets in the file, which may hold an old and a new one, a line each."""
	if not message_id or not timestamp or not signatures:
		raise Refused(u'it is not signed')
	try:
		age_s = andon.clock.now_ms() / 1000 - int(timestamp)
	except ValueError:
		raise Refused(u'its time cannot be read')
	if abs(age_s) > WITHIN_S:
		raise Refused(u'it is signed for a time %d s away' % abs(age_s))
	signed = String(u'%s.%s.%s' % (message_id, timestamp, body)).getBytes(StandardCharsets.UTF_8)
	given = [one[3:] for one in signatures.split(u' ') if one.startswith(u'v1,')]
	for secret in _secrets():
		mac = Mac.getInstance('HmacSHA256')
		mac.init(SecretKeySpec(secret, 'HmacSHA256'))
		own = Base64.getEncoder().encode(mac.doFinal(signed))
		# Compared in a time that says nothing of where they differ.
		if [one for one in given if MessageDigest.isEqual(own, String(one).getBytes(StandardCharsets.UTF_8))]:
			return
	raise Refused(u'its signature is not by the secret')


def _secrets():
	"""As bytes; read anew each time, so that a new one counts at once."""
	try:
		text = unicode(String(Files.readAllBytes(File(andon.config.WEBHOOK_SECRET_FILE).toPath()), StandardCharsets.UTF_8))
	except IOException, problem:
		raise Refused(u'the file of the secret cannot be read: %s' % andon.errors.reason_of(problem))
	lines = [line.strip() for line in text.split(u'\n')]
	return [Base64.getDecoder().decode(line[len(PREFIX):]) for line in lines if line.startswith(PREFIX)]


def _headers(metadata):
	"""By small letters; a header that came several times may be a list."""
	headers = metadata['headers']
	found = {}
	for name in headers.keys():
		value = headers[name]
		found[unicode(name).lower()] = unicode(value if isinstance(value, basestring) else value[0])
	return found


def _count(name, more):
	andon.tags.ensure()
	path = andon.tags.path('Webhooks', name)
	andon.tags.write([(path, (andon.tags.read('Webhooks', name) or 0) + 1)] + more)


def _shared():
	shared = system.util.getGlobals()
	if 'andon.webhooks' not in shared:
		shared['andon.webhooks'] = {'lock': ReentrantLock(), 'seen': OrderedDict()}
	return shared['andon.webhooks']
