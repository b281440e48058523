"""Time: the gateway's for what is told, the machine's for what is measured, which nobody sets."""

from java.lang import System
from java.time import Instant


def now_ms():
	"""Epoch ms of the gateway's clock."""
	return system.date.toMillis(system.date.now())


def elapsed_ms():
	return System.nanoTime() // 1000000


def millis(text):
	"""Epoch ms of a time as the server writes it, RFC 3339."""
	return Instant.parse(text).toEpochMilli()


def date(text):
	"""The same as Ignition's date."""
	return system.date.fromMillis(millis(text))
