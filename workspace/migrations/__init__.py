"""The history of the store's tables, one step a file in `versions/`."""
