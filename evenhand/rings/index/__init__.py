"""What a full run leaves behind, so that one new complaint finds its ring and one that is erased leaves no trace."""
