def handleTimerEvent():
	andon.lifecycle.ensure()
