"""Read and write files; run queries on DuckDB."""
