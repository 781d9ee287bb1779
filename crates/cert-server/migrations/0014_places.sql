-- Where the content of an attachment is when it is not in this database: its name in the object store.
ALTER TABLE attachments ADD COLUMN place TEXT;
