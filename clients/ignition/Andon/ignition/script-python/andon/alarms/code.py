"""
The feed of alarms, conditions of machines, as the bridge follows it: what it asks for, which tags it writes, and what sessions are told.

A worse alarm and one that is told again reach the list and the tags; toasts and the sound are for recommendations, which the same trouble raises.
"""

import json
import re

NAME = u'alarms'
CONNECTION = u'andon-alarms-connection'
HAND_OVER = u'andon-alarms-hand-over'
TAGS = 'AlarmBridge'
BRIDGE = 'alarm-bridge'
GLOBALS = '.alarms'
SUBJECT = u'alarm'
# There are no pages of what was missed: the subscription begins with it.
HAS_LOG = False

# What the name of a tag may not hold.
_ODD = re.compile(u"[^A-Za-z0-9_ '():-]")


def new_rows():
	return andon.alarm_rows.AlarmRows()


def head():
	return andon.http.post(andon.documents.ALARM_HEAD, {})


def open_page(after):
	"""A page of the alarms that are shown."""
	return andon.http.post(andon.documents.ALARMS, {'filter': andon.documents.site_filter(), 'after': after})['alarms']


def subscription(after):
	return andon.documents.ALARM_LIVE, {'after': after, 'filter': andon.documents.site_filter()}


def steps_of_event(event, missed, rows):
	alarm = event['alarm']
	message = andon.payloads.of_alarm_event(event, missed)
	return [lambda: rows.apply(event), lambda: _tell([(alarm['siteId'], alarm['equipmentId'])], rows)] + andon.handover.sending(message)


def steps_of_list(alarms, reason, rows):
	steps = [lambda: rows.replace(alarms), lambda: _tell_all(rows)]
	if reason is not None:
		data = {'reason': reason, 'timestamp': system.date.now()}
		steps.extend(andon.handover.sending(andon.payloads.message(andon.payloads.ALARM_RESET, data)))
	return steps


def counts(rows):
	told = rows.counts()
	return [(andon.tags.path('Alarms', name), told[name]) for name in sorted(told)]


def folder(site_id, equipment_id):
	"""Tags of a machine: Equipment/<site>/<equipment>; what no tag may be named with becomes _."""
	return u'Equipment/%s/%s' % (_ODD.sub(u'_', site_id), _ODD.sub(u'_', equipment_id))


def _tell(machines, rows):
	"""Writes how machines are, and makes the tags of those that had no alarm before."""
	known = _known(rows)
	fresh = [machine for machine in machines if machine not in known]
	if fresh:
		andon.tags.ensure_machines([folder(site_id, equipment_id) for site_id, equipment_id in fresh])
	values = []
	for site_id, equipment_id in machines:
		told = rows.of_machine(site_id, equipment_id)
		values += [(andon.tags.path(folder(site_id, equipment_id), name), told[name]) for name in sorted(told)]
	if values:
		andon.tags.write(values)
	if fresh:
		andon.tags.write([(andon.tags.path('Alarms', 'Machines'), json.dumps(sorted(known | set(fresh))))])
		rows.known = known | set(fresh)


def _tell_all(rows):
	"""Those that had an alarm when the gateway was last here, too: it may be over."""
	_tell(sorted(_known(rows) | rows.machines()), rows)


def _known(rows):
	"""Machines that have tags, a set of (site, equipment): kept in a tag, as long as theirs are, and read from it once."""
	if rows.known is None:
		rows.known = set([tuple(machine) for machine in json.loads(andon.tags.read('Alarms', 'Machines') or u'[]')])
	return rows.known
