-- How many certificates stand in each status list, so that a new list is opened before one is full. All
-- lists of an authority have the number of its first one in common.
CREATE TABLE status_lists (
    list   INTEGER PRIMARY KEY,
    first  INTEGER NOT NULL,
    issued INTEGER NOT NULL
) STRICT;
CREATE INDEX status_lists_of ON status_lists (first, list);
INSERT INTO status_lists (list, first, issued)
    SELECT list, list, COUNT(*) FROM status_entries GROUP BY list;

-- Written into and emptied at once, to know whether there is room on the disk.
CREATE TABLE probe (content BLOB NOT NULL) STRICT;
