"""The tables of a municipality's schema in PostgreSQL. The truth of a store is here; its servers' files follow."""

TABLES = (
    # one row: `version` is the newest migration that its changes were written for, and up to the change `base` what
    # the changes carried is gone, as something was erased: the snapshots hold what they add up to
    "CREATE TABLE IF NOT EXISTS home (one boolean PRIMARY KEY DEFAULT true CHECK (one), version integer NOT NULL, "
    "base bigint NOT NULL DEFAULT 0)",
    # a row a change, as `log` has it; `payload` is what it was applied with, null where that is gone
    "CREATE TABLE IF NOT EXISTS changes (number bigint PRIMARY KEY, hash text NOT NULL, id uuid NOT NULL UNIQUE, "
    "who text NOT NULL, logged timestamp NOT NULL, action text NOT NULL, object uuid NOT NULL, "
    "payload_hash text NOT NULL, payload text, written timestamptz NOT NULL DEFAULT clock_timestamp())",
    "CREATE TABLE IF NOT EXISTS frames (number bigint NOT NULL REFERENCES changes, position integer NOT NULL, "
    "name text NOT NULL, content bytea NOT NULL, PRIMARY KEY (number, position))",
    # who is signed in: no history, and the same on every server. Times are UTC
    "CREATE TABLE IF NOT EXISTS sessions (id uuid PRIMARY KEY, token_hash text NOT NULL UNIQUE, person uuid NOT NULL, "
    "person_version integer NOT NULL, begun timestamp NOT NULL, seen timestamp NOT NULL)",
    # whole files as they were after the change `number`, for caches that begin anew
    "CREATE TABLE IF NOT EXISTS snapshots (id uuid PRIMARY KEY, number bigint NOT NULL, version integer NOT NULL, "
    "digest text NOT NULL, bytes bigint NOT NULL, made timestamptz NOT NULL DEFAULT clock_timestamp())",
    "CREATE TABLE IF NOT EXISTS snapshot_parts (snapshot uuid NOT NULL REFERENCES snapshots ON DELETE CASCADE, "
    "position integer NOT NULL, content bytea NOT NULL, PRIMARY KEY (snapshot, position))",
    # which servers there are, up to which change each has come, and what its file then holds, where it was asked to say
    "CREATE TABLE IF NOT EXISTS servers (id uuid PRIMARY KEY, name text NOT NULL, version integer NOT NULL, "
    "number bigint NOT NULL, seen timestamptz NOT NULL, asked bigint, held text)",
)
