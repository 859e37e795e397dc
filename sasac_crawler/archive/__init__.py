"""The archive on disk: WARC captures, and the session that keeps bytes and records in step."""
