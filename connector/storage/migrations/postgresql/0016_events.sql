-- As in SQLite: our own events go out through "event:" + the subscriber's id.
ALTER TABLE outbox DROP CONSTRAINT outbox_channel_check;
