"""Perspective sessions, as far as scripts of views and message handlers see them."""

from threading import RLock

from system import check, perspective


class Properties(object):
	"""Properties by name; a script may set what is there, and custom properties also anew."""

	def __init__(self, values):
		self.__dict__.update(values)

	def __getitem__(self, name):
		return self.__dict__[name]

	def __setitem__(self, name, value):
		self.__dict__[name] = value


class Session(object):
	def __init__(self, project, id, user, levels, pages):
		self.project = project
		self.levels = levels
		self.pages = dict([(page_id, []) for page_id in pages])
		self.custom = Properties({})
		auth = Properties({'authenticated': user is not None, 'user': Properties({'userName': user})})
		self.props = Properties({'id': id, 'auth': auth})
		self._lock = RLock()

	def within(self, work):
		"""Runs a script in this session's name; a session runs one at a time."""
		with self._lock:
			before = getattr(perspective.current, 'session', None)
			perspective.current.session = self
			try:
				return work()
			finally:
				perspective.current.session = before

	def open(self, page_id, path, params):
		self.project.check_params(path, params)
		view = View(self, page_id, path, self.project.view(path), params)
		self.pages[page_id].append(view)
		view.start()
		return view

	def message(self, page_id, kind, payload):
		for page in [page_id] if page_id is not None else list(self.pages):
			for view in list(self.pages[page]):
				view.message(kind, payload)


class View(object):
	def __init__(self, session, page_id, path, definition, params):
		self.session = session
		self.page = Properties({'props': Properties({'pageId': page_id, 'path': '/' + path})})
		self.path = path
		self.definition = definition
		given = dict(definition['params'])
		given.update(params)
		self.params = Properties(given)
		self.custom = Properties(dict(definition['custom']))
		self.root = Component(self, definition['root'])

	def start(self):
		for component in self.root.all():
			if component.definition['type'] == 'ia.display.view':
				self.session.open(self.page.props.pageId, component.definition['props']['path'], {})
			component.fire('system', 'onStartup')

	def close(self):
		self.session.pages[self.page.props.pageId].remove(self)
		for component in self.root.all():
			component.fire('system', 'onShutdown')

	def message(self, kind, payload):
		for component in self.root.all():
			for handler in component.definition.get('scripts', {}).get('messageHandlers', []):
				if handler['messageType'] == kind and handler['pageScope']:
					component.run(handler['script'], ('self', 'payload'), payload)

	def component(self, name):
		found = [one for one in self.root.all() if one.name == name]
		check(len(found) == 1, u'%s has %d components %s' % (self.path, len(found), name))
		return found[0]


class Component(object):
	"""What a script knows as `self`."""

	def __init__(self, view, definition):
		self.view = view
		self.session = view.session
		self.page = view.page
		self.definition = definition
		self.name = definition['meta']['name']
		self.props = Properties(dict(definition.get('props', {})))
		self.children = [Component(view, child) for child in definition.get('children', [])]

	def all(self):
		return [self] + [one for child in self.children for one in child.all()]

	def getChild(self, name):
		found = [child for child in self.children if child.name == name]
		check(len(found) == 1, u'%s has no child %s' % (self.name, name))
		return found[0]

	def fire(self, group, event, value=None):
		action = self.definition.get('events', {}).get(group, {}).get(event)
		if action is not None:
			self.run(action['config']['script'], ('self', 'event'), Properties({'value': value}))
		return action is not None

	def run(self, code, names, value):
		where = '%s/%s' % (self.view.path, self.name)
		self.session.within(lambda: self.session.project.run(code, names, (self, value), where))
