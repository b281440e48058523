def onUpdate(actor, resources):
	# Settings that were changed in a save count at once.
	andon.lifecycle.ensure()
