"""system.perspective, as session scripts use it: for the session in whose name the thread runs."""

from threading import local

from java.util.concurrent import CopyOnWriteArrayList
from system import check, is_text, plain

OFFERED = ('isAuthorized', 'sendMessage', 'openPopup', 'closePopup')

current = local()
# Session id to screens.Session; set by gateway.py.
sessions = {}
# (session, page, message type, payload) and (session, page, popup, params) that reached a browser.
messages = CopyOnWriteArrayList()
popups = CopyOnWriteArrayList()


def isAuthorized(isAllOf, securityLevels, sessionId=None):
	check(isinstance(isAllOf, bool) and isinstance(securityLevels, list), u'isAuthorized takes a boolean and a list of levels')
	session = _session(sessionId)
	has = [level in session.levels for level in securityLevels]
	return all(has) if isAllOf else any(has)


def sendMessage(messageType, payload=None, scope='page', sessionId=None, pageId=None):
	check(is_text(messageType) and scope in ('page', 'session', 'view'), u'sendMessage takes a type and a scope')
	session = _session(sessionId)
	check(pageId is None or pageId in session.pages, u'the session has no page %r' % pageId)
	payload = plain(payload, u'system.perspective.sendMessage')
	messages.add((session.props.id, pageId, messageType, payload))
	session.message(pageId, messageType, payload)


def openPopup(id, view, params=None, title=None, position=None, showCloseIcon=True, draggable=True, resizable=False, modal=False, overlayDismiss=False, sessionId=None, pageId=None, viewportBound=False):
	session = _session(sessionId)
	check(is_text(id) and session.project.has_view(view), u'there is no view %r' % view)
	session.project.check_params(view, params or {})
	popups.add((session.props.id, pageId, id, plain(params, u'openPopup')))


def closePopup(id, sessionId=None, pageId=None):
	check(is_text(id), u'closePopup takes an id')
	popups.add((_session(sessionId).props.id, pageId, id, None))


def _session(session_id):
	here = getattr(current, 'session', None)
	check(session_id is not None or here is not None, u'outside a session sessionId has to be given')
	session = sessions.get(session_id) if session_id is not None else here
	check(session is not None, u'there is no session %r' % session_id)
	return session
