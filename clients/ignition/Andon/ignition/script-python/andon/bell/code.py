"""The sound of a critical alert, made here, so that no file has to be installed."""

import base64
import math
import struct

RATE = 8000
# Two tones, three times, as pairs of Hz and seconds.
TONES = [(880.0, 0.12), (660.0, 0.12)] * 3


def source():
	"""A WAV as a data address, for the audio component."""
	samples = []
	for hertz, seconds in TONES:
		length = int(RATE * seconds)
		# Each tone swells and fades, since a cut tone clicks.
		samples.extend([int(128 + 90 * math.sin(math.pi * n / length) * math.sin(2 * math.pi * hertz * n / RATE)) for n in range(length)])
	data = ''.join([chr(sample) for sample in samples])
	form = struct.pack('<HHIIHH', 1, 1, RATE, RATE, 1, 8)
	head = 'RIFF' + struct.pack('<I', 36 + len(data)) + 'WAVEfmt ' + struct.pack('<I', len(form)) + form + 'data' + struct.pack('<I', len(data))
	return u'data:audio/wav;base64,' + base64.b64encode(head + data).decode('ascii')
