"""
A strict stand-in for Ignition's `system`: the functions that its documentation describes, with their signatures and types, as far as the pack uses
them. Whatever else is asked for, or otherwise than documented, raises and is noted as a violation, also where the caller catches it.
"""

from java.util import Date
from java.util.concurrent import CopyOnWriteArrayList

violations = CopyOnWriteArrayList()


def violation(text):
	violations.add(unicode(text))
	raise AssertionError(text)


def check(condition, text):
	if not condition:
		violation(text)


def is_text(value):
	return isinstance(value, basestring)


def plain(value, where):
	"""A copy of what crosses from one script scope to another: only what Ignition can serialise may."""
	if value is None or isinstance(value, (bool, int, long, float, basestring, Date)):
		return value
	if isinstance(value, dict):
		for name in value:
			check(is_text(name), u'%s: a key that is not text: %r' % (where, name))
		return dict([(name, plain(value[name], where)) for name in value])
	if isinstance(value, (list, tuple)):
		return [plain(one, where) for one in value]
	return violation(u'%s: a %s cannot be sent' % (where, type(value)))


class Strict(object):
	"""A module of which only what is there may be asked for."""

	def __init__(self, name, module):
		self.__dict__['_name'] = name
		self.__dict__['_module'] = module

	def __getattr__(self, name):
		known = self.__dict__['_module']
		if name.startswith('_') or name not in known.OFFERED:
			return violation(u'%s.%s is not a function of Ignition, or not one that this stub knows' % (self.__dict__['_name'], name))
		function = getattr(known, name)

		def called(*positional, **named):
			try:
				return function(*positional, **named)
			except TypeError, problem:
				if u'%s()' % name in unicode(problem):
					violation(u'%s.%s' % (self.__dict__['_name'], problem))
				raise

		return called


def stub():
	"""What scripts know as `system`."""
	from system import date, eventstream, perspective, tag, util
	return _System(date, eventstream, perspective, tag, util)


class _System(object):
	def __init__(self, date, eventstream, perspective, tag, util):
		self.__dict__.update({
			'date': Strict(u'system.date', date), 'eventstream': Strict(u'system.eventstream', eventstream), 'perspective': Strict(u'system.perspective', perspective),
			'tag': Strict(u'system.tag', tag), 'util': Strict(u'system.util', util),
		})

	def __getattr__(self, name):
		return violation(u'system.%s is not a part of Ignition that this stub knows' % name)
