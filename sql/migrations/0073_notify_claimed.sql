-- Once a sink takes messages again, what waits for a later attempt is due at once; what a server tries just then is not, or it would be sent twice.
ALTER TABLE andon.notify_delivery ADD COLUMN claimed boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN andon.notify_delivery.claimed IS 'a server tries it, or died while it did; next_at says when another one may';
