"""
Readings that wait for the server, one JSON a line in numbered files of the gateway's folder, oldest first: they survive a restart of the gateway.

A reading that is sent again counts as a duplicate at the server, so a file goes only after its whole content was answered.
"""

import json

from java.io import BufferedReader, BufferedWriter, File, FileInputStream, FileOutputStream, InputStreamReader, OutputStreamWriter
from java.util.concurrent.locks import ReentrantLock

SUFFIX = u'.readings'


def lock():
	shared = system.util.getGlobals()
	if 'andon.waiting' not in shared:
		shared['andon.waiting'] = ReentrantLock()
	return shared['andon.waiting']


def files():
	"""Oldest first."""
	folder = File(andon.config.FOLDER, u'waiting')
	names = sorted([name for name in (folder.list() or []) if name.endswith(SUFFIX)])
	return [File(folder, name) for name in names]


def size():
	"""Bytes that wait."""
	return sum([file.length() for file in files()])


def add(readings):
	"""Keeps readings, and drops the oldest files beyond the bound; answers how many readings were dropped."""
	folder = File(andon.config.FOLDER, u'waiting')
	folder.mkdirs()
	known = files()
	last = 0 if not known else int(known[-1].getName()[:-len(SUFFIX)])
	target = File(folder, u'%016d%s' % (last + 1, SUFFIX))
	# Under another name until it is whole and on the disk.
	part = File(folder, target.getName() + u'.part')
	stream = FileOutputStream(part)
	writer = BufferedWriter(OutputStreamWriter(stream, 'UTF-8'))
	try:
		for reading in readings:
			writer.write(json.dumps(reading))
			writer.newLine()
		writer.flush()
		stream.getFD().sync()
	finally:
		writer.close()
	if not part.renameTo(target):
		raise andon.errors.AndonError(u'UNAVAILABLE', u'%s cannot be written' % target.getPath())
	dropped = 0
	known = files()
	while len(known) > 1 and sum([file.length() for file in known]) > andon.config.WAITING_BYTES:
		dropped += len(read(known[0]))
		remove(known.pop(0))
	return dropped


def read(file):
	readings = []
	reader = BufferedReader(InputStreamReader(FileInputStream(file), 'UTF-8'))
	try:
		line = reader.readLine()
		while line is not None:
			readings.append(json.loads(line))
			line = reader.readLine()
	finally:
		reader.close()
	return readings


def remove(file):
	if not file.delete():
		raise andon.errors.AndonError(u'UNAVAILABLE', u'%s cannot be removed' % file.getPath())
