"""
Starts, ends and watches over the bridges of the gateway: one follows recommendations, another alarms.

They are kept among the gateway's globals, since threads outlive a save of the project while this module does not. Nothing starts when a module is
loaded: that happens more than once.
"""

from java.util.concurrent.locks import ReentrantLock

# Raised with each change of the pack, so that a bridge of an older one is replaced.
VERSION = u'2'
# Where a bridge of each feed is kept.
KEYS = ('bridge', 'alarm-bridge')


def start():
	"""Ends the bridges that run, if any do, and starts others: for the startup script."""
	shared = _shared()
	shared['lock'].lock()
	try:
		_end(shared)
		for key, feed in _feeds():
			made = andon.bridge.Bridge(_fingerprint(), feed)
			shared[key] = made
			made.start()
			andon.log.info(u'a bridge follows %s of %s' % (feed.NAME, andon.config.URL))
	finally:
		shared['lock'].unlock()


def stop():
	"""Ends them: for the shutdown script."""
	shared = _shared()
	shared['lock'].lock()
	try:
		_end(shared)
	finally:
		shared['lock'].unlock()


def ensure():
	"""Starts the bridges when one is not there, when a thread of one has died or hangs, and when settings have changed: for a timer."""
	running = [_shared().get(key) for key, _ in _feeds()]
	if not [made for made in running if made is None or not made.is_alive() or made.fingerprint != _fingerprint()]:
		return
	if [made for made in running if made is not None]:
		andon.log.warn(u'the bridges are started anew')
	start()


def bridge(feed):
	"""The bridge of a feed that runs, or None."""
	return _shared().get(feed.BRIDGE)


def _end(shared):
	ending = [shared[key] for key in KEYS if shared.get(key) is not None]
	for key in KEYS:
		shared[key] = None
	for made in ending:
		made.stop()


def _feeds():
	feeds = [andon.recommendations, andon.alarms] if andon.config.FOLLOW_ALARMS else [andon.recommendations]
	return [(feed.BRIDGE, feed) for feed in feeds]


def _shared():
	shared = system.util.getGlobals()
	if 'andon.lifecycle' not in shared:
		shared['andon.lifecycle'] = {'lock': ReentrantLock()}
	return shared['andon.lifecycle']


def _fingerprint():
	settings = vars(andon.config)
	return VERSION + u' ' + u' '.join([u'%s=%r' % (name, settings[name]) for name in sorted(settings) if name.isupper()])
