"""The workspace: what was screened and found, and the log of what people decided."""

from pathlib import Path

DEFAULT_WORKSPACE = Path("firmword-workspace")  # the folder that is taken where none is named
FILE_NAME = "firmword.db"  # of the database in a workspace's folder
ARCHIVE = "archive"  # the folder in it that holds the documents' bytes
DEFAULT_RUBRIC = "chrb-core-2019"  # what is searched and scored by where no rubric is named
