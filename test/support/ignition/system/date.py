"""system.date, over a clock that tests may set."""

from java.lang import System
from java.text import SimpleDateFormat
from java.util import Date
from system import check, is_text

OFFERED = ('now', 'toMillis', 'fromMillis', 'format', 'addHours', 'millisBetween')

offset_ms = [0]


def now():
	return Date(System.currentTimeMillis() + offset_ms[0])


def toMillis(date):
	check(isinstance(date, Date), u'system.date.toMillis takes a date, not %r' % (date,))
	return date.getTime()


def fromMillis(millis):
	check(isinstance(millis, (int, long)), u'system.date.fromMillis takes a whole number, not %r' % (millis,))
	return Date(millis)


def format(date, format='yyyy-MM-dd HH:mm:ss'):
	check(isinstance(date, Date) and is_text(format), u'system.date.format takes a date and a pattern')
	return SimpleDateFormat(format).format(date)


def addHours(date, value):
	check(isinstance(date, Date) and isinstance(value, (int, long)), u'system.date.addHours takes a date and a whole number')
	return Date(date.getTime() + value * 3600000)


def millisBetween(date_1, date_2):
	check(isinstance(date_1, Date) and isinstance(date_2, Date), u'system.date.millisBetween takes two dates')
	return date_2.getTime() - date_1.getTime()
