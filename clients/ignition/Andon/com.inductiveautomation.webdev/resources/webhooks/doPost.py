def doPost(request, session):
	return andon.webhooks.take(request)
