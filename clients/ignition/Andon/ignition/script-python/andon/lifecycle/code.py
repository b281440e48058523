"""
Starts, ends and watches over the one bridge of the gateway.

It is kept among the gateway's globals, since threads outlive a save of the project while this module does not. Nothing starts when a module is
loaded: that happens more than once.
"""

from java.util.concurrent.locks import ReentrantLock

# Raised with each change of the pack, so that a bridge of an older one is replaced.
VERSION = u'1'


def start():
	"""Ends the bridge that runs, if one does, and starts another: for the startup script."""
	shared = _shared()
	shared['lock'].lock()
	try:
		_end(shared)
		made = andon.bridge.Bridge(_fingerprint())
		shared['bridge'] = made
		made.start()
		andon.log.info(u'the bridge follows %s' % andon.config.URL)
	finally:
		shared['lock'].unlock()


def stop():
	"""Ends it: for the shutdown script."""
	shared = _shared()
	shared['lock'].lock()
	try:
		_end(shared)
	finally:
		shared['lock'].unlock()


def ensure():
	"""Starts the bridge when there is none, when a thread of it has died or hangs, and when settings have changed: for a timer."""
	made = _shared()['bridge']
	if made is not None and made.is_alive() and made.fingerprint == _fingerprint():
		return
	if made is not None:
		andon.log.warn(u'the bridge is started anew')
	start()


def bridge():
	"""The bridge that runs, or None."""
	return _shared()['bridge']


def _end(shared):
	made = shared['bridge']
	shared['bridge'] = None
	if made is not None:
		made.stop()


def _shared():
	shared = system.util.getGlobals()
	if 'andon.lifecycle' not in shared:
		shared['andon.lifecycle'] = {'lock': ReentrantLock(), 'bridge': None}
	return shared['andon.lifecycle']


def _fingerprint():
	settings = vars(andon.config)
	return VERSION + u' ' + u' '.join([u'%s=%r' % (name, settings[name]) for name in sorted(settings) if name.isupper()])
