"""What can go wrong between gateway and server."""

from java.lang import Throwable


class AndonError(Exception):
	"""
	An answer of the server: `code` is one of docs/integrate/errors.md, or UNREACHABLE (no answer came; a mutation may have happened all the same)
	or PROTOCOL (the other side is no such server).
	"""

	def __init__(self, code, message, extensions=None):
		Exception.__init__(self, message)
		self.code = code
		self.message = message
		self.extensions = extensions or {}
		self.retry_after_ms = milliseconds(self.extensions.get(u'retryAfterMs'))


class LinkLost(Exception):
	"""
	A connection that is over. `refused`: the server does not take the key. `unsupported`: something answered that knows no WebSocket.
	"""

	def __init__(self, reason, retry_after_ms=None, refused=False, unsupported=False):
		Exception.__init__(self, reason)
		self.reason = reason
		self.retry_after_ms = retry_after_ms
		self.refused = refused
		self.unsupported = unsupported


def of_failures(failures):
	"""The error in the list `errors` of an answer."""
	first = failures[0] if isinstance(failures, list) and failures and isinstance(failures[0], dict) else {}
	extensions = first.get(u'extensions') or {}
	return AndonError(extensions.get(u'code') or u'INTERNAL', first.get(u'message') or u'an error without a message', extensions)


def milliseconds(value):
	"""A time span that somebody else wrote; None when it is none."""
	if isinstance(value, bool) or not isinstance(value, (int, long, float)):
		return None
	return value if 0 <= value < 86400000 else None


def reason_of(problem):
	"""Words for an exception of Python or of Java."""
	if isinstance(problem, Throwable):
		while problem.getCause() is not None:
			problem = problem.getCause()
		return problem.getMessage() or problem.getClass().getSimpleName()
	if isinstance(problem, (AndonError, LinkLost)):
		return problem.args[0]
	return u'%s: %s' % (type(problem).__name__, andon.log.safe(str(problem)))
