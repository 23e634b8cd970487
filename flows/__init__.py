"""The edges of a run that need an engine: the Prefect flow, its server and schedule, and the audit."""
