"""system.tag, over memory tags with their data types."""

from threading import Lock

from java.lang import Runnable, Thread
from java.util import ArrayList, Collections, Date
from java.util.concurrent import Executors
from system import check, is_text, violation

OFFERED = ('readBlocking', 'writeBlocking', 'writeAsync', 'exists', 'configure')

TYPES = {'String': (basestring,), 'Int4': (int, long), 'Int8': (int, long), 'Float8': (int, long, float), 'Boolean': (bool,), 'DateTime': (Date,)}

lock = Lock()
# Full path to {'type', 'value'}; a folder has no type.
stored = {}
# (path, value) of each writeBlocking, in order.
history = Collections.synchronizedList(ArrayList())
# The only paths whose writes are kept; None: all.
kept = [None]
# How long a blocking write takes, in ms, and a path that is refused.
slow_ms = [0]
refused = [None]
_async = Executors.newSingleThreadExecutor()


class Quality(object):
	def __init__(self, name):
		self.name = name

	def isGood(self):
		return self.name == u'Good'

	def __unicode__(self):
		return self.name

	__str__ = __repr__ = lambda self: self.name.encode('ascii')


class Qualified(object):
	def __init__(self, value, quality):
		self.value = value
		self.quality = quality


def readBlocking(tagPaths, timeout=45000):
	_paths(tagPaths, u'readBlocking')
	with lock:
		return [Qualified(stored[path]['value'], Quality(u'Good')) if path in stored else Qualified(None, Quality(u'Bad_NotFound')) for path in tagPaths]


def writeBlocking(tagPaths, values, timeout=45000):
	_paths(tagPaths, u'writeBlocking')
	check(isinstance(values, list) and len(values) == len(tagPaths), u'writeBlocking takes as many values as paths')
	if slow_ms[0]:
		Thread.sleep(slow_ms[0])
	return _write(tagPaths, values, True)


def writeAsync(tagPaths, values, callback=None):
	_paths(tagPaths, u'writeAsync')
	check(isinstance(values, list) and len(values) == len(tagPaths), u'writeAsync takes as many values as paths')
	_async.submit(_Later(lambda: _write(tagPaths, values, False)))


def exists(tagPath):
	check(is_text(tagPath), u'exists takes a path')
	with lock:
		return tagPath in stored


def configure(basePath, tags, collisionPolicy='o'):
	check(is_text(basePath) and basePath.startswith(u'[') and isinstance(tags, list), u'configure takes a base path and a list of tags')
	check(collisionPolicy in ('a', 'i', 'o', 'm'), u'configure knows no collision policy %r' % collisionPolicy)
	with lock:
		check(basePath in stored, u'configure: there is no folder %s' % basePath)
	made = []
	for one in tags:
		_configure(basePath, one, collisionPolicy, made)
	return [Quality(u'Good') for _ in made]


def _configure(base, one, policy, made):
	for name in one:
		check(name in ('name', 'tagType', 'valueSource', 'dataType', 'tags'), u'configure: an unknown property %s' % name)
	path = base + one['name'] if base.endswith(u']') else base + u'/' + one['name']
	if one['tagType'] == 'Folder':
		with lock:
			stored.setdefault(path, {'type': None, 'value': None})
		for child in one.get('tags', []):
			_configure(path, child, policy, made)
		return
	check(one['tagType'] == 'AtomicTag' and one['valueSource'] == 'memory' and one['dataType'] in TYPES, u'configure: no such tag %r' % one)
	with lock:
		if policy == 'm' and path in stored:
			stored[path]['type'] = one['dataType']
		else:
			stored[path] = {'type': one['dataType'], 'value': None}
	made.append(path)


def _write(paths, values, blocking):
	answers = []
	for n in range(len(paths)):
		path, value = paths[n], values[n]
		if path == refused[0]:
			answers.append(Quality(u'Bad_Failure'))
			continue
		with lock:
			if path not in stored or stored[path]['type'] is None:
				answers.append(Quality(u'Bad_NotFound'))
				continue
			kind = stored[path]['type']
			if value is not None and (not isinstance(value, TYPES[kind]) or isinstance(value, bool) and kind != 'Boolean'):
				violation(u'%s is of type %s, and was given %r' % (path, kind, value))
			stored[path]['value'] = value
			if blocking and (kept[0] is None or path in kept[0]):
				history.add((path, value))
		answers.append(Quality(u'Good'))
	return answers


def _paths(paths, name):
	check(isinstance(paths, list) and len(paths) > 0, u'%s takes a list of paths' % name)
	for path in paths:
		check(is_text(path) and path.startswith(u'['), u'%s: %r is not a full path' % (name, path))




class _Later(Runnable):
	def __init__(self, work):
		self.work = work

	def run(self):
		try:
			self.work()
		except AssertionError:
			# Noted as a violation; nobody waits for this write.
			return
