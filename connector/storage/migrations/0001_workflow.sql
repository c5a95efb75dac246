-- Dossiers, their lines and work items, the hash-chained event log.
SELECT 1;
