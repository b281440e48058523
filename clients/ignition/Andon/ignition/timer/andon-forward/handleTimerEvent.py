def handleTimerEvent():
	andon.readings.forward()
