-- When a reading of quarantine was mended and taken after all, so that it is not sent twice.
ALTER TABLE andon.quarantine ADD COLUMN replayed_at timestamptz;
