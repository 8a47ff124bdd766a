"""Search over transcripts

SQLite has an FTS5 table kept by triggers; a segment's number in it is not its rowid, which
VACUUM may change. PostgreSQL has an index on the words. Both cut words at what is no letter
and no digit, so that both find the same.
"""

from __future__ import annotations

from alembic import op

from warm_transfer.db.word_index import POSTGRES_WORDS

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SQLITE = (
    """
    CREATE TABLE segment_words (
        number INTEGER PRIMARY KEY,
        segment_id VARCHAR(40) NOT NULL UNIQUE
    )
    """,
    """
    CREATE VIRTUAL TABLE segment_words_index
    USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')
    """,
    "INSERT INTO segment_words (segment_id) SELECT id FROM segments",
    """
    INSERT INTO segment_words_index (rowid, text)
    SELECT segment_words.number, segments.text
    FROM segment_words JOIN segments ON segments.id = segment_words.segment_id
    """,
    """
    CREATE TRIGGER segment_words_of_new AFTER INSERT ON segments BEGIN
        INSERT INTO segment_words (segment_id) VALUES (new.id);
        INSERT INTO segment_words_index (rowid, text)
        SELECT number, new.text FROM segment_words WHERE segment_id = new.id;
    END
    """,
    """
    CREATE TRIGGER segment_words_of_changed AFTER UPDATE OF text ON segments BEGIN
        UPDATE segment_words_index SET text = new.text
        WHERE rowid = (SELECT number FROM segment_words WHERE segment_id = new.id);
    END
    """,
    """
    CREATE TRIGGER segment_words_of_deleted AFTER DELETE ON segments BEGIN
        DELETE FROM segment_words_index
        WHERE rowid = (SELECT number FROM segment_words WHERE segment_id = old.id);
        DELETE FROM segment_words WHERE segment_id = old.id;
    END
    """,
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"CREATE INDEX segment_words ON segments USING gin ({POSTGRES_WORDS})")
        return
    for statement in SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX segment_words")
        return
    for event in ("new", "changed", "deleted"):
        op.execute(f"DROP TRIGGER segment_words_of_{event}")
    op.execute("DROP TABLE segment_words_index")
    op.execute("DROP TABLE segment_words")
