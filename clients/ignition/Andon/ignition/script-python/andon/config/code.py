"""
The settings of the Andon pack, all of them. Change them here and save the project: the bridge starts anew with them.

No key stands here: it is read from a file of the gateway, again at each attempt to connect, so a renewed key needs no restart.
"""

# Where the Andon server takes GraphQL. https:// makes the subscription go by wss://.
URL = u'http://127.0.0.1:4000/graphql'

# A folder on the gateway that only the user of the Ignition service reads: the key, the CA, and readings that wait for the server.
FOLDER = u'/usr/local/bin/ignition/data/andon'
# The API key or token, a text file. u'': the server has no authentication.
KEY_FILE = FOLDER + u'/key'
# PEM of the authority that signed the server's certificate: then no other is trusted. u'': those that Java trusts.
CA_FILE = u''

# Secrets of the server's webhooks, a line each, if an event stream takes them.
WEBHOOK_SECRET_FILE = FOLDER + u'/webhook-secret'

# The project that holds this pack, and those whose Perspective sessions are told of recommendations.
PROJECT = u'Andon'
SESSION_PROJECTS = [u'Andon']

# False: recommendations only, without the conditions of machines.
FOLLOW_ALARMS = True

# Sites to follow; None: all that the key reaches.
SITES = None
# Which security levels a session needs, one of them, to be told of a site; u'*' is for sites that are not named.
SITE_LEVELS = {u'*': [u'Authenticated']}
# Which ones it needs to decide on recommendations and to act on alarms.
DECIDE_LEVELS = [u'Authenticated']

# Folders of memory tags; the pack makes them.
TAGS = u'[default]Andon'
LATEST_TAGS = u'[default]ML_Recommendations/Latest'

# u'auto' takes WebSocket, and server-sent events where something on the way refuses WebSockets. Or u'websocket', or u'sse'.
TRANSPORT = u'auto'

# Events that may wait for tags and messages. Beyond that the subscription is left, and taken up again by its cursor.
MOST_WAITING = 1000
# The application's ping, and how long its pong may take, in ms.
PING_EVERY_MS = 10000
PONG_WITHIN_MS = 8000
# How long a stream of server-sent events may be silent, in ms; the server gives a sign of life every 12 s.
SILENT_FOR_MS = 30000
# How long connecting and each request may take, in ms.
ANSWER_WITHIN_MS = 10000
# Pauses between attempts to connect, in ms: drawn at random from a span that doubles from the first to the longest.
FIRST_PAUSE_MS = 500
LONGEST_PAUSE_MS = 10000
# After a refused key; ended sooner by a new key in the file.
REFUSED_PAUSE_MS = 30000
# How often state and figures are written to tags, in ms.
METRICS_EVERY_MS = 1000

# The site of the readings that are sent; None: the server's only one, or the only one of the key.
READINGS_SITE = None
# At most so many in a request, and so many bytes of them in the folder while the server is away.
READINGS_AT_ONCE = 2000
WAITING_BYTES = 200000000

# The page that the view Andon/Console shows; None: the one of the server at URL.
CONSOLE_URL = None
# How long a toast stays, in ms; a critical one stays until it is closed.
TOAST_MS = 8000


def console_url():
	return CONSOLE_URL or URL[:URL.index(u'/', 8)] + u'/'
