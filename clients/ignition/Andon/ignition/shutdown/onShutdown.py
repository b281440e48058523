def onShutdown():
	andon.lifecycle.stop()
