-- Lists and claims that stay fast with 100,000 open dossiers: each is read in the order of its index.

DROP INDEX work_open;
CREATE INDEX work_open ON work_item(role, due, opened_at, id) WHERE state = 'open';
DROP INDEX dossier_received;
CREATE INDEX dossier_received ON dossier(received_at DESC, id);
DROP INDEX outbox_due;
CREATE INDEX outbox_due ON outbox(channel, id) WHERE state = 'due';
DROP INDEX inbox_due;
CREATE INDEX inbox_due ON inbox(id) WHERE state = 'due';
