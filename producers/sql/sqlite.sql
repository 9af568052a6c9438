-- The outbox table of Saphan for SQLite 3.35 or newer: run once, in the application's own database.
--
-- The application inserts a row here in the transaction that changes its own data, so that the one never happens
-- without the other. `saphan outbox relay` (any number of them) carries the rows into the log: each record's in order,
-- at least once, and never a row that was rolled back.

-- The application and the relay don't shut each other out.
pragma journal_mode = wal;

create table if not exists outbox (
    id integer not null primary key autoincrement,
    topic varchar(80) not null,          -- the data set: 'dsd.skill-test.v1'
    record_id varchar(120) not null,     -- your own number of the record
    person_kind varchar(12) not null,    -- 'row': the payload is a row as the register writes it
                                         -- else the payload holds the data's own fields, and `person` is by kind
                                         -- 'identifier', 'pseudonym', or 'none'
    person varchar(40) not null default '',
    version bigint not null,             -- your own counter, rising with each change of the record
    operation varchar(8) not null default 'UPSERT' check (operation in ('UPSERT', 'DELETE')),
    occurred_at bigint not null,         -- when it became true, in ms since 1970
    payload json not null,               -- of a row: column by column, text, as GET /v1/<data set>/fields lists them
    created_at bigint not null default (cast((julianday('now') - 2440587.5) * 86400000 as integer)),
    relayed_at bigint,                   -- set by the relay, once the event stands in the log or was refused
    refused varchar(60)                  -- set by the relay: why a row was refused
);

-- What waits is few, however long the table grows.
create index if not exists outbox_waiting on outbox (id) where relayed_at is null;

-- What an application does, inside its own transaction:
--   insert into outbox (topic, record_id, person_kind, version, occurred_at, payload)
--   values ('dsd.skill-test.v1', 'T-00000001', 'row', 1, 1795400100000,
--           '{"citizen_id": "1-9999-00010-01-9", "first_name": "ตัวอย่าง", "last_name": "ทดลองสมมุติ",
--             "standard": "ช่างไฟฟ้าภายในอาคาร", "level": "1", "test_date": "15/06/2569", "result": "ผ่าน",
--             "test_centre": "DSD-21"}');

-- What was refused, newest first, to be mended and written again with a higher version:
--   select id, topic, record_id, version, refused from outbox where refused is not null order by id desc;

-- What was relayed may go when you no longer need it:
--   delete from outbox where relayed_at < (julianday('now') - 2440587.5 - 30) * 86400000;
