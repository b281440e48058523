def handleMessage(session, payload):
	andon.sessions.receive(session, payload)
