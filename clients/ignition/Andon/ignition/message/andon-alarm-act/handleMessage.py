def handleMessage(payload):
	return andon.alarm_actions.act(payload)
