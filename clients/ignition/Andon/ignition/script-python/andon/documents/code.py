"""The GraphQL documents that the pack sends."""

RECOMMENDATION = u"""fragment Row on Recommendation {
  recommendationId version siteId equipmentId issueType severity status issueDescription recommendedAction rootCauseAnalysis
  expectedOutcome confidenceScore operatorId operatorNotes deferUntil rejectionReason createdAt updatedAt
}"""

EVENT = u"""fragment Happened on RecommendationEvent {
  cursor previousCursor number kind occurredAt oldStatus newStatus operatorId operatorNotes recommendation { ...Row }
}
""" + RECOMMENDATION

WANTED = u'$after: String, $kinds: [RecommendationEventKind!], $filter: RecommendationFilter'
# Every kind, so that the open list stays right and each event names the one before it.
KINDS = [u'CREATED', u'STATUS_CHANGED', u'CHANGED', u'DELETED']

HEAD = u'query { head: recommendationEventHead caller { siteIds } }'

OPEN = u"""query ($filter: RecommendationFilter, $after: String) {
  recommendations(filter: $filter, first: 500, after: $after) {
    edges { node { ...Row } } pageInfo { hasNextPage endCursor }
  }
}
""" + RECOMMENDATION

LOG = u"""query (%s) {
  page: recommendationEventLog(after: $after, kinds: $kinds, filter: $filter, first: 500) {
    events { ...Happened } endCursor hasMore
  }
}
%s""" % (WANTED, EVENT)

LIVE = u"""subscription (%s) {
  event: recommendationEvents(after: $after, kinds: $kinds, filter: $filter) { ...Happened }
}
%s""" % (WANTED, EVENT)

APPROVE = u"""mutation ($id: ID!, $notes: String, $expectedVersion: Int) {
  done: approveRecommendation(id: $id, notes: $notes, expectedVersion: $expectedVersion) { ...Row }
}
""" + RECOMMENDATION

REJECT = u"""mutation ($id: ID!, $reason: String!, $notes: String, $expectedVersion: Int) {
  done: rejectRecommendation(id: $id, reason: $reason, notes: $notes, expectedVersion: $expectedVersion) { ...Row }
}
""" + RECOMMENDATION

DEFER = u"""mutation ($id: ID!, $until: DateTime!, $notes: String, $expectedVersion: Int) {
  done: deferRecommendation(id: $id, until: $until, notes: $notes, expectedVersion: $expectedVersion) { ...Row }
}
""" + RECOMMENDATION

COMPLETE = u"""mutation ($id: ID!, $outcome: String!, $resolved: Boolean!) {
  done: completeRecommendation(id: $id, outcome: $outcome, resolved: $resolved) { ...Row }
}
""" + RECOMMENDATION

INGEST = u"""mutation ($readings: [ReadingInput!]!) {
  done: ingestReadings(readings: $readings) { accepted duplicates rejected { index code message } }
}"""


ALARM = u"""fragment AlarmRow on Alarm {
  alarmId version siteId equipmentId problem sentence severity worstSeverity state isActive isShown isAcknowledged isConfirmed isLatched isOutOfService
  isSilenced isSuppressed shelving shelvedUntil shelvedBy shelvedReason value unit limitName limitValue activeSince returnedAt acknowledgedAt
  acknowledgedBy acknowledgedNote changedAt
}"""

ALARM_HEAD = u'query { head: alarmEventHead caller { siteIds } }'

ALARMS = u"""query ($filter: AlarmFilter, $after: String) {
  alarms(filter: $filter, first: 500, after: $after) { edges { node { ...AlarmRow } } pageInfo { hasNextPage endCursor } }
}
""" + ALARM

ALARM_LIVE = u"""subscription ($after: String, $filter: AlarmEventFilter) {
  event: alarmEvents(after: $after, filter: $filter) {
    cursor previousCursor number kind occurredAt operatorId note alarm { ...AlarmRow }
  }
}
""" + ALARM


def _action(field, more=u''):
	"""A mutation of many alarms, with an answer for each; `more`: its further arguments, as variables and types."""
	declared = u'$alarms: [AlarmReference!]!'
	given = u'alarms: $alarms'
	for name, kind in [pair.split(u': ') for pair in more.split(u', ') if pair]:
		declared += u', $%s: %s' % (name, kind)
		given += u', %s: $%s' % (name, name)
	return u'mutation (%s) { done: %s(%s) { id alarm { alarmId version state } code message } }' % (declared, field, given)


ALARM_ACTIONS = {
	u'acknowledge': _action(u'acknowledgeAlarms', u'note: String'),
	u'confirm': _action(u'confirmAlarms', u'note: String'),
	u'comment': _action(u'commentAlarms', u'note: String!'),
	u'shelve': _action(u'shelveAlarms', u'until: DateTime, reason: String!'),
	u'unshelve': _action(u'unshelveAlarms', u'note: String'),
	u'silence': _action(u'silenceAlarms'),
	u'reset': _action(u'resetAlarms', u'note: String'),
}


def wanted(after):
	"""The variables of LOG and LIVE."""
	return {'after': after, 'kinds': KINDS, 'filter': site_filter()}


def site_filter():
	return None if andon.config.SITES is None else {'siteIds': list(andon.config.SITES)}
