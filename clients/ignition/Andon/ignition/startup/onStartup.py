def onStartup():
	andon.lifecycle.start()
