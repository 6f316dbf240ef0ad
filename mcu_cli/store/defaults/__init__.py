"""The two registries, departments.yaml and categories.yaml, that a new store starts from."""
