"""
Readings out of Ignition: for the script handler of an event stream, whose source are tag events, and for a timer that sends what had to wait.

What the server rejects is told in tags and kept there in quarantine; it is not sent again.
"""

import json

TOLD_REJECTIONS = 20
TOLD_LETTERS = 200
# The server refuses requests of more than 20 MB as a whole. A reading has so many bytes beside its text, of which each letter may take six.
REQUEST_BYTES = 5000000
BYTES_BESIDE_TEXT = 1000
# The server rejects texts of more than 4,096 letters, and keeps what it was sent; more than this is not worth sending.
LONGEST_TEXT = 500000


def send(events):
	"""
	For the handler of an event stream. Sends a batch; while the server is away it waits in the gateway's folder instead, in order, and the stream goes on.
	"""
	readings = [_reading(event) for event in events]
	lock = andon.waiting.lock()
	lock.lock()
	try:
		if not andon.waiting.files():
			readings = _send(readings)
		if readings:
			lost = andon.waiting.add(readings)
			_count({'Lost': lost})
	finally:
		lock.unlock()
	_tell_waiting()


def forward():
	"""For a timer: sends what waits, the oldest first, until it is gone or the server is away again."""
	lock = andon.waiting.lock()
	lock.lock()
	try:
		waiting = andon.waiting.files()
		if not waiting:
			return
		for file in waiting:
			if _send(andon.waiting.read(file)):
				break
			andon.waiting.remove(file)
	finally:
		lock.unlock()
	_tell_waiting()


def _send(readings):
	"""Answers what is to be sent again: all from the first request on that was not answered."""
	while readings:
		part = _part(readings)
		try:
			done = andon.http.post(andon.documents.INGEST, {'readings': part})['done']
		except andon.errors.AndonError, problem:
			reason = andon.log.safe(problem.message)
			andon.tags.write([(andon.tags.path('Readings', 'LastError'), reason)])
			if problem.code == u'BAD_USER_INPUT':
				# The same request would be answered the same way for ever, and hold up what comes after it.
				andon.log.error(u'%d readings are lost: %s' % (len(part), reason))
				_count({'Lost': len(part)})
				readings = readings[len(part):]
				continue
			andon.log.warn(u'%d readings wait: %s' % (len(readings), reason))
			return readings
		rejected = [dict(one, reading=_told(part[one['index']])) for one in done['rejected']]
		_count({'Accepted': done['accepted'], 'Duplicates': done['duplicates'], 'Rejected': len(rejected)})
		told = [(andon.tags.path('Readings', 'LastError'), u'')]
		if rejected:
			told.append((andon.tags.path('Readings', 'LastRejected'), json.dumps(rejected[:TOLD_REJECTIONS])))
		andon.tags.write(told)
		readings = readings[len(part):]
	return []


def _part(readings):
	"""The first of them, as many as one request takes, by number and by size."""
	size = 0
	for n, reading in enumerate(readings[:andon.config.READINGS_AT_ONCE]):
		text = reading['value'] if isinstance(reading['value'], basestring) else u''
		size += BYTES_BESIDE_TEXT + 6 * len(text)
		if size > REQUEST_BYTES and n > 0:
			return readings[:n]
	return readings[:andon.config.READINGS_AT_ONCE]


def _told(reading):
	"""As a tag holds it, which is no place for long texts."""
	value = reading['value']
	return dict(reading, value=value[:TOLD_LETTERS]) if isinstance(value, basestring) else reading


def _reading(event):
	"""A tag event as the server takes readings. A tag path ends with equipment and sensor: [default]Mine/HAUL-001/temperature."""
	data, metadata = _mapping(event.data), event.metadata
	reading = {'tagPath': unicode(metadata['tagPath']), 'quality': _quality(data.get('quality')), 'timestamp': _time(data.get('timestamp'))}
	if andon.config.READINGS_SITE is not None:
		reading['siteId'] = andon.config.READINGS_SITE
	value = data.get('value')
	value = value if value is None or isinstance(value, (bool, int, long, float, basestring)) else unicode(value)
	reading['value'] = value[:LONGEST_TEXT] if isinstance(value, basestring) else value
	return reading


def _mapping(data):
	"""The encoder's object as a dict: it may be text, or an object of Java's."""
	if isinstance(data, basestring):
		return json.loads(data)
	return dict([(name, data.get(name)) for name in ('value', 'quality', 'timestamp')])


def _quality(quality):
	"""Ignition's codes begin with Good, Uncertain, Bad or Error; what has none is good."""
	if hasattr(quality, 'isGood'):
		return u'GOOD' if quality.isGood() else u'UNCERTAIN' if quality.isUncertain() else u'BAD'
	name = unicode(u'Good' if quality is None else quality).lower()
	return u'GOOD' if name.startswith(u'good') else u'UNCERTAIN' if name.startswith(u'uncertain') else u'BAD'


def _time(time):
	"""Epoch ms of a date; a number or text goes as it is, which the server reads."""
	if time is None:
		return andon.clock.now_ms()
	return time.getTime() if hasattr(time, 'getTime') else time


def _count(added):
	names = sorted([name for name in added if added[name]])
	if not names:
		return
	paths = [andon.tags.path('Readings', name) for name in names]
	known = system.tag.readBlocking(paths)
	andon.tags.write([(paths[n], (known[n].value or 0) + added[names[n]]) for n in range(len(names))])


def _tell_waiting():
	andon.tags.write([(andon.tags.path('Readings', 'WaitingBytes'), andon.waiting.size())])
