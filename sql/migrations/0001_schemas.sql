-- Two rooms: agentic_hmi holds the operator's queue, whose names other programs rely on; andon holds everything of our own.
CREATE SCHEMA IF NOT EXISTS andon;
CREATE SCHEMA IF NOT EXISTS agentic_hmi;

-- Rules that the database itself must know, so that they hold for every writer. A server writes its configuration here when it starts.
CREATE TABLE andon.setting (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  dedupe_window interval NOT NULL DEFAULT interval '5 minutes'
);
INSERT INTO andon.setting DEFAULT VALUES;
