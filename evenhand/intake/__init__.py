"""Files to records: headers in Chinese or English, rejects named."""
