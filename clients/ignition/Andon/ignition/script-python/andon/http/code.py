"""Requests to the server, the key that they carry, and the one client of Java's that all streams share."""

import json

from java.io import File, IOException
from java.lang import String, System
from java.net import HttpRetryException, URL
from java.net.http import HttpClient
from java.nio.charset import Charset, StandardCharsets
from java.nio.file import Files
from java.time import Duration
from java.util import Arrays
from javax.net.ssl import HttpsURLConnection


def key():
	"""The key in its file, read anew each time; None without authentication."""
	if not andon.config.KEY_FILE:
		return None
	try:
		return unicode(String(Files.readAllBytes(File(andon.config.KEY_FILE).toPath()), StandardCharsets.UTF_8).trim())
	except IOException, problem:
		raise andon.errors.AndonError(
			u'UNAUTHENTICATED', u'the key file cannot be read: %s' % andon.errors.reason_of(problem))


def client():
	"""Java's HttpClient, one for the gateway: each has a thread of its own that ends only when nothing refers to it."""
	authority = None
	if andon.config.CA_FILE:
		authority = (andon.config.CA_FILE, File(andon.config.CA_FILE).lastModified())
	shared = system.util.getGlobals()
	known = shared.get('andon.client')
	if known is not None and known[0] == authority:
		return known[1]
	# HTTP/2 over plain text begins with an upgrade that proxies answer in odd ways.
	builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
	builder = builder.connectTimeout(Duration.ofMillis(andon.config.ANSWER_WITHIN_MS))
	trusted = andon.tls.context()
	if trusted is not None:
		builder = builder.sslContext(trusted)
	made = builder.build()
	shared['andon.client'] = (authority, made)
	return made


def post(document, variables, operator=None):
	"""
	Runs a query or mutation, in the name of `operator` if given, and returns its data; raises AndonError. Nothing is sent twice.

	By HttpURLConnection, since Java's newer client writes each letter of a header that is not ASCII as a question mark, and operators have names. A
	name that this one cannot write either goes over a WebSocket of its own, where it stands in JSON.
	"""
	name = None if operator is None else _header(operator)
	if operator is not None and name is None:
		return andon.websocket.ask(document, variables, operator)
	body = String(json.dumps({'query': document, 'variables': variables})).getBytes(StandardCharsets.UTF_8)
	try:
		connection = URL(andon.config.URL).openConnection()
		if isinstance(connection, HttpsURLConnection):
			trusted = andon.tls.context()
			if trusted is not None:
				connection.setSSLSocketFactory(trusted.getSocketFactory())
		connection.setConnectTimeout(andon.config.ANSWER_WITHIN_MS)
		connection.setReadTimeout(andon.config.ANSWER_WITHIN_MS)
		connection.setRequestMethod('POST')
		connection.setDoOutput(True)
		connection.setRequestProperty('Content-Type', 'application/json')
		connection.setRequestProperty('Accept', 'application/graphql-response+json, application/json')
		token = key()
		if token is not None:
			connection.setRequestProperty('Authorization', u'Bearer ' + token)
		if name is not None:
			connection.setRequestProperty('X-Operator-Id', name)
		# Java repeats a POST by itself when a kept connection turns out to be closed, except one of a fixed length.
		connection.setFixedLengthStreamingMode(len(body))
		stream = connection.getOutputStream()
		stream.write(body)
		stream.close()
		status = connection.getResponseCode()
		answer = connection.getErrorStream() if status >= 400 else connection.getInputStream()
		text = u'' if answer is None else unicode(String(answer.readAllBytes(), StandardCharsets.UTF_8))
	except HttpRetryException, problem:
		code = u'UNAUTHENTICATED' if problem.responseCode() == 401 else u'UNREACHABLE'
		raise andon.errors.AndonError(code, u'the server does not take the key' if code == u'UNAUTHENTICATED' else andon.errors.reason_of(problem))
	except IOException, problem:
		raise andon.errors.AndonError(u'UNREACHABLE', u'the server does not answer: %s' % andon.errors.reason_of(problem))
	return _data(status, text)


def _header(text):
	"""What Java, which writes headers in the machine's charset, has to be given so that UTF-8 comes out; None where that cannot be."""
	charset = Charset.forName(System.getProperty('file.encoding') or 'ISO-8859-1')
	wanted = String(text).getBytes(StandardCharsets.UTF_8)
	given = String(wanted, charset)
	return given if Arrays.equals(given.getBytes(charset), wanted) else None


def _data(status, text):
	try:
		answer = json.loads(text)
	except ValueError:
		answer = None
	if not isinstance(answer, dict) or not ('data' in answer or 'errors' in answer):
		code = u'UNAVAILABLE' if status >= 500 else u'PROTOCOL'
		raise andon.errors.AndonError(code, u'an answer of HTTP status %d that is not GraphQL' % status)
	if answer.get('errors'):
		raise andon.errors.of_failures(answer['errors'])
	return answer['data']
