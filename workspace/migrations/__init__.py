"""The history of the store's tables, one step a file in `versions/`."""

import sqlalchemy as sa

# Ordered by the signs' numbers, whatever order a server's language has: digests are made of rows in their order.
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
