"""What complaints enclose: images and PDFs, and what nearly equal papers have in common."""
