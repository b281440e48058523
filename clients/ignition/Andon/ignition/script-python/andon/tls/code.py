"""TLS with a pinned authority: certificates that it has not signed are refused, and so is one for another host name."""

from java.io import FileInputStream
from java.security import KeyStore
from java.security.cert import CertificateFactory
from javax.net.ssl import SSLContext, TrustManagerFactory


def context():
	"""An SSLContext that trusts the authority of config.CA_FILE alone; None where Java's own trust counts."""
	if not andon.config.CA_FILE:
		return None
	store = KeyStore.getInstance(KeyStore.getDefaultType())
	store.load(None, None)
	stream = FileInputStream(andon.config.CA_FILE)
	try:
		number = 0
		for certificate in CertificateFactory.getInstance('X.509').generateCertificates(stream):
			store.setCertificateEntry('andon-%d' % number, certificate)
			number += 1
	finally:
		stream.close()
	if number == 0:
		raise andon.errors.AndonError(u'PROTOCOL', u'%s holds no certificate' % andon.config.CA_FILE)
	trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm())
	trust.init(store)
	made = SSLContext.getInstance('TLS')
	made.init(None, trust.getTrustManagers(), None)
	return made
