"""What is handed in as files: a folder that nothing leads out of, kinds told by content, the parts that open them."""
