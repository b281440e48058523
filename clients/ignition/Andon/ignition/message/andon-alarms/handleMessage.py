def handleMessage(payload):
	return andon.alarm_actions.open_rows()
