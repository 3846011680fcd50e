"""Letters and handles read and compared on Spark: the ties are those of one machine, to the last digit."""
