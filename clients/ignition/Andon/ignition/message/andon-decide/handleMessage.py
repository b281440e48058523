def handleMessage(payload):
	return andon.decisions.decide(payload)
