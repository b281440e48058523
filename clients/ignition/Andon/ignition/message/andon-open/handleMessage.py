def handleMessage(payload):
	return andon.decisions.open_rows()
