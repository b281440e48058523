"""The log of the pack in the gateway's wrapper log, without any key in it."""

import re

_KEY = re.compile(u'andon_([0-9a-f]{12})_[A-Za-z0-9_-]+')
_BEARER = re.compile(u'(?i)(bearer\\s+)[^\\s"\',}]+')


def safe(text):
	"""The text as unicode, with keys and tokens made unreadable."""
	if isinstance(text, str):
		text = text.decode('utf-8', 'replace')
	elif not isinstance(text, unicode):
		text = unicode(text)
	return _BEARER.sub(u'\\1***', _KEY.sub(u'andon_\\1_***', text))


def info(text):
	system.util.getLogger('Andon').info(safe(text))


def warn(text):
	system.util.getLogger('Andon').warn(safe(text))


def error(text):
	system.util.getLogger('Andon').error(safe(text))
